using System.Collections.Concurrent;
using LeadScoring.Api.Data;
using LeadScoring.Api.Webhooks.Formats;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>
/// Sends what is due. A message belongs to who claims it until its lease ends, and is sent outside of any transaction. Each endpoint
/// has places of its own, so that one that hangs keeps nobody else waiting. Any number of replicas share the work.
/// </summary>
internal sealed partial class WebhookDispatcher(
    NpgsqlDataSource dataSource, Transactions transactions, WebhookFormats formats, WebhookSender sender, AttemptRecorder recorder, WebhookMetrics metrics, DispatchSignal signal,
    IOptions<WebhookOptions> options, TimeProvider clock, ILogger<WebhookDispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenMeasurements = TimeSpan.FromSeconds(5);

    /// <summary>How long a stop waits for attempts that are under way. The messages of those that take longer are sent again, by whoever finds their leases ended.</summary>
    private static readonly TimeSpan PatienceAtStop = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, int> _underWay = new();
    private readonly ConcurrentDictionary<Guid, Task> _attempts = new();
    private long _nextMeasurement;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var givenUp = new CancellationTokenSource();
        while (options.Value.Enabled && !stoppingToken.IsCancellationRequested)
        {
            var rest = AfterFailure;
            try
            {
                var hasFailed = await StartDueAsync(stoppingToken, givenUp.Token);
                await MeasureAsync(stoppingToken);
                rest = hasFailed ? AfterFailure : options.Value.Interval;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, the database or one row: what was claimed is sent again when its lease ends.
                LogFailed(e);
            }

            await signal.WaitAsync(rest, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(_attempts.Values).WaitAsync(PatienceAtStop, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await givenUp.CancelAsync();
        await Task.WhenAll(_attempts.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Begins an attempt for each due message that there is a place for.</summary>
    /// <returns>Whether the messages of some endpoint could not be claimed.</returns>
    private async Task<bool> StartDueAsync(CancellationToken cancellationToken, CancellationToken givenUp)
    {
        List<WebhookTarget> targets;
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            targets = await connection.FindTargetsAsync(clock.GetUtcNow(), cancellationToken);
        }

        var hasFailed = false;
        foreach (var target in targets)
        {
            var claims = await TryClaimAsync(target, cancellationToken);
            hasFailed |= claims is null;
            foreach (var claim in claims ?? [])
            {
                _underWay.AddOrUpdate(target.Id, 1, (_, count) => count + 1);
                var attempt = _attempts[claim.LeaseId] = TryAsync(target, claim, givenUp);
                // From here, where it is known to be in: an attempt may end at once.
                _ = attempt.ContinueWith(_ => _attempts.TryRemove(claim.LeaseId, out var ended), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }

        return hasFailed;
    }

    /// <summary>One endpoint whose messages cannot be claimed keeps no other waiting.</summary>
    /// <returns>Null when they cannot.</returns>
    private async Task<List<Claim>?> TryClaimAsync(WebhookTarget target, CancellationToken cancellationToken)
    {
        try
        {
            return await ClaimAsync(target, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && !DatabaseFaults.IsAway(e))
        {
            LogFailed(e);
            return null;
        }
    }

    private async Task<List<Claim>> ClaimAsync(WebhookTarget target, CancellationToken cancellationToken)
    {
        var (now, isProbe) = (clock.GetUtcNow(), target.IsProbed(options.Value));
        var (free, until) = (options.Value.Concurrency - _underWay.GetValueOrDefault(target.Id), now + options.Value.Lease);
        if (free <= 0)
        {
            return [];
        }

        var (claims, superseded) = await transactions.WriteAsync(
            (connection, ct) => isProbe ? ProbeAsync(connection, target, now, until, ct) : ClaimOpenAsync(connection, target, now, until, free, ct),
            cancellationToken);
        metrics.Superseded(superseded);
        return claims;
    }

    private async Task<(List<Claim> Claims, int Superseded)> ClaimOpenAsync(NpgsqlConnection connection, WebhookTarget target, DateTimeOffset now, DateTimeOffset until, int most, CancellationToken cancellationToken) =>
        await connection.LockOpenAsync(target.Id, options.Value.FailuresUntilPause, now, cancellationToken) ? await ClaimAsync(connection, target, now, until, most, cancellationToken) : ([], 0);

    private async Task<(List<Claim> Claims, int Superseded)> ClaimAsync(NpgsqlConnection connection, WebhookTarget target, DateTimeOffset now, DateTimeOffset until, int most, CancellationToken cancellationToken) =>
        formats.Find(target.Format) is { KeepsLatest: true }
            ? await connection.ClaimLatestAsync(target.Id, now, until, most, cancellationToken)
            : (await connection.ClaimAsync(target.Id, now, until, most, cancellationToken), 0);

    /// <summary>One message, and no other by anybody until it is known what came of it.</summary>
    private async Task<(List<Claim> Claims, int Superseded)> ProbeAsync(NpgsqlConnection connection, WebhookTarget target, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (!await connection.TryProbeAsync(target.Id, options.Value.FailuresUntilPause, now, until, cancellationToken))
        {
            return ([], 0);
        }

        var claimed = await ClaimAsync(connection, target, now, until, 1, cancellationToken);
        if (claimed.Claims.Count == 0)
        {
            // What was due is somebody else's: the endpoint may be tried again at once.
            await connection.TryProbeAsync(target.Id, options.Value.FailuresUntilPause, until, now, cancellationToken);
        }

        return claimed;
    }

    private async Task TryAsync(WebhookTarget target, Claim claim, CancellationToken givenUp)
    {
        try
        {
            var attempt = await sender.SendAsync(target, claim, givenUp);
            await recorder.RecordAsync(target, claim, attempt, givenUp);
        }
        catch (Exception e) when (!givenUp.IsCancellationRequested)
        {
            LogNotRecorded(e, claim.Id);
        }
        finally
        {
            _underWay.AddOrUpdate(target.Id, 0, (_, count) => count - 1);
            signal.Set();
        }
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        if (Environment.TickCount64 < _nextMeasurement)
        {
            return;
        }

        _nextMeasurement = Environment.TickCount64 + (long)BetweenMeasurements.TotalMilliseconds;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        metrics.Stand(await connection.ReadBacklogAsync(clock.GetUtcNow(), cancellationToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for webhook messages that are due failed; the next round takes it up again")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An attempt to deliver the webhook message {MessageId} was not recorded; it is sent again when its lease ends")]
    private partial void LogNotRecorded(Exception exception, Guid messageId);
}
