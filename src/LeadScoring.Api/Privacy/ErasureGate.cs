using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;
using Npgsql;

namespace LeadScoring.Api.Privacy;

/// <summary>
/// Stands between erasures and those who write of people without locking their rows: kept items, flips of backtests, examples of
/// violations, the people of accounts. They pass it and then look who was erased; an erasure waits until they are through, closes it, and deletes
/// what they have written. Whoever has passed it locks no rows of people.
/// </summary>
internal static class ErasureGate
{
    /// <summary>Of the advisory locks of this kind: "Eras".</summary>
    private const int LockClass = 0x45726173;

    /// <summary>Lets nobody pass until this transaction ends, once those who are through have ended theirs.</summary>
    public static NpgsqlBatchCommand Close() => new("SELECT pg_advisory_xact_lock($1, 0)") { Parameters = { new() { Value = LockClass } } };

    /// <summary>Waits for erasures that are under way, and keeps new ones waiting until this transaction ends.</summary>
    public static NpgsqlBatchCommand Pass() => new("SELECT pg_advisory_xact_lock_shared($1, 0)") { Parameters = { new() { Value = LockClass } } };

    /// <summary>Passes, and looks which of the identities were erased.</summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="identities">The identities.</param>
    /// <param name="hashes">Tells whose hash it is.</param>
    /// <param name="snapshot">Only those who are still seen in this snapshot, as <c>pg_current_snapshot</c> writes it; null: all.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    public static async Task<List<Erased>> PassAsync(NpgsqlConnection connection, IReadOnlyList<LeadKey> identities, IdentityHashes hashes, string? snapshot, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Pass(), ErasedStatements.SelectErased(identities, hashes, snapshot) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await ErasedStatements.ReadErasedAsync(reader, identities, cancellationToken);
    }

    /// <summary>Passes, and looks which of the leads are still there.</summary>
    public static async Task<HashSet<string>> PassAsync(NpgsqlConnection connection, IEnumerable<string> leads, CancellationToken cancellationToken)
    {
        LeadKey[] keys = [.. leads.Distinct(StringComparer.Ordinal).Select(LeadKey.OfKey)];
        if (keys.Length == 0)
        {
            return [];
        }

        var select = new NpgsqlBatchCommand("SELECT lead_id FROM unnest($1, $2) AS wanted (bucket, lead_id) JOIN leads USING (bucket, lead_id)");
        select.AddKeys(keys);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Pass(), select } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        HashSet<string> left = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            left.Add(reader.GetString(0));
        }

        return left;
    }
}
