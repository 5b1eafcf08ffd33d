using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LeadScoring.Api.Leads;

/// <summary>A place in a list of leads: the last lead of a page. The next page begins right behind it, whether that lead is still there or not.</summary>
/// <param name="Total">Its total, in hundredths.</param>
/// <param name="LeadId">Its id, as <c>user:ID</c> or <c>anon:ID</c>.</param>
internal readonly record struct LeadListCursor(int Total, string LeadId)
{
    // Version (1 byte), tag (8 bytes), total (4 bytes, big-endian), then the id in UTF-8; the whole as base64url.
    private const byte Version = 1;
    private const int TagAt = 1;
    private const int TotalAt = 9;
    private const int IdAt = 13;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The cursor as text, for pages of the same query only.</summary>
    public string Write(LeadListQuery query)
    {
        var id = Encoding.UTF8.GetBytes(LeadId);
        var bytes = new byte[IdAt + id.Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(TotalAt), Total);
        id.CopyTo(bytes, IdAt);
        TagOf(bytes.AsSpan(TotalAt), query).CopyTo(bytes, TagAt);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor; null when it is damaged or was made for another query.</summary>
    public static LeadListCursor? Read(string text, LeadListQuery query)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(text);
            if (bytes.Length <= IdAt || bytes[0] != Version || !TagOf(bytes.AsSpan(TotalAt), query).AsSpan().SequenceEqual(bytes.AsSpan(TagAt, TotalAt - TagAt)))
            {
                return null;
            }

            var id = Utf8.GetString(bytes.AsSpan(IdAt));
            // The tag is no secret, so an id that cannot be stored may come along with a right one.
            return id.Contains('\0', StringComparison.Ordinal) ? null : new LeadListCursor(BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(TotalAt)), id);
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Tells damage, and cursors of other queries. The limit may change from page to page.</summary>
    private static byte[] TagOf(ReadOnlySpan<byte> place, LeadListQuery query) =>
        SHA256.HashData([.. place, .. Encoding.UTF8.GetBytes($"\n{query.Sort}\n{query.Pql}\n{query.Band}\n{query.LeastTotal}\n{query.AccountId}")])[..(TotalAt - TagAt)];
}
