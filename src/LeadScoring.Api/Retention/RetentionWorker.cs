using LeadScoring.Api.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.Retention;

/// <summary>
/// Removes what is older than it is kept: rows that nothing rests on at once, logs bucket by bucket. Any number of replicas share the buckets. What is done is
/// noted with each bucket, so a crash needs no repair: the bucket is begun again, and what is gone is not found again.
/// </summary>
internal sealed partial class RetentionWorker(
    NpgsqlDataSource dataSource, OldRows rows, LeadLogs leads, AccountLogs accounts, KeptSince kept, RetentionMetrics metrics, IOptions<RetentionOptions> options, ILogger<RetentionWorker> logger) : BackgroundService
{
    /// <summary>Whatever the share, it rests no longer between two pieces.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.Enabled && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunRoundAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, it must not end the service, which takes events meanwhile.
                LogFailed(e);
                metrics.Failed();
            }

            await Task.Delay(options.Value.Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Removes all that is too old now, but for what other replicas are at.</summary>
    public async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        var pace = new Pace(options.Value.Share, LongestRest);
        await rows.RemoveAsync(pace, cancellationToken);
        if (kept.Events is not { } before)
        {
            return;
        }

        var (buckets, _) = await ReadBehindAsync(before, cancellationToken);
        foreach (var bucket in buckets)
        {
            await CutAsync(bucket, before, pace, cancellationToken);
        }

        await ReadBehindAsync(before, cancellationToken);
    }

    private async Task<(List<short> Buckets, DateTimeOffset? DoneUntil)> ReadBehindAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var behind = await connection.ReadBehindAsync(before, cancellationToken);
        metrics.IsBehind(behind.DoneUntil is { } until ? before - until : TimeSpan.Zero);
        return behind;
    }

    /// <summary>The lock is held by a transaction that writes nothing until it ends, so nobody waits for it.</summary>
    private async Task CutAsync(short bucket, DateTimeOffset before, Pace pace, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await connection.TryTakeBucketAsync(bucket, before, cancellationToken))
        {
            return;
        }

        await leads.CutAsync(bucket, before, pace, cancellationToken);
        await accounts.CutAsync(bucket, before, pace, cancellationToken);
        await connection.NoteDoneAsync(bucket, before, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Removing what is too old failed; the next round takes it up again")]
    private partial void LogFailed(Exception exception);
}
