using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Privacy;

/// <summary>The statements of who is named by what is stored of others, see <see cref="IdentityMention"/>. Raw SQL: they are parts of others' round trips.</summary>
internal static class MentionStatements
{
    /// <summary>Notes that identities name each other.</summary>
    public static NpgsqlBatchCommand InsertMentions(IReadOnlyCollection<(LeadKey Identity, LeadKey Other)> pairs)
    {
        var insert = new NpgsqlBatchCommand(
            """
            INSERT INTO identity_mentions (bucket, identity, mentioned_by)
            SELECT bucket, identity, mentioned_by FROM unnest($1, $2, $3) AS named (bucket, identity, mentioned_by) ORDER BY 1, 2, 3
            ON CONFLICT DO NOTHING
            """);
        var both = pairs.SelectMany(pair => ((LeadKey Identity, LeadKey Other)[])[pair, (pair.Other, pair.Identity)]).ToList();
        insert.AddKeys([.. both.Select(pair => pair.Identity)]);
        insert.Add(NpgsqlDbType.Text, both.Select(pair => pair.Other.LeadId));
        return insert;
    }

    /// <summary>The identities whose rows may name these.</summary>
    public static async Task<List<LeadKey>> ReadMentionsAsync(this NpgsqlConnection connection, IReadOnlyCollection<LeadKey> identities, CancellationToken cancellationToken)
    {
        await using var select = new NpgsqlCommand("SELECT DISTINCT m.mentioned_by FROM unnest($1, $2) AS wanted (bucket, identity) JOIN identity_mentions m USING (bucket, identity)", connection);
        select.AddKeys(identities);
        HashSet<LeadKey> found = [];
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(LeadKey.OfKey(reader.GetString(0)));
        }

        found.ExceptWith(identities);
        return [.. found];
    }
}
