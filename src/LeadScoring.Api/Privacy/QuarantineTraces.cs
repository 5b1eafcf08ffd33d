using System.Text;
using LeadScoring.Api.Data;
using Npgsql;
using NpgsqlTypes;

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
    public const string Found = $"id IN (SELECT q.id FROM {Items} WHERE {Tells})";

    /// <summary>The same for items whose ids are not in the second parameter. These may be very many: a sub-select is hashed, a comparison with all of an array is not.</summary>
    public const string FoundElsewhere = $"id IN (SELECT q.id FROM {Items} WHERE q.id NOT IN (SELECT unnest($2)) AND {Tells})";

    private const string Items =
        """
        quarantined_events q, LATERAL (
            SELECT lower(encode(q.item || coalesce(q.shared, '') || convert_to(q.message || ' ' || coalesce(q.message_id, ''), 'UTF8'), 'escape') COLLATE "C") AS text OFFSET 0) AS kept
        """;

    private const string Tells = """EXISTS (SELECT FROM unnest($1) AS trace (bytes) WHERE position(lower(encode(trace.bytes, 'escape') COLLATE "C") IN kept.text) > 0)""";

    /// <summary>The texts, in all the forms in which they may be written.</summary>
    public static IEnumerable<byte[]> Of(PersonTraces person) => person.TellingTexts.SelectMany(WrittenForms.Of).Select(Encoding.UTF8.GetBytes);

    /// <summary>Goes through all kept items, which takes seconds where there are many, and so is done before anything is locked.</summary>
    public static async Task<SearchedQuarantine> SearchAsync(NpgsqlConnection connection, PersonTraces person, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT q.id, {Tells} FROM {Items}", connection) { CommandTimeout = LeadEraser.LongTimeout };
        command.Add(NpgsqlDbType.Bytea, Of(person));
        List<Guid> items = [], found = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(reader.GetGuid(0));
            if (reader.GetBoolean(1))
            {
                found.Add(items[^1]);
            }
        }

        return new SearchedQuarantine([.. person.TellingTexts.Order(StringComparer.Ordinal)], items, found);
    }
}

/// <summary>Kept items that were gone through for a person.</summary>
/// <param name="Texts">What they were searched for.</param>
/// <param name="Items">All of them.</param>
/// <param name="Found">Those that tell of the person.</param>
internal sealed record SearchedQuarantine(IReadOnlyList<string> Texts, IReadOnlyList<Guid> Items, IReadOnlyList<Guid> Found)
{
    public static readonly SearchedQuarantine Nothing = new([], [], []);

    /// <summary>For a person who has got another id meanwhile nothing was searched.</summary>
    public SearchedQuarantine For(PersonTraces person) => Texts.SequenceEqual(person.TellingTexts.Order(StringComparer.Ordinal), StringComparer.Ordinal) ? this : Nothing;
}
