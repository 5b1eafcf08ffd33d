using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>
/// Behavior: what the lead did, in points: <c>clamp(raw + velocity - decay, min(floor, max(0, raw)), 100)</c>. The cap comes
/// after decay, so that a very active lead keeps 100 longer; the floor never lifts a lead that did nothing. What fit does to behavior
/// comes before the cap, and the ceiling of the free tier last.
/// </summary>
/// <param name="Score">Limited to 0 to 100.</param>
/// <param name="BeforeFit">The score before fit, the cap and the ceiling have their say.</param>
/// <param name="Raw">The points of the criteria, with what recency adds.</param>
/// <param name="Velocity">The velocity bonus in force.</param>
/// <param name="Decay">What decay really took.</param>
/// <param name="HasCeiling">Whether the ceiling of the free tier holds.</param>
/// <param name="ValidUntil">The instant from which on time alone may change any of these.</param>
internal readonly record struct BehaviorScore(Points Score, Points BeforeFit, Points Raw, Points Velocity, Points Decay, bool HasCeiling, long ValidUntil)
{
    public static BehaviorScore Of(ScoringModel model, Situation situation, Points fit, int fitTier, List<Contribution>? receipts)
    {
        var burst = Scoring.Velocity.InForce(model.Velocity, situation);
        var validUntil = burst.Until;
        Span<DecayPool> pools = stackalloc DecayPool[1 + (model.Decay?.Layers.Count ?? 0)];
        pools.Clear();
        var (raw, inBurst) = AddCriteria(model, situation, burst, pools, ref validUntil, receipts);
        var velocity = Scoring.Velocity.Bonus(model.Velocity, burst, inBurst);
        if (velocity != Points.Zero)
        {
            receipts?.Add(Scoring.Velocity.Receipt(model.Velocity!, burst, velocity));
        }

        if (model.Decay is { Kind: DecayKind.HalfLife } halving && velocity > Points.Zero)
        {
            pools[0].Halved.Add(velocity, Faded.Of(halving, velocity, burst.Last, situation));
        }

        pools[0].Add(velocity);
        var least = Points.Min(model.Decay?.Floor ?? Points.Zero, Points.Max(Points.Zero, raw));
        var room = Points.Max(Points.Zero, raw + velocity - least);
        var decay = DecayPools.Take(model, situation, pools, room, ref validUntil, receipts);
        var left = Points.Max(raw + velocity - decay, least);
        Note(receipts, Contribution.Floor, "Behavior is not below 0", left - (raw + velocity - decay));
        var hasCeiling = FreeTier.Holds(model.FreeTier, situation, ref validUntil);
        return new BehaviorScore(Limited(model, left, fit, fitTier, hasCeiling, receipts), left, raw, velocity, decay, hasCeiling, validUntil);
    }

    /// <summary>The points of the criteria, and those of them that took part in the burst.</summary>
    private static (Points Raw, Points InBurst) AddCriteria(ScoringModel model, Situation situation, Velocity burst, Span<DecayPool> pools, ref long validUntil, List<Contribution>? receipts)
    {
        Span<Points> products = stackalloc Points[model.Products.Count];
        products.Clear();
        var (raw, inBurst, extra) = (Points.Zero, Points.Zero, Points.Zero);
        for (var i = 0; i < model.Behavior.Count; i++)
        {
            var criterion = model.Behavior[i];
            if (CriterionScore.Of(model, criterion, situation, ref validUntil) is not { } score)
            {
                continue;
            }

            var worth = score.Points + score.Extra;
            ref var owner = ref criterion.Product is { } product ? ref products[product] : ref raw;
            owner += worth;
            extra += score.Extra;
            if ((criterion.BurstPatterns & burst.Patterns) != 0)
            {
                inBurst += worth;
            }

            if (criterion.Product is null)
            {
                pools[criterion.Pool + 1].Add(score);
            }

            receipts?.Add(score.Receipt(criterion, situation));
        }

        Note(receipts, Contribution.Recency, "Happened a short time ago", extra);
        var ofProducts = Products.Of(model, products, receipts);
        pools[0].Add(ofProducts);
        return (raw + ofProducts, inBurst);
    }

    /// <summary>The score that is left of one before fit, of a lead with this fit.</summary>
    internal static Points Limited(ScoringModel model, Points behavior, Points fit, int fitTier, bool hasCeiling, List<Contribution>? receipts)
    {
        var score = behavior;
        switch (model.FitEffect)
        {
            case FitEffect.Gate gate when fit < gate.Least:
                Note(receipts, Contribution.FitGate, "Behavior does not count while fit is too low", -score);
                score = Points.Zero;
                break;
            case FitEffect.Multiplier multiplier:
                var multiplied = new Points((int)((((long)score.Hundredths * multiplier.Hundredths[fitTier]) + 50) / 100));
                Note(receipts, Contribution.FitMultiplier, "Behavior counts by fit", multiplied - score);
                score = multiplied;
                break;
        }

        var capped = Points.Min(score, ScoringModel.MostBehavior);
        Note(receipts, Contribution.Cap, "Behavior is not above 100", capped - score);
        var limited = hasCeiling ? Points.Min(capped, model.FreeTier!.Most) : capped;
        Note(receipts, Contribution.FreeTierCeiling, "Long on the free tier without a sign of leaving it", limited - capped);
        return limited;
    }

    private static void Note(List<Contribution>? receipts, string line, string label, Points points)
    {
        if (points != Points.Zero)
        {
            receipts?.Add(new Contribution(line, label, points, Contribution.AdjustmentLayer, Evidence.None));
        }
    }
}
