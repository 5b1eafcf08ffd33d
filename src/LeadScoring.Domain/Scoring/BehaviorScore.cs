using System.Globalization;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>
/// Behavior: what the lead did, in points: <c>clamp(raw + velocity - decay, min(floor, max(0, raw)), 100)</c>. The cap comes
/// after decay, so that a very active lead keeps 100 longer; the floor never lifts a lead that did nothing.
/// </summary>
/// <param name="Score">Limited to 0 to 100.</param>
/// <param name="Raw">The points of the criteria.</param>
/// <param name="Velocity">The velocity bonus in force.</param>
/// <param name="Decay">What decay really took.</param>
/// <param name="ValidUntil">The instant from which on time alone may change any of these.</param>
internal readonly record struct BehaviorScore(Points Score, Points Raw, Points Velocity, Points Decay, long ValidUntil)
{
    public static BehaviorScore Of(ScoringModel model, Situation situation, List<Contribution>? receipts)
    {
        var burst = Scoring.Velocity.InForce(model.Velocity, situation);
        Span<Points> products = stackalloc Points[model.Products.Count];
        products.Clear();
        var (raw, inBurst) = (Points.Zero, Points.Zero);
        var halved = new Halving();
        var validUntil = burst.Until;
        for (var i = 0; i < model.Behavior.Count; i++)
        {
            var criterion = model.Behavior[i];
            if (Best(criterion, situation, model.Decay, ref halved, ref validUntil) is not { } tier)
            {
                continue;
            }

            ref var owner = ref criterion.Product is { } product ? ref products[product] : ref raw;
            owner += tier.Points;
            if ((criterion.BurstPatterns & burst.Patterns) != 0)
            {
                inBurst += tier.Points;
            }

            receipts?.Add(new Contribution(criterion.Key, criterion.Label, tier.Points, criterion.Layer, EvidenceOf(criterion, tier, situation)));
        }

        raw += Products.Of(model, products, receipts);
        var velocity = Scoring.Velocity.Bonus(model.Velocity, burst, inBurst);
        if (velocity != Points.Zero)
        {
            receipts?.Add(Scoring.Velocity.Receipt(model.Velocity!, burst, velocity));
        }

        if (model.Decay is { Kind: DecayKind.HalfLife } halving && velocity > Points.Zero)
        {
            halved.Add(velocity, Faded.Of(halving, velocity, burst.Last, situation.Now));
        }

        var fading = Scoring.Decay.Of(model.Decay, situation, raw + velocity, halved);
        return Limit(model, raw, velocity, fading, validUntil, receipts);
    }

    private static BehaviorScore Limit(ScoringModel model, Points raw, Points velocity, Decay fading, long validUntil, List<Contribution>? receipts)
    {
        var gained = raw + velocity;
        var least = Points.Min(model.Decay?.Floor ?? Points.Zero, Points.Max(Points.Zero, raw));
        var room = Points.Max(Points.Zero, gained - least);
        var decay = Points.Min(fading.Taken, room);
        if (decay < room)
        {
            validUntil = Math.Min(validUntil, fading.NextAt);
        }

        if (decay != Points.Zero)
        {
            receipts?.Add(new Contribution(Contribution.Decay, "Fades while nothing happens", -decay, Contribution.AdjustmentLayer, fading.Evidence()));
        }

        var left = gained - decay;
        var score = left.Clamp(least, ScoringModel.MostBehavior);
        if (score != left)
        {
            receipts?.Add(score > left
                ? new Contribution(Contribution.Floor, "Behavior is not below 0", score - left, Contribution.AdjustmentLayer, Evidence.None)
                : new Contribution(Contribution.Cap, "Behavior is not above 100", score - left, Contribution.AdjustmentLayer, Evidence.None));
        }

        return new BehaviorScore(score, raw, velocity, decay, validUntil);
    }

    /// <summary>
    /// The tier that counts: of those that are met and not void, the one furthest from zero. Under a half-life the criterion is
    /// still worth as much as the tier that has faded the least, so that a fresh small one does not wait for a stale great one to lapse.
    /// </summary>
    private static BehaviorTier? Best(BehaviorCriterion criterion, Situation situation, DecayRule? decay, ref Halving halved, ref long validUntil)
    {
        BehaviorTier? best = null;
        var (bestUntil, leftUntil) = (Instant.Never, Instant.Never);
        Faded? left = null;
        for (var i = 0; i < criterion.Tiers.Count; i++)
        {
            var tier = criterion.Tiers[i];
            var isBetter = best is null || Math.Abs(tier.Points.Hundredths) > Math.Abs(best.Points.Hundredths);
            var fades = decay is { Kind: DecayKind.HalfLife } && tier.Points > Points.Zero; // penalties do not
            if (!(isBetter || fades))
            {
                continue;
            }

            if (!situation.IsMet(tier.Condition, out var until))
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
                (best, bestUntil) = (tier, until);
            }

            if (fades && Faded.Of(decay!, tier.Points, last, situation.Now) is var faded && (left is null || faded.Left > left.Value.Left))
            {
                (left, leftUntil) = (faded, until);
            }
        }

        validUntil = Math.Min(validUntil, Math.Min(bestUntil, leftUntil));
        if (left is { } remaining)
        {
            halved.Add(best!.Points, remaining);
        }

        return best;
    }

    internal static bool IsVoid(BehaviorCriterion criterion, long last, Situation situation)
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

    private static Evidence EvidenceOf(BehaviorCriterion criterion, BehaviorTier tier, Situation situation)
    {
        var state = situation[tier.Condition.Slot]!;
        var most = criterion.Tiers.Max(each => each.Condition.Entries);
        return new Evidence(
            state.Count,
            Instant.ToTime(state.First),
            Instant.ToTime(state.Last),
            situation.Measured(tier.Condition, most).ToString("R", CultureInfo.InvariantCulture));
    }
}
