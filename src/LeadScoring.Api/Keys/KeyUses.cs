using System.Collections.Concurrent;
using LeadScoring.Api.Data;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Keys;

/// <summary>When keys were used last. It gathers in memory: no request waits for it, and a busy key costs one update a minute.</summary>
internal sealed class KeyUses(Transactions transactions, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _uses = new(StringComparer.Ordinal);

    /// <summary>Notes that a key was used now. Only the second is kept, so that threads rarely write to one place.</summary>
    public void Note(string id)
    {
        var now = clock.GetUtcNow();
        if (!_uses.TryGetValue(id, out var noted) || now - noted >= TimeSpan.FromSeconds(1))
        {
            _uses[id] = now;
        }
    }

    /// <summary>Writes what was noted, a minute or more after what is written already, whichever replica wrote that.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        KeyValuePair<string, DateTimeOffset>[] uses = [.. _uses];
        if (uses.Length == 0)
        {
            return;
        }

        await transactions.WriteAsync((connection, ct) => WriteAsync(connection, uses, ct), cancellationToken);
        foreach (var use in uses)
        {
            // Unless it was used again meanwhile.
            _uses.TryRemove(use);
        }
    }

    /// <summary>Raw SQL, because it takes a set of rows, which are locked in the order of their ids, so that replicas never wait in a circle.</summary>
    private static async Task<int> WriteAsync(NpgsqlConnection connection, KeyValuePair<string, DateTimeOffset>[] uses, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH used AS (
                SELECT k.id, n.at FROM unnest($1, $2) AS n (id, at) JOIN api_keys k USING (id)
                WHERE k.last_used_at IS NULL OR k.last_used_at <= n.at - interval '1 minute' ORDER BY k.id FOR UPDATE OF k)
            UPDATE api_keys k SET last_used_at = used.at FROM used WHERE k.id = used.id
            """, connection);
        command.Add(NpgsqlDbType.Text, uses.Select(use => use.Key));
        command.Add(NpgsqlDbType.TimestampTz, uses.Select(use => use.Value.ToUniversalTime()));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
