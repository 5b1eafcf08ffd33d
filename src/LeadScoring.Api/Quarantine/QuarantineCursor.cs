using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LeadScoring.Api.Quarantine;

/// <summary>A place among the items, which stand in the order of their first receipt. The next page begins right behind it, whether that item is still there or not.</summary>
/// <param name="FirstReceivedAt">When the item was received first.</param>
/// <param name="Id">Its id, which orders those of one moment.</param>
internal readonly record struct QuarantineCursor(DateTimeOffset FirstReceivedAt, Guid Id)
{
    // Version (1 byte), tag (8 bytes), UTC ticks (8 bytes, big-endian), id (16 bytes); the whole as base64url.
    private const byte Version = 1;
    private const int TagAt = 1;
    private const int TicksAt = 9;
    private const int IdAt = 17;
    private const int Length = 33;

    /// <summary>The cursor as text, for the same request only.</summary>
    public string Write(string scope)
    {
        var bytes = new byte[Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(TicksAt), FirstReceivedAt.UtcTicks);
        Id.TryWriteBytes(bytes.AsSpan(IdAt), bigEndian: true, out _);
        TagOf(bytes.AsSpan(TicksAt), scope).CopyTo(bytes, TagAt);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor; null when it is damaged or was made for another request.</summary>
    public static QuarantineCursor? Read(string text, string scope)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(text);
            if (bytes.Length != Length || bytes[0] != Version || !TagOf(bytes.AsSpan(TicksAt), scope).AsSpan().SequenceEqual(bytes.AsSpan(TagAt, TicksAt - TagAt)))
            {
                return null;
            }

            var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(TicksAt));
            // The tag is no secret, so a time that is none may come along with a right one.
            return ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks ? null
                : new QuarantineCursor(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes.AsSpan(IdAt), bigEndian: true));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Tells damage, and cursors of other requests.</summary>
    private static byte[] TagOf(ReadOnlySpan<byte> place, string scope) =>
        SHA256.HashData([.. place, .. Encoding.UTF8.GetBytes(scope)])[..(TicksAt - TagAt)];
}
