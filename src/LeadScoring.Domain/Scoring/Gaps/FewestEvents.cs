using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>Takes from points each time only as many times as a set needs.</summary>
internal static class FewestEvents
{
    public static GapSet Of(WhatIf lead, GapAction[] actions, GapValue[] attributes)
    {
        GapAction[] fewer = [.. actions];
        for (var i = 0; i < fewer.Length; i++)
        {
            if (lead.Model.Behavior.FirstOrDefault(criterion => criterion.Key == fewer[i].Criterion) is { Each: { } each } criterion)
            {
                fewer[i] = Fewer(lead, each, criterion.Tiers[0].Condition, fewer[i]).FirstOrDefault(
                    action => lead.Score(lead.After([.. fewer[..i], action, .. fewer[(i + 1)..]], attributes)).IsPql, fewer[i]);
            }
        }

        return new GapSet(fewer, attributes, lead.Score(lead.After(fewer, attributes)));
    }

    private static IEnumerable<GapAction> Fewer(WhatIf lead, EachTime each, Condition condition, GapAction action)
    {
        var before = lead.Situation(lead.Facts).Reached(condition, each.Times, out _);
        for (var count = 1; count < action.Events.Count; count++)
        {
            ProductEvent[] events = [.. action.Events.Take(count)];
            if (lead.Situation(lead.After(events)).Reached(condition, each.Times, out _) is var reached && reached > before)
            {
                yield return action with { Points = each.PointsFor(reached), Events = events };
            }
        }
    }
}
