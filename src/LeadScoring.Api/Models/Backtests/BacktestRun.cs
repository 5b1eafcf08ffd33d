using System.Data;
using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;
using Npgsql;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>
/// One run: reads all leads from one snapshot, so that what comes meanwhile changes nothing, chunk by chunk, so that it takes no more
/// memory for a million leads than for a thousand, and rests after each chunk.
/// </summary>
internal sealed partial class BacktestRun(NpgsqlDataSource dataSource, BacktestLease lease, Trial trial, BacktestOptions options, BacktestMetrics metrics, ILogger logger)
{
    /// <summary>Accounts that are put together between two rests.</summary>
    private const int ChunkAccounts = 20;

    private const string Savepoint = "chunk";

    /// <summary>Faults of single leads that are logged; of more only their number is told.</summary>
    private const int MostLoggedFaults = 10;

    private readonly Pace _pace = new(options.Share, options.Lease / 4);
    private string _snapshot = "";
    private long _leads;
    private long _done;
    private long _skippedLeads;
    private long _skippedAccounts;

    /// <summary>Comes back when the result is written.</summary>
    /// <exception cref="LostLeaseException">The run was cancelled, or another replica has taken it over.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await BeginAsync(connection, cancellationToken);
        _leads = await connection.CountLeadsAsync(cancellationToken);
        await HoldAsync([], cancellationToken);
        await LookAtLeadsAsync(transaction, cancellationToken);
        if (trial.LooksAtAccounts)
        {
            await LookAtAccountsAsync(transaction, cancellationToken);
        }

        await lease.FinishAsync(trial.ResultWith(_skippedLeads, _skippedAccounts), cancellationToken);
    }

    /// <summary>
    /// It writes nothing, so that it has no number among transactions and the feed of changes does not wait for it. Between two chunks
    /// it rests, for longer than a transaction may usually be idle.
    /// </summary>
    private async Task BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SET TRANSACTION READ ONLY; SET LOCAL idle_in_transaction_session_timeout = '30min'; SELECT pg_current_snapshot()::text", connection);
        _snapshot = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task LookAtLeadsAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection!;
        List<LeadRow> page;
        for (var last = LeadWalk.BeforeAll; (page = await connection.ReadDigestsAsync(last, options.ChunkLeads, cancellationToken)).Count > 0; last = page[^1].Key)
        {
            foreach (var chunk in TriedChunks.Of(page.Select(TriedLead.Of), options.ChunkEvents))
            {
                var flips = await LookAsync(transaction, chunk, leads => trial.LookAtLeadsAsync(connection, leads, cancellationToken), () => _skippedLeads++, cancellationToken);
                _done += chunk.Count;
                metrics.LookedAt(chunk.Count);
                await HoldAsync(flips, cancellationToken);
                await _pace.RestAsync(cancellationToken);
            }
        }
    }

    private async Task LookAtAccountsAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection!;
        List<LeadKey> chunk;
        for (var last = LeadWalk.BeforeAll; (chunk = await connection.ReadScoredAccountsAsync(last, ChunkAccounts, cancellationToken)).Count > 0; last = chunk[^1])
        {
            await LookAsync(transaction, chunk, LookAtThemAsync, () => _skippedAccounts++, cancellationToken);
            await HoldAsync([], cancellationToken);
            await _pace.RestAsync(cancellationToken);
        }

        async Task<IReadOnlyList<FoundFlip>> LookAtThemAsync(IReadOnlyList<LeadKey> accounts)
        {
            await trial.LookAtAccountsAsync(connection, accounts, cancellationToken);
            return [];
        }
    }

    /// <summary>Looks at a chunk, by halves where that fails: one lead that cannot be read costs only itself.</summary>
    private async Task<IReadOnlyList<FoundFlip>> LookAsync<T>(NpgsqlTransaction transaction, IReadOnlyList<T> chunk, Func<IReadOnlyList<T>, Task<IReadOnlyList<FoundFlip>>> look, Action skip, CancellationToken cancellationToken)
    {
        try
        {
            await transaction.SaveAsync(Savepoint, cancellationToken);
            var flips = await look(chunk);
            await transaction.ReleaseAsync(Savepoint, cancellationToken);
            return flips;
        }
        catch (Exception e) when (DatabaseFaults.IsOfTheRows(e) && transaction.Connection?.FullState == ConnectionState.Open)
        {
            await transaction.RollbackAsync(Savepoint, cancellationToken);
            if (chunk.Count > 1)
            {
                var half = chunk.Count / 2;
                return [.. await LookAsync(transaction, [.. chunk.Take(half)], look, skip, cancellationToken), .. await LookAsync(transaction, [.. chunk.Skip(half)], look, skip, cancellationToken)];
            }

            skip();
            metrics.Skipped();
            if (_skippedLeads + _skippedAccounts <= MostLoggedFaults)
            {
                LogSkipped(e, lease.Id);
            }

            return [];
        }
    }

    private Task HoldAsync(IReadOnlyList<FoundFlip> flips, CancellationToken cancellationToken) => lease.HoldAsync(_leads, _done, flips, _snapshot, cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A lead or an account cannot be read, and is left out of the backtest {Id}")]
    private partial void LogSkipped(Exception exception, Guid id);
}
