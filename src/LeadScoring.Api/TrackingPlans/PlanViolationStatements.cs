using LeadScoring.Api.Data;
using LeadScoring.Api.Privacy;
using LeadScoring.Api.Scoring;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.TrackingPlans;

/// <summary>The statements of violations. Raw SQL: they take many at once, one writer at a time, so that the bound holds and replicas never wait in a circle.</summary>
internal static class PlanViolationStatements
{
    /// <summary>Of the advisory locks of this kind: "Viol".</summary>
    private const int LockClass = 0x56696F6C;

    /// <summary>Adds to the counts; what there is no room for is counted together. Of somebody who was erased meanwhile there is no example.</summary>
    /// <returns>How many rows that were.</returns>
    public static async Task<int> CountViolationsAsync(this NpgsqlConnection connection, IReadOnlyDictionary<ViolationKey, ViolationCount> counts, int most, IdentityHashes hashes, CancellationToken cancellationToken)
    {
        await ClaimAsync(connection, cancellationToken);
        var erased = await FindErasedAsync(connection, counts.Values, hashes, cancellationToken);
        var (known, rows) = await ReadKnownAsync(connection, counts.Keys, cancellationToken);
        var fresh = counts.Keys.Where(key => key != ViolationKey.Others && !known.Contains(key)).OrderBy(key => key.Event, StringComparer.Ordinal).ThenBy(key => key.Property, StringComparer.Ordinal);
        HashSet<ViolationKey> taken = [.. known, .. fresh.Take((int)Math.Max(0, most - rows))];
        var written = counts.GroupBy(each => taken.Contains(each.Key) ? each.Key : ViolationKey.Others)
            .Select(row => (row.Key, Value: row.Select(each => each.Value.Identity is { } identity && erased.Contains(identity) ? each.Value.Nameless : each.Value).Aggregate((before, now) => before.With(now)))).ToList();

        await using var command = new NpgsqlCommand(
            """
            INSERT INTO plan_violations AS known (event, property, problem, count, first_seen_at, last_seen_at, message_id, identity, example)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS n (event, property, problem, count, first_seen_at, last_seen_at, message_id, identity, example)
            ON CONFLICT (event, property, problem) DO UPDATE SET
                count = known.count + excluded.count,
                first_seen_at = least(known.first_seen_at, excluded.first_seen_at),
                last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at),
                message_id = excluded.message_id,
                identity = excluded.identity,
                example = excluded.example
            """, connection);
        AddKeys(command, [.. written.Select(row => row.Key)]);
        command.Add(NpgsqlDbType.Bigint, written.Select(row => row.Value.Sightings.Count));
        command.Add(NpgsqlDbType.TimestampTz, written.Select(row => row.Value.Sightings.First));
        command.Add(NpgsqlDbType.TimestampTz, written.Select(row => row.Value.Sightings.Last));
        command.Add(NpgsqlDbType.Text, written.Select(row => row.Value.MessageId));
        command.Add(NpgsqlDbType.Text, written.Select(row => row.Value.Identity));
        command.Add(NpgsqlDbType.Text, written.Select(row => row.Value.Example));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Deletes the counts of an event, or all.</summary>
    /// <returns>How many rows there were.</returns>
    public static async Task<int> DeleteViolationsAsync(this NpgsqlConnection connection, string? eventName, CancellationToken cancellationToken)
    {
        await ClaimAsync(connection, cancellationToken);
        await using var command = new NpgsqlCommand("DELETE FROM plan_violations WHERE $1 IS NULL OR event = $1", connection)
        {
            Parameters = { new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)eventName ?? DBNull.Value } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task ClaimAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var claim = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1, 0)", connection) { Parameters = { new() { Value = LockClass } } };
        await claim.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<HashSet<string>> FindErasedAsync(NpgsqlConnection connection, IEnumerable<ViolationCount> counts, IdentityHashes hashes, CancellationToken cancellationToken)
    {
        LeadKey[] senders = [.. counts.Select(count => count.Identity).OfType<string>().Distinct(StringComparer.Ordinal).Select(LeadKey.OfKey)];
        return (await ErasureGate.PassAsync(connection, senders, hashes, null, cancellationToken)).Select(each => each.Identity.LeadId).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Those that have a row already, and how many rows there are.</summary>
    private static async Task<(HashSet<ViolationKey> Known, long Rows)> ReadKnownAsync(NpgsqlConnection connection, IEnumerable<ViolationKey> keys, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT v.event, v.property, v.problem, (SELECT count(*) FROM plan_violations WHERE event <> '')
            FROM unnest($1, $2, $3) AS n (event, property, problem) LEFT JOIN plan_violations v USING (event, property, problem)
            """, connection);
        AddKeys(command, [.. keys]);
        HashSet<ViolationKey> known = [];
        var rows = 0L;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows = reader.GetInt64(3);
            if (!reader.IsDBNull(0))
            {
                known.Add(new ViolationKey(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
            }
        }

        return (known, rows);
    }

    private static void AddKeys(NpgsqlCommand command, IReadOnlyCollection<ViolationKey> keys)
    {
        command.Add(NpgsqlDbType.Text, keys.Select(key => key.Event));
        command.Add(NpgsqlDbType.Text, keys.Select(key => key.Property));
        command.Add(NpgsqlDbType.Text, keys.Select(key => key.Problem));
    }
}
