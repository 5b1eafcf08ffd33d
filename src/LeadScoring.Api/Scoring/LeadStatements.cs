using LeadScoring.Api.Data;
using LeadScoring.Api.Leads;
using LeadScoring.Domain.Leads;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Scoring;

/// <summary>
/// The statements of leads. They are raw SQL, because each takes or changes a whole set of rows in one round trip, locks them in
/// the order of their keys, and names the buckets it touches.
/// </summary>
internal static class LeadStatements
{
    /// <summary>The columns of leads (as l), in the order in which <see cref="ReadLead"/> reads them.</summary>
    public const string Columns = $"l.bucket, l.lead_id, l.attributes, l.digest, l.last_transition, {LinkStatements.Columns}, l.identities";

    /// <summary>Locks the leads until the transaction ends, in the order of their keys, and reads them. Those that are not there yet do not come back.</summary>
    public static Task<List<LeadRow>> LockLeadsAsync(this NpgsqlConnection connection, IReadOnlyCollection<LeadKey> leads, CancellationToken cancellationToken) =>
        ReadLeadsAsync(connection, SelectLeads(leads, "FOR UPDATE OF l"), leads, cancellationToken);

    /// <summary>Locks those of the leads that nobody else has locked until the transaction ends, and reads them.</summary>
    public static Task<List<LeadRow>> LockFreeLeadsAsync(this NpgsqlConnection connection, IReadOnlyCollection<LeadKey> leads, CancellationToken cancellationToken) =>
        ReadLeadsAsync(connection, SelectLeads(leads, "FOR UPDATE OF l SKIP LOCKED"), leads, cancellationToken);

    /// <summary>The leads as they are, without a lock.</summary>
    public static Task<List<LeadRow>> ReadLeadsAsync(this NpgsqlConnection connection, IReadOnlyCollection<LeadKey> leads, CancellationToken cancellationToken) =>
        ReadLeadsAsync(connection, SelectLeads(leads, ""), leads, cancellationToken);

    /// <summary>One round trip. The scores are read by a statement of their own: it sees what was committed before the lock was there.</summary>
    private static async Task<List<LeadRow>> ReadLeadsAsync(NpgsqlConnection connection, NpgsqlBatchCommand leads, IReadOnlyCollection<LeadKey> keys, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { leads, ScoreStatements.SelectScores(keys) } };
        List<LeadRow> rows = new(keys.Count);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(ReadLead(reader));
        }

        await reader.NextResultAsync(cancellationToken);
        var scores = await ScoreStatements.ReadScoresAsync(reader, cancellationToken);
        return rows.ConvertAll(row => row with { Scores = [.. scores[row.Key]] });
    }

    /// <summary>Makes leads, but for those that are there already. Sorted, so that two writers with the same new leads wait in line.</summary>
    public static NpgsqlBatchCommand InsertLeads(IReadOnlyCollection<LeadKey> leads)
    {
        var command = new NpgsqlBatchCommand(
            """
            INSERT INTO leads (bucket, lead_id, attributes, digest, last_transition)
            SELECT bucket, lead_id, '{}', '', 0 FROM unnest($1, $2) AS missing (bucket, lead_id) ORDER BY bucket, lead_id
            ON CONFLICT DO NOTHING
            """);
        command.AddKeys(leads);
        return command;
    }

    private static NpgsqlBatchCommand SelectLeads(IReadOnlyCollection<LeadKey> leads, string locking)
    {
        var command = new NpgsqlBatchCommand(
            $"""
            SELECT {Columns}
            FROM unnest($1, $2) AS wanted (bucket, lead_id) JOIN leads l USING (bucket, lead_id)
            ORDER BY l.bucket, l.lead_id {locking}
            """);
        command.AddKeys(leads);
        return command;
    }

    /// <summary>A row of leads without its score, its columns in the order of <see cref="Columns"/>.</summary>
    public static LeadRow ReadLead(NpgsqlDataReader row)
    {
        var key = new LeadKey(row.GetInt16(0), row.GetString(1));
        return new LeadRow(
            key,
            row.GetString(2),
            row.GetFieldValue<byte[]>(3),
            row.GetInt32(4),
            LinkStatements.ReadLink(row, 5, key),
            row.GetFieldValue<DateTimeOffset?>(8),
            row.IsDBNull(9) ? [] : row.GetFieldValue<string[]>(9),
            []);
    }

    /// <summary>Writes what the logs now come to. Only email addresses carry an index, so PostgreSQL updates rows in place of which the attributes stay as they are.</summary>
    public static NpgsqlBatchCommand UpdateLeads(IReadOnlyCollection<LeadState> leads)
    {
        var command = new NpgsqlBatchCommand(
            """
            UPDATE leads l SET attributes = coalesce(changed.attributes, l.attributes), digest = changed.digest, last_transition = changed.last_transition
            FROM unnest($1, $2, $3, $4, $5) AS changed (bucket, lead_id, attributes, digest, last_transition)
            WHERE l.bucket = changed.bucket AND l.lead_id = changed.lead_id
            """);
        command.AddKeys([.. leads.Select(lead => lead.Key)]);
        command.Add(NpgsqlDbType.Json, leads.Select(lead => lead.Attributes));
        command.Add(NpgsqlDbType.Bytea, leads.Select(lead => lead.Digest));
        command.Add(NpgsqlDbType.Integer, leads.Select(lead => lead.LastTransition));
        return command;
    }
}

/// <summary>What a lead's log comes to.</summary>
/// <param name="Key">The lead.</param>
/// <param name="Attributes">The attributes; null: to be left as they are.</param>
/// <param name="Digest">The digest.</param>
/// <param name="LastTransition">The number of the last transition.</param>
internal sealed record LeadState(LeadKey Key, string? Attributes, byte[] Digest, int LastTransition);

/// <summary>A row of the leads table.</summary>
/// <param name="Key">The identity.</param>
/// <param name="Attributes">The attributes, where it names a lead.</param>
/// <param name="Digest">The digest, where it names a lead.</param>
/// <param name="LastTransition">The number of the last transition.</param>
/// <param name="Link">To whom the identity is linked.</param>
/// <param name="UnlinkedAt">When it was taken out of a lead.</param>
/// <param name="Identities">The other identities of the lead that it names.</param>
/// <param name="Scores">The score rows, one per model it was scored with last. All were made at once, with the same account.</param>
internal sealed record LeadRow(LeadKey Key, string Attributes, byte[] Digest, int LastTransition, Link? Link, DateTimeOffset? UnlinkedAt, IReadOnlyList<string> Identities, IReadOnlyList<LeadScore> Scores)
{
    /// <summary>What all score rows have in common: the activation and the account they were made with. Null before the first score.</summary>
    public LeadScore? Score => Scores.Count == 0 ? null : Scores[0];

    /// <summary>The row of an identity that was never seen before, as it is made.</summary>
    public static LeadRow New(LeadKey key) => new(key, AttributesJson.Empty, [], 0, null, null, [], []);
}
