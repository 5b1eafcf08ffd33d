using System.Buffers.Binary;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Quarantine;

/// <summary>A place among the items, which stand in the order of their first receipt. The next page begins right behind it, whether that item is still there or not.</summary>
/// <param name="FirstReceivedAt">When the item was received first.</param>
/// <param name="Id">Its id, which orders those of one moment.</param>
internal readonly record struct QuarantineCursor(DateTimeOffset FirstReceivedAt, Guid Id)
{
    // UTC ticks (8 bytes, big-endian), id (16 bytes).
    private const int IdAt = 8;
    private const int Length = 24;

    /// <summary>The cursor as text, for the same request only.</summary>
    public string Write(string scope)
    {
        var place = new byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(place, FirstReceivedAt.UtcTicks);
        Id.TryWriteBytes(place.AsSpan(IdAt), bigEndian: true, out _);
        return OpaqueCursor.Write(place, scope);
    }

    /// <summary>Reads a cursor; null when it is damaged or was made for another request.</summary>
    public static QuarantineCursor? Read(string text, string scope)
    {
        if (OpaqueCursor.Read(text, scope) is not { Length: Length } place)
        {
            return null;
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(place);
        return ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks ? null : new QuarantineCursor(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(place.AsSpan(IdAt), bigEndian: true));
    }
}
