using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>How a score changes by time alone: what is to come if nothing new happens.</summary>
/// <param name="Now">The score that the forecast starts from.</param>
/// <param name="Changes">The scores to come, by <see cref="ScoreNumbers.AsOf"/>: each holds from that instant (included) to the next. Only those that differ in what is published.</param>
/// <param name="PqlUntil">The instant from which on (included) the lead is no PQL any more; null when it is none now, or stays one for as long as the forecast looks ahead.</param>
/// <param name="KnownUntil">The forecast says nothing about this instant and later ones; null when nothing changes after the last change.</param>
public sealed record Forecast(ScoreNumbers Now, IReadOnlyList<ScoreNumbers> Changes, DateTimeOffset? PqlUntil, DateTimeOffset? KnownUntil)
{
    /// <summary>However many changes there are, so many instants are looked at: a model of many half-lives has a step per criterion and day.</summary>
    public const int MostInstants = 50_000;

    /// <summary>Whether nothing changes after the last change.</summary>
    public bool IsComplete => KnownUntil is null;

    /// <summary>Follows a lead, or an account, through time.</summary>
    /// <param name="model">The scoring model.</param>
    /// <param name="facts">What is known; the digest must hold the model's signals.</param>
    /// <param name="asOf">From when on, UTC.</param>
    /// <param name="until">How far to look ahead, UTC; included.</param>
    /// <param name="most">How many changes to list at most; <see cref="PqlUntil"/> is looked for beyond them.</param>
    /// <exception cref="ArgumentException">The digest was folded without the model's signals.</exception>
    public static Forecast Of(ScoringModel model, LeadFacts facts, DateTimeOffset asOf, DateTimeOffset until, int most)
    {
        var now = ScoringEngine.Score(model, facts, asOf);
        List<ScoreNumbers> changes = [];
        DateTimeOffset? pqlUntil = null;
        DateTimeOffset? knownUntil = null;
        var (before, next) = (now, now.ValidUntil);
        for (var instants = 0; next is { } at; instants++)
        {
            if (at > until || instants == MostInstants)
            {
                knownUntil ??= at;
                break;
            }

            var after = ScoringEngine.Score(model, facts, at);
            if (Differ(before, after))
            {
                if (changes.Count < most)
                {
                    changes.Add(after);
                }
                else
                {
                    knownUntil ??= at;
                }

                pqlUntil ??= now.IsPql && !after.IsPql ? at : null;
            }

            (before, next) = (after, after.ValidUntil);
        }

        return new Forecast(now, changes, pqlUntil, knownUntil);
    }

    private static bool Differ(ScoreNumbers a, ScoreNumbers b) =>
        (a.Fit, a.Behavior, a.Total, a.FitTier, a.BehaviorTier, a.Band, a.IsPql) != (b.Fit, b.Behavior, b.Total, b.FitTier, b.BehaviorTier, b.Band, b.IsPql)
        || (a.Spikes, a.Blocks) != (b.Spikes, b.Blocks);
}
