using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>What could end the fading, or make it slower: activity on a clock, a milestone with a hold, what ends a time of faster decay.</summary>
internal static class FadingOffers
{
    public static IEnumerable<GapAction[]> Of(WhatIf lead, Reach any)
    {
        if (lead.Model.Decay is not { } decay || lead.Evaluation.Numbers.Decay == Points.Zero)
        {
            return [];
        }

        return Clocks(lead, decay, any).Concat(Others(lead, decay, any)).DistinctBy(each => each.Slot).Select(each => (GapAction[])[each.Action]);
    }

    /// <summary>The clocks of what has lost points. Under a half-life each criterion has its own.</summary>
    private static IEnumerable<(int Slot, GapAction Action)> Clocks(WhatIf lead, DecayRule decay, Reach any)
    {
        var lines = lead.Evaluation.Contributions.Where(line => line.Layer == Contribution.AdjustmentLayer).ToDictionary(line => line.Criterion, line => -line.Points, StringComparer.Ordinal);
        var pools = decay.Layers.Select(layer => (Line: $"{Contribution.Decay}:{layer.Layer}", Label: $"Activity again: {layer.Layer}", layer.Rule)).Prepend((Line: Contribution.Decay, Label: "Activity again", Rule: decay));
        return
            from pool in pools
            where pool.Rule is { Kind: not DecayKind.HalfLife } && lines.ContainsKey(pool.Line)
            let events = any.Of(pool.Rule.Clock, null, null, static _ => true)
            where events is not null
            select (pool.Rule.Clock, new GapAction(pool.Line, pool.Label, lines[pool.Line], events));
    }

    /// <summary>What helps by itself only.</summary>
    private static IEnumerable<(int Slot, GapAction Action)> Others(WhatIf lead, DecayRule decay, Reach any)
    {
        var now = lead.Done(lead.Facts).BeforeFit;
        foreach (var (way, label) in new[] { (decay.Hold?.Slot, "Milestone that stops the fading"), (decay.Faster?.Until, "End of the faster fading") })
        {
            if (way is { } slot && any.Of(slot, null, null, static _ => true) is { } events && lead.Done(lead.After(events)).BeforeFit - now is var gained && gained > Points.Zero)
            {
                yield return (slot, new GapAction(Contribution.Decay, label, gained, events));
            }
        }
    }
}
