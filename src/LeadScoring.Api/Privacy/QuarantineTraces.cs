using System.Text;

namespace LeadScoring.Api.Privacy;

/// <summary>How items that could not be taken are found when they are about somebody.</summary>
internal static class QuarantineTraces
{
    /// <summary>The condition that a kept item names one of the identities in the first parameter.</summary>
    public const string Named = "identities && $1";

    /// <summary>
    /// The condition that one of the texts in the first parameter stands anywhere in a kept item, in small or capital letters. Bytes that are no
    /// UTF-8 cannot be read as text, so both sides are written in the form in which each byte can be.
    /// </summary>
    public const string Found =
        """
        id IN (
            SELECT q.id FROM quarantined_events q,
                LATERAL (SELECT lower(encode(q.item || coalesce(q.shared, '') || convert_to(q.message || ' ' || coalesce(q.message_id, ''), 'UTF8'), 'escape') COLLATE "C") AS text OFFSET 0) AS kept
            WHERE EXISTS (SELECT FROM unnest($1) AS trace (bytes) WHERE position(lower(encode(trace.bytes, 'escape') COLLATE "C") IN kept.text) > 0))
        """;

    /// <summary>The texts, in all the forms in which they may be written.</summary>
    public static IEnumerable<byte[]> Of(PersonTraces person) => person.TellingTexts.SelectMany(WrittenForms.Of).Select(Encoding.UTF8.GetBytes);
}
