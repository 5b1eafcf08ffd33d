using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>Finds the fewest events of a signal after which something holds.</summary>
/// <param name="lead">The lead, and when the events would happen.</param>
/// <param name="isWanted">Which scores after the events are of use; of several ways the one of the fewest events counts.</param>
/// <param name="isModest">Of several with as few: whether the one of the least behavior counts, so that any other would do as well; else the one of the most.</param>
internal sealed class Reach(WhatIf lead, Func<ScoreNumbers, bool> isWanted, bool isModest = false)
{
    /// <summary>The fewest events with which the condition is met.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="holds">What else must hold.</param>
    public ProductEvent[]? Of(Condition condition, Func<Situation, bool> holds)
    {
        var property = condition.Measure == Measure.Count ? null : lead.Model.Signals[condition.Slot].Property;
        return Of(condition.Slot, property, condition.Measure == Measure.Greatest ? condition.AtLeast : null, situation => situation.IsMet(condition, out _) && holds(situation));
    }

    /// <summary>The fewest events of a signal after which something holds; null when no <see cref="Gap.MostEvents"/> of them are enough.</summary>
    public ProductEvent[]? Of(int slot, string? property, double? atLeast, Func<Situation, bool> holds)
    {
        (ProductEvent[] Events, Points Behavior)? best = null;
        foreach (var events in lead.Model.Signals[slot].Filter.Patterns.SelectMany(pattern => Ways(pattern, property, atLeast, holds)))
        {
            var after = lead.After(events);
            if (holds(lead.Situation(after)) && isWanted(lead.Score(after)) && lead.Done(after).BeforeFit is var behavior && (best is null || IsBetter((events, behavior), best.Value)))
            {
                best = (events, behavior);
            }
        }

        return best?.Events;
    }

    private bool IsBetter((ProductEvent[] Events, Points Behavior) a, (ProductEvent[] Events, Points Behavior) b) =>
        a.Events.Length != b.Events.Length ? a.Events.Length < b.Events.Length
        : isModest ? a.Behavior < b.Behavior
        : a.Behavior > b.Behavior;

    /// <summary>With events of the pattern alone and, where it counts within periods only, with those that begin them.</summary>
    private IEnumerable<ProductEvent[]> Ways(EventPattern pattern, string? property, double? atLeast, Func<Situation, bool> holds)
    {
        var beginnings = pattern.Periods.Aggregate(
            (IEnumerable<ProductEvent[]>)[[]],
            (ways, period) => ways.SelectMany(way => period.From.Patterns.Select(from => (ProductEvent[])[.. way, .. SampleEvents.Of(from, null, null, lead.Time).Take(1)]).Prepend(way)));
        return beginnings.Select(beginning => OneByOne(beginning, SampleEvents.Of(pattern, property, atLeast, lead.Time), holds)).OfType<ProductEvent[]>();
    }

    private ProductEvent[]? OneByOne(ProductEvent[] beginning, IEnumerable<ProductEvent> samples, Func<Situation, bool> holds)
    {
        List<ProductEvent> events = [.. beginning];
        var facts = lead.Facts with { Digest = lead.Copy() };
        if (beginning.Length > 0)
        {
            facts.Digest.Apply(beginning);
        }

        foreach (var sample in samples.TakeWhile(_ => events.Count < Gap.MostEvents))
        {
            facts.Digest.Apply([sample]);
            events.Add(sample);
            if (holds(lead.Situation(facts)))
            {
                return Needed(events, holds);
            }
        }

        return null;
    }

    /// <summary>Leaves out what does nothing, such as a value that has been seen before.</summary>
    private ProductEvent[] Needed(List<ProductEvent> events, Func<Situation, bool> holds)
    {
        for (var i = events.Count - 2; i >= 0; i--)
        {
            ProductEvent[] fewer = [.. events[..i], .. events[(i + 1)..]];
            if (holds(lead.Situation(lead.After(fewer))))
            {
                events.RemoveAt(i);
            }
        }

        return [.. events];
    }
}
