using LeadScoring.Api.Data;
using LeadScoring.Api.Privacy;
using LeadScoring.Api.Scoring;
using Npgsql;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>A run that this replica has for itself, for as long as it keeps saying so.</summary>
internal sealed class BacktestLease(Transactions transactions, IdentityHashes hashes, TimeProvider clock, TimeSpan length, Guid id, int attempt)
{
    private long _flips;

    public Guid Id => id;

    public int Attempt => attempt;

    /// <summary>Writes the flips that were found, and how far the run is, at once. Flips of people who were erased since are left out.</summary>
    /// <param name="leads">How many leads there are.</param>
    /// <param name="done">How many of them are done.</param>
    /// <param name="flips">The flips.</param>
    /// <param name="snapshot">The snapshot in which the run sees the leads.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    /// <exception cref="LostLeaseException">The run was cancelled, or another replica has taken it over. Nothing was written.</exception>
    public async Task HoldAsync(long leads, long done, IReadOnlyList<FoundFlip> flips, string snapshot, CancellationToken cancellationToken)
    {
        var written = await transactions.WriteAsync(
            async (connection, ct) =>
            {
                if (!await connection.HoldBacktestAsync(id, attempt, (leads, done), clock.GetUtcNow() + length, ct))
                {
                    return (int?)null;
                }

                return flips.Count == 0 ? 0 : await WriteAsync(connection, flips, snapshot, ct);
            },
            cancellationToken);
        _flips += written ?? throw new LostLeaseException();
    }

    private async Task<int> WriteAsync(NpgsqlConnection connection, IReadOnlyList<FoundFlip> flips, string snapshot, CancellationToken cancellationToken)
    {
        var erased = await ErasureGate.PassAsync(connection, [.. flips.Select(flip => LeadKey.OfKey(flip.LeadId))], hashes, snapshot, cancellationToken);
        FoundFlip[] left = [.. flips.ExceptBy(erased.Select(each => each.Identity.LeadId), flip => flip.LeadId, StringComparer.Ordinal)];
        await connection.InsertFlipsAsync(id, _flips, left, cancellationToken);
        return left.Length;
    }

    /// <summary>The run is done.</summary>
    /// <exception cref="LostLeaseException">The run was cancelled, or another replica has taken it over. Nothing was written.</exception>
    public async Task FinishAsync(string result, CancellationToken cancellationToken)
    {
        if (!await EndAsync(new BacktestEnd(BacktestState.Done, clock.GetUtcNow(), result), cancellationToken))
        {
            throw new LostLeaseException();
        }
    }

    /// <summary>The run cannot be done.</summary>
    public Task FailAsync(string error, CancellationToken cancellationToken) => EndAsync(new BacktestEnd(BacktestState.Failed, clock.GetUtcNow(), Error: error), cancellationToken);

    /// <summary>The run is left to whoever takes it next.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) => EndAsync(new BacktestEnd(BacktestState.Waiting, null), cancellationToken);

    private Task<bool> EndAsync(BacktestEnd end, CancellationToken cancellationToken) =>
        transactions.WriteAsync((connection, ct) => connection.EndBacktestAsync(id, attempt, end, ct), cancellationToken);
}

/// <summary>A run is not this replica's any more.</summary>
internal sealed class LostLeaseException() : Exception("The backtest was cancelled, or another replica has taken it over.");
