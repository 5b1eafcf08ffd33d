using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>What could be done for the points of criteria.</summary>
internal static class CriterionOffers
{
    public static IEnumerable<GapAction[]> Of(WhatIf lead, Reach reach) => lead.Model.Behavior.Select(criterion => Of(lead, criterion, reach));

    /// <summary>
    /// The tiers that are worth more than the one that counts now, or as much and more for being new again. Of two the one that takes
    /// no more events and gives no fewer points is enough.
    /// </summary>
    private static GapAction[] Of(WhatIf lead, BehaviorCriterion criterion, Reach reach)
    {
        var counts = lead.Evaluation.Contributions.Where(line => line.Layer != Contribution.FitLayer && line.Criterion == criterion.Key).Select(line => line.Points).FirstOrDefault();
        var fades = lead.Model.Decay is { Kind: DecayKind.HalfLife } decay && decay.Of(criterion) is not null;
        List<(GapAction Action, Points Alone)> kept = [];
        foreach (var (points, condition) in Steps(lead, criterion))
        {
            if (points > Points.Zero && (fades || points > counts || (points == counts && IsStale(lead, condition.Slot)))
                && reach.Of(condition, situation => !CriterionScore.IsVoid(criterion, situation[condition.Slot]!.Last, situation)) is { } events
                && lead.Done(lead.After(events)).BeforeFit is var alone && !kept.Exists(each => each.Action.Events.Count <= events.Length && each.Alone >= alone))
            {
                kept.Add((new GapAction(criterion.Key, criterion.Label, points, events), alone));
            }
        }

        return [.. kept.Select(each => each.Action)];
    }

    /// <summary>The points that there are, the most first, and what must be met for them. Of points each time not every number: half as many more, and half of these.</summary>
    private static IEnumerable<(Points Points, Condition Condition)> Steps(WhatIf lead, BehaviorCriterion criterion)
    {
        if (criterion.Each is not { } each)
        {
            return criterion.Tiers.OrderByDescending(tier => tier.Points).Select(tier => (tier.Points, tier.Condition));
        }

        var condition = criterion.Tiers[0].Condition;
        var reached = lead.Situation(lead.Facts).Reached(condition, each.Times, out _);
        var most = Math.Min(each.Times - reached, Gap.MostEvents);
        List<int> more = most == 0 ? [0] : [];
        for (; most > 0; most /= 2)
        {
            more.Add(most);
        }

        return more.Select(times => (each.PointsFor(reached + times), condition with { AtLeast = reached + times }));
    }

    /// <summary>Whether the last event of the signal is too long ago for recency.</summary>
    private static bool IsStale(WhatIf lead, int slot) =>
        lead.Model.Recency is { } recency && lead.Situation(lead.Facts) is var situation
        && situation[slot] is { } state && situation.Now >= state.Last + (recency.Hours * Instant.Hour);
}
