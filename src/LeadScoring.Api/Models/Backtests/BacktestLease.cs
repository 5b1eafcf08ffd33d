using LeadScoring.Api.Data;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>A run that this replica has for itself, for as long as it keeps saying so.</summary>
internal sealed class BacktestLease(Transactions transactions, TimeProvider clock, TimeSpan length, Guid id, int attempt)
{
    private long _flips;

    public Guid Id => id;

    public int Attempt => attempt;

    /// <summary>Writes the flips that were found, and how far the run is, at once.</summary>
    /// <exception cref="LostLeaseException">The run was cancelled, or another replica has taken it over. Nothing was written.</exception>
    public async Task HoldAsync(long leads, long done, IReadOnlyList<FoundFlip> flips, CancellationToken cancellationToken)
    {
        var isHeld = await transactions.WriteAsync(
            async (connection, ct) =>
            {
                if (!await connection.HoldBacktestAsync(id, attempt, (leads, done), clock.GetUtcNow() + length, ct))
                {
                    return false;
                }

                if (flips.Count > 0)
                {
                    await connection.InsertFlipsAsync(id, _flips, flips, ct);
                }

                return true;
            },
            cancellationToken);
        _flips += isHeld ? flips.Count : throw new LostLeaseException();
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
