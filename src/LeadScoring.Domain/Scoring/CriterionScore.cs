using System.Globalization;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>What one behavior criterion is worth at a moment.</summary>
/// <param name="Tier">The tier that counts.</param>
/// <param name="Points">What it is worth, without recency.</param>
/// <param name="Extra">What recency adds, 0 or more.</param>
/// <param name="Left">What a half-life leaves of the points; null under any other decay, and of penalties.</param>
internal readonly record struct CriterionScore(BehaviorTier Tier, Points Points, Points Extra, Faded? Left)
{
    /// <summary>
    /// The tier that counts: of those that are met and not void, the one furthest from zero. Under a half-life the criterion is
    /// still worth as much as the tier that has faded the least, so that a fresh small one does not wait for a stale great one to lapse.
    /// </summary>
    /// <param name="model">The scoring model.</param>
    /// <param name="criterion">The criterion.</param>
    /// <param name="situation">The lead at one moment.</param>
    /// <param name="validUntil">Moved to the instant (inclusive) from which on the answer may be another one, where that is earlier.</param>
    /// <returns>Null when the criterion is not met.</returns>
    public static CriterionScore? Of(ScoringModel model, BehaviorCriterion criterion, Situation situation, ref long validUntil)
    {
        CriterionScore? best = null;
        var halving = model.Decay is { Kind: DecayKind.HalfLife } decay ? decay.Of(criterion) : null;
        var (bestUntil, leftUntil) = (Instant.Never, Instant.Never);
        Faded? left = null;
        for (var i = 0; i < criterion.Tiers.Count; i++)
        {
            var tier = criterion.Tiers[i];
            var isBetter = best is null || Math.Abs(tier.Points.Hundredths) > Math.Abs(best.Value.Points.Hundredths);
            var fades = halving is not null && tier.Points > Points.Zero; // penalties do not
            if (!(isBetter || fades))
            {
                continue;
            }

            var points = PointsOf(criterion, tier, situation, out var until);
            if (points == Points.Zero)
            {
                validUntil = Math.Min(validUntil, until);
                continue;
            }

            var last = situation[tier.Condition.Slot]!.Last;
            if (IsVoid(criterion, last, situation))
            {
                continue;
            }

            if (isBetter)
            {
                (best, bestUntil) = (new CriterionScore(tier, points, Points.Zero, null), until);
            }

            if (fades && Faded.Of(halving!, points, last, situation) is var faded && (left is null || faded.Left > left.Value.Left))
            {
                (left, leftUntil) = (faded, until);
            }
        }

        validUntil = Math.Min(validUntil, Math.Min(bestUntil, leftUntil));
        return best is { } counts ? counts with { Left = left, Extra = ExtraOf(model.Recency, criterion, counts, situation, ref validUntil) } : null;
    }

    public static bool IsVoid(BehaviorCriterion criterion, long last, Situation situation)
    {
        for (var i = 0; i < criterion.VoidedBy.Count; i++)
        {
            if (situation[criterion.VoidedBy[i]] is { } voiding && voiding.Last >= last)
            {
                return true;
            }
        }

        return false;
    }

    public Contribution Receipt(BehaviorCriterion criterion, Situation situation)
    {
        var state = situation[Tier.Condition.Slot]!;
        var most = criterion.Each?.Times ?? criterion.Tiers.Max(each => each.Condition.Entries);
        return new Contribution(criterion.Key, criterion.Label, Points, criterion.Layer, new Evidence(
            state.Count,
            Instant.ToTime(state.First),
            Instant.ToTime(state.Last),
            situation.Measured(Tier.Condition, most).ToString("R", CultureInfo.InvariantCulture)));
    }

    /// <summary>What the tier is worth, 0 where it is not met, and the instant (inclusive) from which on that may be another answer.</summary>
    private static Points PointsOf(BehaviorCriterion criterion, BehaviorTier tier, Situation situation, out long until) =>
        criterion.Each is { } each ? each.PointsFor(situation.Reached(tier.Condition, each.Times, out until))
        : situation.IsMet(tier.Condition, out until) ? tier.Points
        : Points.Zero;

    private static Points ExtraOf(RecencyRule? rule, BehaviorCriterion criterion, CriterionScore score, Situation situation, ref long validUntil)
    {
        if (rule is null || score.Points <= Points.Zero)
        {
            return Points.Zero;
        }

        var lapse = situation[score.Tier.Condition.Slot]!.Last + (rule.Hours * Instant.Hour);
        if (situation.Now >= lapse)
        {
            return Points.Zero;
        }

        validUntil = Math.Min(validUntil, lapse);
        var most = criterion.Most ?? criterion.Each?.Most;
        var worth = Points.From(score.Points.ToDecimal() * (decimal)rule.Multiplier); // binary fractions would miss halves
        return (most is { } limit ? Points.Min(worth, limit) : worth) - score.Points;
    }
}
