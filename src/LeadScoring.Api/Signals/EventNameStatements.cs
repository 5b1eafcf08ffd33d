using LeadScoring.Api.Data;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Signals;

/// <summary>The statements of names of events. Raw SQL: they take many names at once, in one order, so that replicas never wait for each other in a circle.</summary>
internal static class EventNameStatements
{
    /// <summary>Of the advisory locks of this kind: "Name".</summary>
    private const int LockClass = 0x4E616D65;

    /// <summary>Writes names with their counts as far as there is room; one writer at a time, so that the bound holds.</summary>
    /// <returns>Those that were new; all of these that are written, or all that there are once there is no more room; and whether that is so.</returns>
    public static async Task<(HashSet<string> Added, HashSet<string> Written, bool IsFull)> AddNamesAsync(
        this NpgsqlConnection connection, IReadOnlyDictionary<string, Sightings> names, int most, CancellationToken cancellationToken)
    {
        await using var claim = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1, 0)", connection) { Parameters = { new() { Value = LockClass } } };
        await claim.ExecuteNonQueryAsync(cancellationToken);

        // Of an event that was stored before, nobody knows whether it was counted: it is one at least.
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO event_names (name, count, first_seen_at, last_seen_at)
            SELECT n.name, greatest(n.count, 1), n.first_seen_at, n.last_seen_at
            FROM unnest($1, $2, $3, $4) AS n (name, count, first_seen_at, last_seen_at)
            WHERE NOT EXISTS (SELECT FROM event_names e WHERE e.name = n.name)
            ORDER BY n.name COLLATE "C" LIMIT greatest(0, $5 - (SELECT count(*) FROM event_names WHERE name <> ''))
            RETURNING name
            """, connection);
        AddSightings(insert, names);
        insert.Parameters.Add(new NpgsqlParameter { Value = (long)most });
        var added = await ReadNamesAsync(insert, cancellationToken);

        await using var select = new NpgsqlCommand("SELECT name FROM event_names WHERE name = ANY ($1)", connection);
        select.Add(NpgsqlDbType.Text, names.Keys);
        var written = await ReadNamesAsync(select, cancellationToken);
        if (written.Count == names.Count)
        {
            return (added, written, false);
        }

        await using var all = new NpgsqlCommand("SELECT name FROM event_names WHERE name <> ''", connection);
        return (added, await ReadNamesAsync(all, cancellationToken), true);
    }

    /// <summary>Adds to the counts of names.</summary>
    /// <returns>How many names there were.</returns>
    public static async Task<int> CountNamesAsync(this NpgsqlConnection connection, IReadOnlyDictionary<string, Sightings> names, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO event_names AS known (name, count, first_seen_at, last_seen_at)
            SELECT * FROM unnest($1, $2, $3, $4) AS n (name, count, first_seen_at, last_seen_at) ORDER BY n.name COLLATE "C"
            ON CONFLICT (name) DO UPDATE SET
                count = known.count + excluded.count,
                first_seen_at = least(known.first_seen_at, excluded.first_seen_at),
                last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at)
            """, connection);
        AddSightings(command, names);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void AddSightings(NpgsqlCommand command, IReadOnlyDictionary<string, Sightings> names)
    {
        command.Add(NpgsqlDbType.Text, names.Keys);
        command.Add(NpgsqlDbType.Bigint, names.Values.Select(sightings => sightings.Count));
        command.Add(NpgsqlDbType.TimestampTz, names.Values.Select(sightings => sightings.First));
        command.Add(NpgsqlDbType.TimestampTz, names.Values.Select(sightings => sightings.Last));
    }

    private static async Task<HashSet<string>> ReadNamesAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
