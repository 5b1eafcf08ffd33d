using System.Diagnostics;
using LeadScoring.Api.Data;
using LeadScoring.Api.Webhooks.Formats;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>Writes down what an attempt came to, and what follows from it for the message and for its endpoint.</summary>
internal sealed partial class AttemptRecorder(Transactions transactions, WebhookMetrics metrics, IOptions<WebhookOptions> options, TimeProvider clock, ILogger<AttemptRecorder> logger)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private readonly RetrySchedule _schedule = new(options.Value.Waits, options.Value.Jitter, Random.Shared.NextDouble);

    /// <summary>Tries again while the database is away, for as long as the lease may last: without it the message would be sent once more.</summary>
    public async Task RecordAsync(WebhookTarget target, Claim claim, Attempt attempt, CancellationToken cancellationToken)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            try
            {
                await transactions.WriteAsync((connection, ct) => WriteAsync(connection, target, claim, attempt, ct), cancellationToken);
                return;
            }
            catch (Exception e) when (DatabaseFaults.IsAway(e) && watch.Elapsed < options.Value.Lease)
            {
                await Task.Delay(BetweenTries, cancellationToken);
            }
        }
    }

    private async Task<bool> WriteAsync(NpgsqlConnection connection, WebhookTarget target, Claim claim, Attempt attempt, CancellationToken cancellationToken)
    {
        var verdict = attempt.Verdict;
        var next = NextAttemptAt(claim, attempt);
        var state = verdict.HasArrived ? DeliveryState.Delivered : verdict.IsSkipped ? DeliveryState.Skipped : next is null ? DeliveryState.Failed : DeliveryState.Waiting;
        if (!claim.IsTest)
        {
            // The endpoint first: whoever deletes one locks it before its messages.
            await NoteHealthAsync(connection, target, verdict, cancellationToken);
        }

        var isMine = await connection.RecordAttemptAsync(claim, attempt, state, next, cancellationToken);
        metrics.Tried(target.Id, hasFailed: !verdict.HasArrived && !verdict.IsSkipped, isMine ? state : "");
        return isMine;
    }

    private DateTimeOffset? NextAttemptAt(Claim claim, Attempt attempt)
    {
        var verdict = attempt.Verdict;
        if (claim.IsTest || verdict.HasArrived || verdict.IsGone || verdict.IsFinal || verdict.IsSkipped)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        return _schedule.WaitAfter(claim.Step + 1, now - claim.BegunAt) is { } wait ? now + RetrySchedule.Stretch(wait, verdict.Status, verdict.AskedFor) : null;
    }

    private async Task NoteHealthAsync(NpgsqlConnection connection, WebhookTarget target, Verdict verdict, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (verdict.IsSkipped)
        {
            // It was not asked. If this was to be the one try after a pause, another message may be that at once.
            if (target.IsProbed(options.Value))
            {
                await connection.TryProbeAsync(target.Id, options.Value.FailuresUntilPause, now + options.Value.Lease, now, cancellationToken);
            }
        }
        else if (verdict.HasArrived || verdict.IsFinal)
        {
            // That a message is refused for what it says is no fault of the endpoint.
            if (await connection.NoteSuccessAsync(target.Id, options.Value.FailuresUntilPause, cancellationToken) >= options.Value.FailuresUntilPause)
            {
                await connection.MakeDueAsync(target.Id, now, cancellationToken);
            }
        }
        else if (await connection.LockHealthAsync(target.Id, cancellationToken) is { } health)
        {
            var after = health.AfterFailure(now, verdict, target.IsProbed(options.Value), options.Value);
            await connection.WriteHealthAsync(target.Id, after, now, cancellationToken);
            if (after.DisabledBecause is not null)
            {
                LogDisabled(target.Id, verdict.IsGone ? "it answered 410 Gone" : $"nothing but failures for {options.Value.DisableAfter}");
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook endpoint {EndpointId} is disabled: {Reason}. Its messages wait until it is enabled again")]
    private partial void LogDisabled(Guid endpointId, string reason);
}
