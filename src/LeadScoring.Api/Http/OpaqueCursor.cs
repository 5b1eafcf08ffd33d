using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LeadScoring.Api.Http;

/// <summary>
/// The text form of cursors: base64url of a version (1 byte), a tag (8 bytes) and a place. The tag tells damage and cursors of other
/// requests. It is no secret, so what comes back may still be no place at all.
/// </summary>
internal static class OpaqueCursor
{
    private const byte Version = 1;
    private const int TagAt = 1;
    private const int PlaceAt = 9;

    /// <summary>The place as text.</summary>
    /// <param name="place">The place, in bytes.</param>
    /// <param name="scope">What the cursor is good for.</param>
    public static string Write(ReadOnlySpan<byte> place, string scope) => Base64Url.EncodeToString([Version, .. TagOf(place, scope), .. place]);

    /// <summary>The place; null when the text is damaged or was made for another scope.</summary>
    public static byte[]? Read(string text, string scope)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(text);
            return bytes.Length >= PlaceAt && bytes[0] == Version && TagOf(bytes.AsSpan(PlaceAt), scope).AsSpan().SequenceEqual(bytes.AsSpan(TagAt, PlaceAt - TagAt))
                ? bytes[PlaceAt..]
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static byte[] TagOf(ReadOnlySpan<byte> place, string scope) => SHA256.HashData([.. place, .. Encoding.UTF8.GetBytes(scope)])[..(PlaceAt - TagAt)];
}
