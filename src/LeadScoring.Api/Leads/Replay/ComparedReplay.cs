using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>The scores under two models from an instant on, until the next step.</summary>
/// <param name="At">The instant.</param>
/// <param name="Before">The score under the one model.</param>
/// <param name="After">The score under the other.</param>
internal readonly record struct ComparedStep(DateTimeOffset At, ScoreNumbers Before, ScoreNumbers After);

/// <summary>Plays a lead's log back once under two models side by side, each as <see cref="LeadReplay"/> would. Pure, and good for one pass.</summary>
/// <param name="before">The one model.</param>
/// <param name="after">The other.</param>
/// <param name="layout">A layout with the signals of both.</param>
/// <param name="log">The log.</param>
internal sealed class ComparedReplay(ScoringModel before, ScoringModel after, DigestLayout layout, LeadLog log)
{
    private readonly LogPlayback _playback = new(layout, log);

    /// <summary>What was known at the last step.</summary>
    public LeadFacts Facts => _playback.Facts;

    /// <summary>
    /// The scores within a period, both ends included, at its beginning and at each instant at which something happens or time may change
    /// either of them; for a lead that is younger, from its first entry on.
    /// </summary>
    public IEnumerable<ComparedStep> Walk(DateTimeOffset from, DateTimeOffset until)
    {
        for (var at = log.FirstAt < from ? from : log.FirstAt; at <= until;)
        {
            _playback.TakeIn(at.Value);
            var step = new ComparedStep(at.Value, ScoringEngine.Score(before, Facts, at.Value), ScoringEngine.Score(after, Facts, at.Value));
            yield return step;
            at = LeadReplay.Earlier(_playback.NextAt, LeadReplay.Earlier(step.Before.ValidUntil, step.After.ValidUntil));
        }
    }
}
