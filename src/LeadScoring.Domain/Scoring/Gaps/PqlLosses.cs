using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>Finds what would lose a PQL at once: an event that blocks, a penalty, an event that voids a criterion or begins a time of faster decay.</summary>
internal static class PqlLosses
{
    public static IReadOnlyList<PqlLoss> Of(WhatIf lead)
    {
        var reach = new Reach(lead, isWanted: static score => !score.IsPql);
        var found = Blocks(lead, reach).Concat(Penalties(lead, reach)).Concat(Voids(lead, reach)).Concat(FasterDecay(lead, reach))
            .Where(each => each.Events is not null)
            .Select(each => new PqlLoss(each.Key, each.Label, each.Events!, lead.Score(lead.After(each.Events!))));
        return [.. found.DistinctBy(loss => string.Join('\n', loss.Events.Select(Text)), StringComparer.Ordinal)];
    }

    private static string Text(ProductEvent each) =>
        $"{each.Sender.Key} {each.Name} {string.Join('|', each.Properties.OrderBy(property => property.Key, StringComparer.Ordinal).Select(property => property.Key + "=" + property.Value.AsText()))}";

    private static IEnumerable<(string Key, string Label, ProductEvent[]? Events)> Blocks(WhatIf lead, Reach reach) =>
        lead.Model.Pql.BlockedBy.Select(block => (block.Key, block.Key, reach.Of(block.Slot, null, null, situation => situation[block.Slot] is not null)));

    private static IEnumerable<(string Key, string Label, ProductEvent[]? Events)> Penalties(WhatIf lead, Reach reach) =>
        from criterion in lead.Model.Behavior
        from tier in criterion.Tiers
        where tier.Points < Points.Zero
        select (criterion.Key, criterion.Label, Times(lead, criterion, tier)
            .Select(condition => reach.Of(condition, situation => !CriterionScore.IsVoid(criterion, situation[condition.Slot]!.Last, situation)))
            .FirstOrDefault(events => events is not null));

    /// <summary>The condition of the tier; of points each time once more, twice more, and so on.</summary>
    private static IEnumerable<Condition> Times(WhatIf lead, BehaviorCriterion criterion, BehaviorTier tier)
    {
        if (criterion.Each is not { } each)
        {
            return [tier.Condition];
        }

        var reached = lead.Situation(lead.Facts).Reached(tier.Condition, each.Times, out _);
        return Enumerable.Range(reached + 1, Math.Min(each.Times - reached, Gap.MostEvents)).Select(times => tier.Condition with { AtLeast = times });
    }

    private static IEnumerable<(string Key, string Label, ProductEvent[]? Events)> Voids(WhatIf lead, Reach reach) =>
        from criterion in lead.Model.Behavior
        from slot in criterion.VoidedBy
        where criterion.Tiers.Any(tier => tier.Points > Points.Zero)
        select (criterion.Key, criterion.Label + " is voided", reach.Of(slot, null, null, static _ => true));

    private static IEnumerable<(string Key, string Label, ProductEvent[]? Events)> FasterDecay(WhatIf lead, Reach reach) =>
        lead.Model.Decay?.Faster is { } faster
            ? [(Contribution.Decay, "Fades faster", reach.Of(faster.After, null, null, static _ => true))]
            : [];
}
