using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LeadScoring.Domain.Leads;

/// <summary>Writes whole numbers as zigzag varints: small sizes of either sign take one byte.</summary>
internal readonly struct DigestWriter(ArrayBufferWriter<byte> buffer)
{
    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    public void Byte(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    public void Checksum(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.GetSpan(2), value);
        buffer.Advance(2);
    }

    public void Number(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        for (; rest >= 0x80; rest >>= 7)
        {
            Byte((byte)(rest | 0x80));
        }

        Byte((byte)rest);
    }

    /// <summary>One byte for minus infinity, which stands for "none"; else nine.</summary>
    public void Real(double value)
    {
        Byte(double.IsNegativeInfinity(value) ? (byte)0 : (byte)1);
        if (!double.IsNegativeInfinity(value))
        {
            BinaryPrimitives.WriteDoubleLittleEndian(buffer.GetSpan(8), value);
            buffer.Advance(8);
        }
    }

    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Number(length);
        Encoding.UTF8.GetBytes(value, buffer.GetSpan(length));
        buffer.Advance(length);
    }
}

/// <summary>Reads what <see cref="DigestWriter"/> wrote.</summary>
internal ref struct DigestReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public long Number()
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }

            if (shift > 56)
            {
                throw new FormatException("The digest is damaged: a number has more than ten bytes.");
            }
        }
    }

    /// <summary>A number from 0 to the most there can be.</summary>
    public int Count(int most = int.MaxValue) =>
        Number() is >= 0 and var count && count <= most ? (int)count : throw new FormatException($"The digest is damaged: a count is not from 0 to {most}.");

    /// <summary>A time, as a difference from another one.</summary>
    public long Time(long since = 0)
    {
        var time = unchecked(since + Number());
        return Instant.IsTime(time) ? time : throw new FormatException("The digest is damaged: a time lies outside the calendar.");
    }

    public double Real() => Byte() == 0 ? double.NegativeInfinity : BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public string Text() => Encoding.UTF8.GetString(Take(Count()));

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _rest.Length)
        {
            throw new FormatException("The digest is damaged: it ends too early.");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
