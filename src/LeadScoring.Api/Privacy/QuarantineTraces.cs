using LeadScoring.Api.Data;
using LeadScoring.Api.Quarantine;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Privacy;

/// <summary>How items that could not be taken are found when they are about somebody.</summary>
internal static class QuarantineTraces
{
    /// <summary>The condition that a kept item names one of the identities in the first parameter.</summary>
    public const string Named = "identities && $1";

    /// <summary>With all that is kept of an item in one piece. The number of the transaction that wrote it tells whether it was changed since.</summary>
    private const string Items = "SELECT q.id, q.xmin, q.item || ' ' || coalesce(q.shared, '') || convert_to(' ' || q.message || ' ' || coalesce(q.message_id, ''), 'UTF8') FROM quarantined_events q";

    /// <summary>A comparison with all of an array would take for ever where there are very many.</summary>
    private const string ItemsSince = $"{Items} WHERE NOT EXISTS (SELECT FROM unnest($1, $2) AS seen (id, version) WHERE seen.id = q.id AND seen.version = q.xmin)";

    /// <summary>Goes through all kept items, which takes seconds where there are many, and so is done before anything is locked. One item is in memory at a time.</summary>
    public static async Task<SearchedQuarantine> SearchAsync(NpgsqlConnection connection, PersonTraces person, CancellationToken cancellationToken)
    {
        await using var select = new NpgsqlCommand(Items, connection) { CommandTimeout = LeadEraser.LongTimeout };
        return await SearchAsync(select, person, cancellationToken);
    }

    /// <summary>Deletes what was kept, or changed, since it was gone through.</summary>
    /// <param name="connection">With a transaction during which nobody keeps items.</param>
    /// <param name="person">The person; what was found before is gone.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    public static async Task ForgetNewAsync(NpgsqlConnection connection, PersonTraces person, CancellationToken cancellationToken)
    {
        await using var select = new NpgsqlCommand(ItemsSince, connection) { CommandTimeout = LeadEraser.LongTimeout };
        select.Add(NpgsqlDbType.Uuid, person.Searched.Items.Select(item => item.Id));
        select.Add(NpgsqlDbType.Xid, person.Searched.Items.Select(item => item.Version));
        if ((await SearchAsync(select, person, cancellationToken)).Found is { Count: > 0 } found)
        {
            await connection.RemoveAsync(found, cancellationToken);
        }
    }

    private static async Task<SearchedQuarantine> SearchAsync(NpgsqlCommand select, PersonTraces person, CancellationToken cancellationToken)
    {
        string[] texts = [.. person.TellingTexts.Order(StringComparer.Ordinal)];
        if (texts.Length == 0)
        {
            return SearchedQuarantine.Nothing;
        }

        var search = new TextSearch(texts);
        List<(Guid Id, uint Version)> items = [];
        List<Guid> found = [];
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add((reader.GetGuid(0), reader.GetFieldValue<uint>(1)));
            if (search.IsIn(reader.GetFieldValue<byte[]>(2)))
            {
                found.Add(items[^1].Id);
            }
        }

        return new SearchedQuarantine(texts, items, found);
    }
}

/// <summary>Kept items that were gone through for a person.</summary>
/// <param name="Texts">What they were searched for.</param>
/// <param name="Items">All of them, as they were then.</param>
/// <param name="Found">Those that tell of the person.</param>
internal sealed record SearchedQuarantine(IReadOnlyList<string> Texts, IReadOnlyList<(Guid Id, uint Version)> Items, IReadOnlyList<Guid> Found)
{
    public static readonly SearchedQuarantine Nothing = new([], [], []);

    /// <summary>For a person who has got another id meanwhile nothing was searched.</summary>
    public SearchedQuarantine For(PersonTraces person) => Texts.SequenceEqual(person.TellingTexts.Order(StringComparer.Ordinal), StringComparer.Ordinal) ? this : Nothing;
}
