using System.Buffers.Binary;

namespace LeadScoring.Api.Http;

/// <summary>A place in a list in the order of time: the last item of a page. The next page begins right behind it, whether that item is still there or not.</summary>
/// <param name="At">The time that the list is sorted by, which an item keeps.</param>
/// <param name="Id">Its id, which orders those of one moment.</param>
internal readonly record struct TimeCursor(DateTimeOffset At, Guid Id)
{
    // UTC ticks (8 bytes, big-endian), id (16 bytes).
    private const int IdAt = 8;
    private const int Length = 24;

    /// <summary>The cursor as text, for the same request only.</summary>
    public string Write(string scope)
    {
        var place = new byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(place, At.UtcTicks);
        Id.TryWriteBytes(place.AsSpan(IdAt), bigEndian: true, out _);
        return OpaqueCursor.Write(place, scope);
    }

    /// <summary>Reads a cursor; null when it is damaged or was made for another request.</summary>
    public static TimeCursor? Read(string text, string scope)
    {
        if (OpaqueCursor.Read(text, scope) is not { Length: Length } place)
        {
            return null;
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(place);
        return ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks ? null : new TimeCursor(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(place.AsSpan(IdAt), bigEndian: true));
    }
}
