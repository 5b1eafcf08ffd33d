using LeadScoring.Api.Data;
using LeadScoring.Api.Privacy;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Models;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>
/// Runs backtests, one at a time. Which wait is written in their rows, so any number of replicas share them, and the run of one that died
/// is begun again by another one.
/// </summary>
internal sealed partial class BacktestWorker(
    NpgsqlDataSource dataSource,
    Transactions transactions,
    IServiceScopeFactory scopes,
    IdentityHashes hashes,
    BacktestMetrics metrics,
    TimeProvider clock,
    IOptions<BacktestOptions> options,
    ILogger<BacktestWorker> logger) : BackgroundService
{
    /// <summary>Then a run fails: whatever ends its replica each time would do so for ever.</summary>
    private const int MostAttempts = 10;

    private static readonly TimeSpan PatienceOfRelease = TimeSpan.FromSeconds(5);

    private readonly WakeUp _signal = new();

    /// <summary>Has it look at once.</summary>
    public void Wake() => _signal.Set();

    public override void Dispose()
    {
        _signal.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.Enabled && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await RunNextAsync(stoppingToken))
                {
                    // The next one.
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // What ran has been released.
            }
            catch (Exception e)
            {
                // Whatever it is, it must not end the service, which takes events meanwhile.
                LogFailed(e);
            }

            await _signal.WaitAsync(options.Value.Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Runs the backtest that has waited longest.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        if (await transactions.WriteAsync((connection, ct) => connection.ClaimBacktestAsync(clock.GetUtcNow(), options.Value.Lease, ct), cancellationToken) is not { } claimed)
        {
            return false;
        }

        var lease = new BacktestLease(transactions, hashes, clock, options.Value.Lease, claimed.Id, claimed.Attempt);
        var state = await RunAsync(lease, cancellationToken);
        metrics.Ended(state);
        LogEnded(claimed.Id, claimed.Attempt, state);
        return true;
    }

    /// <returns>What became of it.</returns>
    private async Task<string> RunAsync(BacktestLease lease, CancellationToken cancellationToken)
    {
        try
        {
            var trial = lease.Attempt > MostAttempts ? throw new BacktestFaultException($"It was given up after {MostAttempts} attempts, of which none came to an end.") : await OpenAsync(lease.Id, cancellationToken);
            await new BacktestRun(dataSource, lease, trial, options.Value, metrics, logger).RunAsync(cancellationToken);
            return BacktestState.Done;
        }
        catch (LostLeaseException)
        {
            return "lost";
        }
        catch (Exception e) when (e is OperationCanceledException || DatabaseFaults.IsAway(e))
        {
            // The service stops, or the database is away, or models were published at this very moment.
            await ReleaseAsync(lease);
            return "released";
        }
        catch (Exception e)
        {
            LogFailed(e);
            await lease.FailAsync(e is BacktestFaultException or ModelException ? e.Message : "An unexpected fault; the log of the service has more.", cancellationToken);
            return BacktestState.Failed;
        }
    }

    private async Task<Trial> OpenAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Trials>().OpenAsync(id, cancellationToken) ?? throw new LostLeaseException();
    }

    /// <summary>Another replica, or this one, begins it again at once; if that cannot be said, when the lease ends.</summary>
    private async Task ReleaseAsync(BacktestLease lease)
    {
        try
        {
            using var patience = new CancellationTokenSource(PatienceOfRelease);
            await lease.ReleaseAsync(patience.Token);
        }
        catch (Exception e)
        {
            LogFailed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Attempt {Attempt} of the backtest {Id} has ended: {State}")]
    private partial void LogEnded(Guid id, int attempt, string state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A backtest failed")]
    private partial void LogFailed(Exception exception);
}
