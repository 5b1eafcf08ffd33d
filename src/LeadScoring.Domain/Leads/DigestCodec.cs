using System.Buffers;
using System.Buffers.Binary;

namespace LeadScoring.Domain.Leads;

/// <summary>
/// Digests as bytes: a version, the signal generation, then per signal that has had an event its id and state. Whole numbers are
/// variable in length and times are differences from the signal's first event, so a digest takes a few hundred bytes.
/// A checksum comes last, so that damage is told from a newer generation. Equal digests have equal bytes.
/// </summary>
public static class DigestCodec
{
    private const byte Version = 1;
    private const int ChecksumBytes = 2;

    /// <summary>The digest as bytes.</summary>
    /// <exception cref="InvalidOperationException">The digest is merged: read back, it would pass for one that can be folded further.</exception>
    public static byte[] Encode(Digest digest)
    {
        if (digest.IsMerged)
        {
            throw new InvalidOperationException("A merged digest cannot be stored; store those it was merged from.");
        }

        var writer = new DigestWriter(new ArrayBufferWriter<byte>(256));
        writer.Byte(Version);
        writer.Number(digest.Layout.Generation);
        writer.Number(digest.Events);
        writer.Number(digest.Events == 0 ? 0 : digest.Last);
        writer.Number(Enumerable.Range(0, digest.Layout.Signals.Count).Count(i => digest[i] is not null));
        for (var i = 0; i < digest.Layout.Signals.Count; i++)
        {
            if (digest[i] is { } state)
            {
                writer.Number(digest.Layout.Signals[i].Id);
                SignalStateCodec.Write(writer, state);
            }
        }

        writer.Checksum(ChecksumOf(writer.Written));
        return writer.Written.ToArray();
    }

    /// <summary>The signal generation that the bytes name; 0 for bytes of another version, or none at all.</summary>
    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public static long GenerationOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] != Version)
        {
            return 0;
        }

        var reader = new DigestReader(Checked(bytes)[1..]);
        return reader.Number();
    }

    /// <summary>How many events were folded into a digest of any generation; null when the bytes do not say: none at all, of another version, or damaged.</summary>
    public static int? EventsOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] != Version)
        {
            return null;
        }

        try
        {
            var reader = new DigestReader(Checked(bytes)[1..]);
            reader.Number();
            return reader.Count();
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads a digest of the layout's own generation.</summary>
    /// <returns>The digest; null when the bytes are of another version or signal generation, so that the log has to be folded afresh.</returns>
    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public static Digest? Decode(DigestLayout layout, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] != Version)
        {
            return null;
        }

        var reader = new DigestReader(Checked(bytes)[1..]);
        if (reader.Number() != layout.Generation)
        {
            return null;
        }

        var digest = new Digest(layout) { Events = reader.Count() };
        var last = reader.Time();
        digest.Last = digest.Events == 0 ? long.MinValue : last;
        var signals = reader.Count(layout.Signals.Count);
        for (var position = 0; signals > 0; position++, signals--)
        {
            var id = reader.Number();
            while (position < layout.Signals.Count && layout.Signals[position].Id != id)
            {
                position++;
            }

            if (position == layout.Signals.Count)
            {
                throw new FormatException($"The digest names the signal {id}, which its generation {layout.Generation} does not have.");
            }

            digest[position] = SignalStateCodec.Read(ref reader, layout.Signals[position].Definition);
        }

        return reader.IsAtEnd ? digest : throw new FormatException("The digest is damaged: it goes on after its end.");
    }

    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> bytes)
    {
        var content = bytes[..Math.Max(0, bytes.Length - ChecksumBytes)];
        return !content.IsEmpty && BinaryPrimitives.ReadUInt16LittleEndian(bytes[^ChecksumBytes..]) == ChecksumOf(content)
            ? content
            : throw new FormatException("The digest is damaged: its checksum does not fit.");
    }

    /// <summary>FNV-1a of 32 bits, its halves combined.</summary>
    private static ushort ChecksumOf(ReadOnlySpan<byte> content)
    {
        var hash = 2166136261u;
        foreach (var each in content)
        {
            hash = unchecked((hash ^ each) * 16777619u);
        }

        return (ushort)(hash ^ (hash >> 16));
    }
}
