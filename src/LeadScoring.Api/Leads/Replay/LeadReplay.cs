using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>The score from an instant on, until the next step.</summary>
/// <param name="At">The instant.</param>
/// <param name="Numbers">The score.</param>
internal readonly record struct ReplayStep(DateTimeOffset At, ScoreNumbers Numbers);

/// <summary>
/// Plays a lead's log back in the order of its times, under one model: what the score was at each instant, and what was known then.
/// Every read of the past comes by here, so they all agree. Pure, and good for one pass.
/// </summary>
internal sealed class LeadReplay(ScoringModel model, DigestLayout layout, LeadLog log)
{
    private readonly LogPlayback _playback = new(layout, log);
    private bool _isPql;

    /// <summary>What was known at the last step.</summary>
    public LeadFacts Facts => _playback.Facts;

    /// <summary>The account that the lead belonged to at the last step.</summary>
    public string? AccountId => _playback.AccountId;

    /// <summary>Since when the lead was a PQL at the last step, or since when it was none any more; null when it never was.</summary>
    public DateTimeOffset? PqlSince { get; private set; }

    /// <summary>
    /// The score at each instant, up to the last one (included), at which something happens or time may change it, from the lead's first
    /// entry on. Between two steps it is the same.
    /// </summary>
    public IEnumerable<ReplayStep> Walk(DateTimeOffset until)
    {
        for (var at = log.FirstAt; at <= until;)
        {
            _playback.TakeIn(at.Value);
            var numbers = ScoringEngine.Score(model, Facts, at.Value);
            if (numbers.IsPql != _isPql)
            {
                (_isPql, PqlSince) = (numbers.IsPql, at);
            }

            yield return new ReplayStep(at.Value, numbers);
            at = Earlier(_playback.NextAt, numbers.ValidUntil);
        }
    }

    /// <summary>Walks to the last step at or before the instant.</summary>
    public void PlayTo(DateTimeOffset until)
    {
        foreach (var _ in Walk(until))
        {
            // What it comes to is in the facts.
        }
    }

    /// <summary>The earlier of two instants; null is never.</summary>
    public static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}
