using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>
/// Scores a lead, or an account. Pure and total: no clock, no I/O, no randomness, and no exception for any model whose signals the digest holds.
/// </summary>
public static class ScoringEngine
{
    /// <summary>The score with every line of points.</summary>
    /// <param name="model">The scoring model.</param>
    /// <param name="facts">What is known of the lead; the digest must hold the model's signals.</param>
    /// <param name="asOf">The moment to score, UTC. A lead cannot be scored before its latest event: then that event's time is taken.</param>
    /// <exception cref="ArgumentException">The digest was folded without the model's signals.</exception>
    public static Evaluation Evaluate(ScoringModel model, LeadFacts facts, DateTimeOffset asOf)
    {
        List<Contribution> receipts = [];
        var situation = Situation(model, facts, asOf);
        var numbers = Evaluate(model, facts, asOf, situation, receipts);
        var positive = model.Fit.Count(criterion => criterion.IsPositive && FitScore.CanBeKnown(criterion, facts.Profile));
        string[] missing = [.. Named(numbers.FitMissing, model.Fit, criterion => criterion.Attribute).Distinct(StringComparer.Ordinal)];
        var unknown = System.Numerics.BitOperations.PopCount(numbers.FitMissing);
        var priority = PriorityMatrix.CellOf(numbers.FitTier, model.FitTiers.Count, numbers.BehaviorTier, model.BehaviorTiers.Count);
        return new Evaluation(
            numbers,
            model.FitTiers[numbers.FitTier].Key,
            positive == 0 ? 1 : decimal.Round((decimal)(positive - unknown) / positive, 2),
            missing,
            model.BehaviorTiers[numbers.BehaviorTier].Key,
            model.Bands[numbers.Band].Key,
            priority,
            model.Priorities.Actions.GetValueOrDefault(priority),
            [.. Named(numbers.Blocks, model.BlockReasons, reason => reason)],
            Qualification.Shortfall(Qualification.RuleFor(model, facts.Profile), numbers.Total, numbers.Fit, numbers.Behavior),
            receipts,
            [.. Named(numbers.Spikes, model.Spikes, spike => SpikeAlerts.Describe(spike, situation))]);
    }

    /// <summary>The score without receipts: the same numbers, and nothing is allocated.</summary>
    /// <inheritdoc cref="Evaluate(ScoringModel, LeadFacts, DateTimeOffset)"/>
    public static ScoreNumbers Score(ScoringModel model, LeadFacts facts, DateTimeOffset asOf) => Evaluate(model, facts, asOf, Situation(model, facts, asOf), null);

    private static ScoreNumbers Evaluate(ScoringModel model, LeadFacts facts, DateTimeOffset asOf, Situation situation, List<Contribution>? receipts)
    {
        var fit = FitScore.Of(model, facts.Profile, receipts);
        var fitTier = Qualification.TierOf(model.FitTiers, fit.Score);
        var behavior = BehaviorScore.Of(model, situation, fit.Score, fitTier, receipts);
        var spikes = SpikeAlerts.Met(model, situation, out var spikesValidUntil);
        var total = model.Total.Of(fit.Score, behavior.Score);
        var percent = total.Hundredths * 100 / ScoringModel.MostTotal.Hundredths;
        var rule = Qualification.RuleFor(model, facts.Profile);
        var blocks = Qualification.Blocks(model, situation, fit.Disqualifiers, behavior.HasCeiling);
        return new ScoreNumbers
        {
            Fit = fit.Score,
            FitRaw = fit.Raw,
            FitTier = fitTier,
            FitMissing = fit.Missing,
            Behavior = behavior.Score,
            BehaviorRaw = behavior.Raw,
            Velocity = behavior.Velocity,
            Decay = behavior.Decay,
            BehaviorTier = Qualification.TierOf(model.BehaviorTiers, behavior.Score),
            Total = total,
            TotalPercent = percent,
            Band = Qualification.BandOf(model.Bands, percent),
            IsPql = blocks == 0 && total >= rule.Total && fit.Score >= rule.Fit && behavior.Score >= rule.Behavior,
            Blocks = blocks,
            Spikes = spikes,
            AsOf = asOf > (facts.Digest.LastAt ?? asOf) ? asOf : facts.Digest.LastAt ?? asOf,
            ValidUntil = Instant.ToTimeOrNever(Math.Min(behavior.ValidUntil, spikesValidUntil)),
        };
    }

    internal static Situation Situation(ScoringModel model, LeadFacts facts, DateTimeOffset asOf)
    {
        var plan = facts.Digest.Layout.PlanFor(model);
        return new Situation(facts.Digest, plan, StartOf(model, facts, plan), Math.Max(Instant.Of(asOf), facts.Digest.Last));
    }

    /// <summary>The earliest of the sign-up by attribute and the first events of the start signals; never when there is none.</summary>
    private static long StartOf(ScoringModel model, LeadFacts facts, int[] plan)
    {
        var start = facts.Profile.SignedUpAt is { } signedUp ? Instant.Of(signedUp) : Instant.Never;
        for (var i = 0; i < model.Start.Count; i++)
        {
            start = Math.Min(start, facts.Digest[plan[model.Start[i]]]?.First ?? Instant.Never);
        }

        return start;
    }

    private static IEnumerable<TName> Named<T, TName>(ulong bits, IReadOnlyList<T> list, Func<T, TName> name) =>
        list.Where((_, i) => (bits & (1UL << i)) != 0).Select(name);
}
