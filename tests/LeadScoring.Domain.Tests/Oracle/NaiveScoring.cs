using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Tests.Oracle;

/// <summary>
/// The score computed a second time, straight from the words of docs/scoring.md: slow, over all events, and with nothing of the
/// digest or the engine. Only the parsed rules are shared. It does not say how long its answer is valid.
/// </summary>
internal static class NaiveScoring
{
    public static Evaluation Evaluate(ScoringModel model, LeadProfile profile, IEnumerable<ProductEvent> events, DateTimeOffset asOf) =>
        Evaluate(model, profile, new NaiveLog(model, events), model.Pql, asOf);

    /// <summary>The score of an account: the events of all its people, but sessions, bursts and periods of each.</summary>
    public static Evaluation EvaluateAccount(ScoringModel model, LeadProfile account, IEnumerable<ProductEvent>[] people, DateTimeOffset asOf) =>
        Evaluate(model, account, new NaiveLog(model, people), model.Account.Pql, asOf);

    private static Evaluation Evaluate(ScoringModel model, LeadProfile profile, NaiveLog log, PqlRule rule, DateTimeOffset asOf)
    {
        var now = log.LastAt is { } last && last > asOf ? last : asOf;
        var situation = new NaiveSituation(model, profile, log, now);
        var fit = new NaiveFit(model, profile);
        var behavior = new NaiveBehavior(model, situation, fit);
        var total = TotalOf(model.Total, fit.Score, behavior.Score);
        var percent = total / 150;
        List<string> blockedBy = [.. fit.BlockedBy, .. model.Pql.BlockedBy.Where(block => log.Of(block.Slot).Count > 0).Select(block => block.Key), .. behavior.IsCeilinged ? ["free_tier_ceiling"] : Array.Empty<string>()];
        var met = model.Spikes.Where(spike => spike.And.Prepend(spike.Condition).All(situation.IsMet)).ToList();
        var fitTier = model.FitTiers[fit.Tier];
        var behaviorTier = model.BehaviorTiers.Last(tier => behavior.Score >= tier.From.Hundredths);
        var band = model.Bands.Last(each => percent >= each.From);
        var cell = CellOf(model, fit.Tier, IndexOf(model.BehaviorTiers, behaviorTier));
        var missing = new Shortfall(Lacking(rule.Total, total), Lacking(rule.Fit, fit.Score), Lacking(rule.Behavior, behavior.Score));
        return new Evaluation(
            new ScoreNumbers
            {
                Fit = new Points(fit.Score),
                FitRaw = new Points(fit.Raw),
                FitTier = fit.Tier,
                FitMissing = Bits(model.Fit, fit.Unknown.Contains),
                Behavior = new Points(behavior.Score),
                BehaviorRaw = new Points(behavior.Raw),
                Velocity = new Points(behavior.Velocity),
                Decay = new Points(behavior.Decay),
                BehaviorTier = IndexOf(model.BehaviorTiers, behaviorTier),
                Total = new Points(total),
                TotalPercent = percent,
                Band = IndexOf(model.Bands, band),
                IsPql = blockedBy.Count == 0 && missing is { Total.Hundredths: 0, Fit.Hundredths: 0, Behavior.Hundredths: 0 },
                Blocks = Bits(model.BlockReasons, blockedBy.Contains),
                Spikes = Bits(model.Spikes, met.Contains),
                AsOf = now,
                ValidUntil = null,
            },
            fitTier.Key,
            fit.Positive == 0 ? 1 : decimal.Round((decimal)(fit.Positive - fit.Unknown.Count) / fit.Positive, 2),
            [.. fit.Unknown.Select(criterion => criterion.Attribute).Distinct(StringComparer.Ordinal)],
            behaviorTier.Key,
            band.Key,
            cell,
            model.Priorities.Actions.GetValueOrDefault(cell),
            blockedBy,
            missing,
            [.. fit.Lines, .. behavior.Lines],
            [.. met.Select(spike => new Spike(spike.Key, spike.Label, situation.Evidence(spike.Condition.Slot)))]);
    }

    /// <summary>150 x (wf x fit/50 + wb x behavior/100), rounded once; or the sum. All in hundredths.</summary>
    private static int TotalOf(TotalRule rule, int fit, int behavior) => rule.Fit is { } weight
        ? (int)Math.Round(((weight / 10_000m) * 3 * fit) + ((1 - (weight / 10_000m)) * 1.5m * behavior), MidpointRounding.AwayFromZero)
        : fit + behavior;

    /// <summary>A letter for the fit and a number for the behavior, the highest tier first.</summary>
    private static string CellOf(ScoringModel model, int fitTier, int behaviorTier) =>
        $"{"ABCDEFGHIJKLMNOPQRST"[model.FitTiers.Count - 1 - fitTier]}{model.BehaviorTiers.Count - behaviorTier}";

    private static Points Lacking(Points wanted, int has) => new(Math.Max(0, wanted.Hundredths - has));

    private static int IndexOf<T>(IReadOnlyList<T> list, T item) => list.ToList().IndexOf(item);

    private static ulong Bits<T>(IReadOnlyList<T> list, Func<T, bool> isSet) =>
        list.Select((item, i) => isSet(item) ? 1UL << i : 0).Aggregate(0UL, (all, bit) => all | bit);
}
