using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LeadScoring.Api.Http;

/// <summary>A place in a sorted list: the last item of a page. The next page begins right behind it, whether that item is still there or not.</summary>
/// <param name="Key">The number that the list is sorted by.</param>
/// <param name="Id">The item's id, which orders those with the same number.</param>
internal readonly record struct ListCursor(long Key, string Id)
{
    // Key (8 bytes, big-endian), then the id in UTF-8.
    private const int IdAt = 8;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A number as it stands in a scope: the same whether it was sent as 50 or 50.0.</summary>
    public static string TextOf(decimal number) => number.ToString("G29", CultureInfo.InvariantCulture);

    /// <summary>The cursor as text.</summary>
    /// <param name="scope">What it is good for: filters and sort.</param>
    public string Write(string scope)
    {
        var id = Encoding.UTF8.GetBytes(Id);
        var place = new byte[IdAt + id.Length];
        BinaryPrimitives.WriteInt64BigEndian(place, Key);
        id.CopyTo(place, IdAt);
        return OpaqueCursor.Write(place, scope);
    }

    /// <summary>Reads a cursor; null when it is damaged or was made for another list.</summary>
    public static ListCursor? Read(string text, string scope)
    {
        if (OpaqueCursor.Read(text, scope) is not { Length: > IdAt } place)
        {
            return null;
        }

        try
        {
            var id = Utf8.GetString(place.AsSpan(IdAt));
            return id.Contains('\0', StringComparison.Ordinal) ? null : new ListCursor(BinaryPrimitives.ReadInt64BigEndian(place), id);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
