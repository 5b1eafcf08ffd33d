using System.Collections.Concurrent;
using LeadScoring.Api.Scoring;
using Npgsql;

namespace LeadScoring.Api.Privacy;

/// <summary>Something is said of identities that were erased and are not to come back. The transaction has to begin again without them.</summary>
internal sealed class SuppressedException(IReadOnlyCollection<LeadKey> identities) : Exception("Something is said of people who were erased.")
{
    public IReadOnlyCollection<LeadKey> Identities { get; } = identities;
}

/// <summary>
/// Keeps erased people out. An identity that was erased has no row, so only identities that are new to the database are looked up, in
/// the round trip that makes their rows. Those that are met again and again are remembered by a number that says nothing of them, and
/// are looked up beforehand: else each of their events would make a transaction begin again.
/// </summary>
internal sealed class Suppression(NpgsqlDataSource dataSource, IdentityHashes hashes)
{
    /// <summary>Beyond that all are forgotten and met again.</summary>
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<int, bool> _met = new();

    /// <summary>Makes the leads of identities that have no rows.</summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="newcomers">The identities.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    /// <returns>How many were made, another writer having made the others; and those that were here before and were erased, with the numbers of their last transitions.</returns>
    /// <exception cref="SuppressedException">Some are not to come back.</exception>
    public async Task<(int Made, Dictionary<LeadKey, int> Erased)> AdmitAsync(NpgsqlConnection connection, IReadOnlyList<LeadKey> newcomers, CancellationToken cancellationToken)
    {
        // In this order, as statements of their own: whoever erases one of them has made its row, too, and the first statement waits for
        // them to commit; the second one then sees what they did.
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { LeadStatements.InsertLeads(newcomers), ErasedStatements.SelectErased(newcomers, hashes) } };
        List<Erased> erased;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            erased = await ErasedStatements.ReadErasedAsync(reader, newcomers, cancellationToken);
        }

        LeadKey[] suppressed = [.. erased.Where(each => each.IsSuppressed).Select(each => each.Identity)];
        if (suppressed.Length > 0)
        {
            Note(suppressed);
            throw new SuppressedException(suppressed);
        }

        return (batch.BatchCommands[0].RecordsAffected, erased.ToDictionary(each => each.Identity, each => each.LastTransition));
    }

    /// <summary>Those of the identities that were met before and still are suppressed. Nearly always none is looked up.</summary>
    public async Task<HashSet<LeadKey>> FindMetAsync(IEnumerable<LeadKey> identities, CancellationToken cancellationToken)
    {
        if (_met.IsEmpty || identities.Where(identity => _met.ContainsKey(identity.GetHashCode())).Distinct().ToArray() is not { Length: > 0 } met)
        {
            return [];
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.FindSuppressedAsync(met, hashes, cancellationToken);
    }

    private void Note(IEnumerable<LeadKey> suppressed)
    {
        if (_met.Count > Most)
        {
            _met.Clear();
        }

        foreach (var identity in suppressed)
        {
            // Strings hash differently in each process.
            _met.TryAdd(identity.GetHashCode(), true);
        }
    }
}
