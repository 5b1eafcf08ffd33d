namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>An attempt to hand a message over.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Status">The status of the answer; null: there was none.</param>
/// <param name="Response">How the answer began; null: there was none.</param>
/// <param name="Verdict">What it came to.</param>
internal sealed record Attempt(DateTimeOffset StartedAt, int Milliseconds, int? Status, string? Response, Verdict Verdict)
{
    /// <summary>When it ended.</summary>
    public DateTimeOffset EndedAt => StartedAt.AddMilliseconds(Milliseconds);
}
