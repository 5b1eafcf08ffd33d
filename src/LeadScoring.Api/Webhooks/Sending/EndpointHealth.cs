namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>How an endpoint has been doing: what decides whether it is tried, left alone for a while, or disabled. Pure.</summary>
/// <param name="FailingSince">Since when every attempt has failed; null: the last one succeeded.</param>
/// <param name="FailuresInARow">How many.</param>
/// <param name="PausedUntil">Until when nothing is tried.</param>
/// <param name="DisabledBecause">Why nothing is tried any more; null: it is.</param>
internal sealed record EndpointHealth(DateTimeOffset? FailingSince, int FailuresInARow, DateTimeOffset? PausedUntil, string? DisabledBecause)
{
    private const int MostDoublings = 10;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>After an attempt that failed.</summary>
    /// <param name="now">When it ended.</param>
    /// <param name="verdict">What it came to.</param>
    /// <param name="isProbe">Whether it was the one try after a pause: the pause that kept others away meanwhile ends with it. Else a pause that somebody asked for goes on.</param>
    /// <param name="options">The settings.</param>
    public EndpointHealth AfterFailure(DateTimeOffset now, Verdict verdict, bool isProbe, WebhookOptions options)
    {
        var (since, failures) = (FailingSince ?? now, FailuresInARow + 1);
        DateTimeOffset? pause = failures >= options.FailuresUntilPause ? now + PauseAfter(failures - options.FailuresUntilPause) : null;
        DateTimeOffset? asked = verdict.AskedFor is { } time ? now + Shorter(time, RetrySchedule.MostAskedFor) : null;
        return new EndpointHealth(
            since,
            failures,
            Later(isProbe ? null : PausedUntil, Later(pause, asked)),
            DisabledBecause
                ?? (verdict.IsGone ? "It answered 410 Gone."
                : now - since >= options.DisableAfter ? $"Nothing arrived since {Http.Rfc3339.Format(since)}; its deliveries say why."
                : null));
    }

    /// <summary>5 seconds, and twice as long after each further failure, up to 5 minutes: so long it may take to see that it is back.</summary>
    private static TimeSpan PauseAfter(int furtherFailures) => Shorter(ShortestPause * (1 << Math.Min(furtherFailures, MostDoublings)), LongestPause);

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;
}
