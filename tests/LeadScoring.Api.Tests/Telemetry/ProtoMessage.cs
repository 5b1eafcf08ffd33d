using System.Buffers.Binary;
using System.Text;

namespace LeadScoring.Api.Tests.Telemetry;

/// <summary>A message of protocol buffers, read without its description: fields by their numbers.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Number, object Value)> _fields = [];

    public ProtoMessage(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var tag = Varint(bytes, ref at);
            var (number, kind) = ((int)(tag >> 3), tag & 7);
            object value = kind switch
            {
                0 => Varint(bytes, ref at),
                1 => BinaryPrimitives.ReadUInt64LittleEndian(Take(bytes, ref at, 8)),
                2 => Take(bytes, ref at, (int)Varint(bytes, ref at)).ToArray(),
                5 => (ulong)BinaryPrimitives.ReadUInt32LittleEndian(Take(bytes, ref at, 4)),
                _ => throw new FormatException($"There is no wire type {kind}."),
            };
            _fields.Add((number, value));
        }
    }

    public IEnumerable<ProtoMessage> Messages(int number) => All<byte[]>(number).Select(bytes => new ProtoMessage(bytes));

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number));

    public string Hex(int number) => Convert.ToHexStringLower(Bytes(number));

    public ulong Number(int number) => All<ulong>(number).LastOrDefault();

    public bool Has(int number) => _fields.Exists(field => field.Number == number);

    private byte[] Bytes(int number) => All<byte[]>(number).LastOrDefault() ?? [];

    private IEnumerable<T> All<T>(int number) => _fields.Where(field => field.Number == number).Select(field => (T)field.Value);

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes, ref int at, int count) => bytes.Slice((at += count) - count, count);

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}
