using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>How a line of points differs between two evaluations.</summary>
/// <param name="Criterion">The criterion's key, or one of the engine's own lines.</param>
/// <param name="Label">For people.</param>
/// <param name="Layer">The layer of the line.</param>
/// <param name="Before">Its points before; zero where the line was not there.</param>
/// <param name="After">Its points after; zero where the line is gone.</param>
public sealed record PointsChange(string Criterion, string Label, string Layer, Points Before, Points After)
{
    /// <summary>What the line added or took: zero for none of those that <see cref="Between"/> finds.</summary>
    public Points Difference => After - Before;

    /// <summary>
    /// The lines that differ, the greatest difference first. Those of layer <c>fit</c> add up to the difference of the two fit
    /// scores exactly, all others to that of the behavior scores.
    /// </summary>
    /// <param name="before">The lines of the one evaluation.</param>
    /// <param name="after">The lines of the other.</param>
    public static IReadOnlyList<PointsChange> Between(IReadOnlyList<Contribution> before, IReadOnlyList<Contribution> after)
    {
        // A fit criterion and a behavior criterion may have the same key.
        var earlier = before.ToDictionary(line => (line.Layer == Contribution.FitLayer, line.Criterion));
        var changes = after.Select(line => new PointsChange(
            line.Criterion, line.Label, line.Layer, earlier.Remove((line.Layer == Contribution.FitLayer, line.Criterion), out var old) ? old.Points : Points.Zero, line.Points)).ToList();
        changes.AddRange(earlier.Values.Select(line => new PointsChange(line.Criterion, line.Label, line.Layer, line.Points, Points.Zero)));
        return [.. changes.Where(change => change.Difference != Points.Zero).OrderByDescending(change => Math.Abs(change.Difference.Hundredths))];
    }

    /// <summary>
    /// Whether an event is one of those that a change rests on: its signal is the criterion's own or voids it, or is one that velocity, decay, recency
    /// or the free tier look at where their lines differ, or of a spike alert or a block that is met now and was not before. So is an
    /// event that begins or ends a period within which such a signal counts.
    /// </summary>
    /// <param name="model">The model that both evaluations were made under.</param>
    /// <param name="changes">The lines that differ.</param>
    /// <param name="spikes">Keys of the new alerts.</param>
    /// <param name="blocks">Keys of the new reasons that block.</param>
    /// <param name="productEvent">A new event. Whether it happened within a pattern's periods is not looked at.</param>
    public static bool RestsOn(ScoringModel model, IReadOnlyList<PointsChange> changes, IReadOnlyCollection<string> spikes, IReadOnlyCollection<string> blocks, ProductEvent productEvent)
    {
        var slots = changes.Where(change => change.Layer != Contribution.FitLayer).SelectMany(change => SlotsOf(model, change.Criterion))
            .Concat(model.Spikes.Where(spike => spikes.Contains(spike.Key, StringComparer.Ordinal)).SelectMany(spike => spike.And.Prepend(spike.Condition)).Select(condition => condition.Slot))
            .Concat(model.Pql.BlockedBy.Where(block => blocks.Contains(block.Key, StringComparer.Ordinal)).Select(block => block.Slot))
            .Concat(blocks.Contains(FreeTierRule.Reason, StringComparer.Ordinal) ? SlotsOf(model.FreeTier) : []);
        return slots.SelectMany(slot => model.Signals[slot].Filter.Patterns).Any(pattern => IsOf(pattern, productEvent));
    }

    /// <summary>The signals that a line of behavior rests on.</summary>
    private static IEnumerable<int> SlotsOf(ScoringModel model, string line) => line switch
    {
        Contribution.Velocity => model.Velocity is { } velocity ? [velocity.Slot] : [],
        Contribution.Recency => model.Behavior.SelectMany(SlotsOf),
        Contribution.FreeTierCeiling => SlotsOf(model.FreeTier),
        _ when line == Contribution.Decay || line.StartsWith(Contribution.Decay + ":", StringComparison.Ordinal) => SlotsOf(model.Decay),
        _ => model.Behavior.Where(criterion => criterion.Key == line).SelectMany(SlotsOf),
    };

    private static IEnumerable<int> SlotsOf(BehaviorCriterion criterion) => criterion.Tiers.Select(tier => tier.Condition.Slot).Concat(criterion.VoidedBy);

    private static IEnumerable<int> SlotsOf(FreeTierRule? rule) => rule is null ? [] : new[] { rule.Paid, rule.Free, rule.Unless }.OfType<int>();

    private static IEnumerable<int> SlotsOf(DecayRule? rule) => rule is null ? []
        : rule.Layers.Select(layer => layer.Rule?.Clock).Append(rule.Clock).Append(rule.Hold?.Slot).Append(rule.Faster?.After).Append(rule.Faster?.Until).OfType<int>();

    private static bool IsOf(EventPattern pattern, ProductEvent productEvent)
    {
        var ends = pattern.Periods.SelectMany(period => period.From.Patterns.Concat(period.Until?.Patterns ?? []));
        return ends.Prepend(pattern).Any(each => each.Matches(productEvent));
    }
}
