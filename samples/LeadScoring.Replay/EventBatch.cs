using System.Buffers;
using System.Text.Json;

namespace LeadScoring.Replay;

/// <summary>Events on their way to the service: the body of one request, within what it takes (512 kB, 2,500 events).</summary>
internal sealed class EventBatch : IDisposable
{
    private const int MostEvents = 500;
    private const int MostBytes = 400_000;

    private readonly ArrayBufferWriter<byte> _body = new(64 * 1024);
    private readonly Utf8JsonWriter _writer;

    public EventBatch()
    {
        _writer = new Utf8JsonWriter(_body);
        _writer.WriteStartObject();
        _writer.WriteStartArray("events");
    }

    public int Count { get; private set; }

    /// <summary>One more event of up to 32 kB fits whenever a batch is not full.</summary>
    public bool IsFull => Count >= MostEvents || _writer.BytesCommitted + _writer.BytesPending >= MostBytes;

    public void Add(MappedLine line, string messageId, TimeSpan shift)
    {
        line.WriteTo(_writer, messageId, shift);
        Count++;
    }

    /// <summary>The body of the request; nothing can be added any more.</summary>
    public byte[] ToBody()
    {
        _writer.WriteEndArray();
        _writer.WriteEndObject();
        _writer.Flush();
        return _body.WrittenSpan.ToArray();
    }

    public void Dispose() => _writer.Dispose();
}
