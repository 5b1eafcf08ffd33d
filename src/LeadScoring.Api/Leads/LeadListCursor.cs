using System.Buffers.Binary;
using System.Text;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Leads;

/// <summary>A place in a list of leads: the last lead of a page. The next page begins right behind it, whether that lead is still there or not.</summary>
/// <param name="Total">Its total, in hundredths.</param>
/// <param name="LeadId">Its id, as <c>user:ID</c> or <c>anon:ID</c>.</param>
internal readonly record struct LeadListCursor(int Total, string LeadId)
{
    // Total (4 bytes, big-endian), then the id in UTF-8.
    private const int IdAt = 4;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The cursor as text, for pages of the same query only.</summary>
    public string Write(LeadListQuery query)
    {
        var id = Encoding.UTF8.GetBytes(LeadId);
        var place = new byte[IdAt + id.Length];
        BinaryPrimitives.WriteInt32BigEndian(place, Total);
        id.CopyTo(place, IdAt);
        return OpaqueCursor.Write(place, ScopeOf(query));
    }

    /// <summary>Reads a cursor; null when it is damaged or was made for another query.</summary>
    public static LeadListCursor? Read(string text, LeadListQuery query)
    {
        if (OpaqueCursor.Read(text, ScopeOf(query)) is not { Length: > IdAt } place)
        {
            return null;
        }

        try
        {
            var id = Utf8.GetString(place.AsSpan(IdAt));
            return id.Contains('\0', StringComparison.Ordinal) ? null : new LeadListCursor(BinaryPrimitives.ReadInt32BigEndian(place), id);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The limit may change from page to page, the rest may not.</summary>
    private static string ScopeOf(LeadListQuery query) => $"leads\n{query.Sort}\n{query.Pql}\n{query.Band}\n{query.LeastTotal}\n{query.AccountId}";
}
