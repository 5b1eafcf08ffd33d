using System.Buffers.Text;
using System.Text;
using LeadScoring.Benchmarks.EndToEnd.Processes;

namespace LeadScoring.Benchmarks.EndToEnd.Load;

/// <summary>Writes HTTP requests with events straight into one buffer, which is used again for the next.</summary>
/// <remarks>The load generator shares the processors with what it measures, so it must cost next to nothing.</remarks>
internal sealed class RequestWriter(string host)
{
    /// <summary>Of an event; those here have about 330.</summary>
    private const int MostBytes = 600;

    private const int LengthDigits = 7;

    private static readonly byte[] Length = Encoding.ASCII.GetBytes("Content-Length: " + new string('0', LengthDigits) + "\r\n\r\n");

    private byte[] _buffer = new byte[4_096];
    private int _written;
    private int _body;

    /// <summary>A whole request. What is given is written over by the next one.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        // Leading zeros are allowed, so the place for the length can be kept before it is known.
        Utf8Formatter.TryFormat(_written - _body, _buffer.AsSpan(_body - Length.Length + 16), out _, new System.Buffers.StandardFormat('D', LengthDigits));
        return _buffer.AsMemory(0, _written);
    }

    public void Start(string path)
    {
        _written = 0;
        Write(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {ServiceUnderTest.Key}\r\nContent-Type: application/json\r\n"));
        Write(Length);
        _body = _written;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_written + bytes.Length + MostBytes > _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length + bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_written));
        _written += bytes.Length;
    }

    /// <summary>An event of the plain dialect.</summary>
    public void WriteEvent(Random random, int lead, EventTemplate template, DateTimeOffset time)
    {
        Write("{\"messageId\":\""u8);
        WriteId(random);
        Write("\",\"userId\":\"user-"u8);
        WriteNumber(lead, digits: 6);
        Write("\",\"timestamp\":\""u8);
        WriteTime(time);
        Write("\","u8);
        Write(template.Members);
        Write("}"u8);
    }

    /// <summary>A random UUID: 122 bits that no other round has seen.</summary>
    public void WriteId(Random random)
    {
        Span<byte> bits = stackalloc byte[16];
        random.NextBytes(bits);
        Utf8Formatter.TryFormat(new Guid(bits), _buffer.AsSpan(_written), out var length);
        _written += length;
    }

    public void WriteNumber(int number, byte digits)
    {
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_written), out var length, new System.Buffers.StandardFormat('D', digits));
        _written += length;
    }

    public void WriteTime(DateTimeOffset time)
    {
        time.UtcDateTime.TryFormat(_buffer.AsSpan(_written), out var length, "yyyy-MM-ddTHH:mm:ss.fffZ");
        _written += length;
    }
}
