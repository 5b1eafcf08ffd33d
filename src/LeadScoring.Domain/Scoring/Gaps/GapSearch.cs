using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>
/// Searches the smallest sets of offers that make a lead a PQL. Attributes change fit alone, and actions change alone what behavior is before
/// fit has its say, so both are tried apart and put together by the rules of the model; what is found is evaluated once more as a whole.
/// </summary>
internal sealed class GapSearch
{
    private readonly WhatIf _lead;
    private readonly PqlRule _rule;
    private readonly OfferSets<GapValue, Points> _attributes;
    private readonly OfferSets<GapAction, Done> _actions;
    private readonly Dictionary<bool, Attainable> _attainable = [];
    private int _tried;

    public GapSearch(WhatIf lead, PqlRule rule, GapOffers offers)
    {
        (_lead, _rule, Offers) = (lead, rule, offers);
        _attributes = new(offers.Attributes, lead.Fit, MayTry);
        _actions = new(offers.Actions, set => lead.After(set, []) is var after && lead.Lasting(lead.Score(after).Blocks) == 0 ? lead.Done(after) : null, MayTry);
    }

    public GapOffers Offers { get; }

    /// <summary>Whether there were more sets than may be tried.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The sets of the smallest size that works, the best ones; none when no set works.</summary>
    public IReadOnlyList<GapSet> Smallest()
    {
        for (var size = 0; !IsHopeless(size); size++)
        {
            var sets = OfSize(size);
            if (sets.Count > 0)
            {
                return sets;
            }
        }

        return [];
    }

    /// <summary>The thresholds that no set reaches, where all sets that matter have been tried.</summary>
    public IReadOnlyList<UnreachableThreshold> Unreachable()
    {
        if (IsCut)
        {
            return [];
        }

        return _actions.IsExhausted ? Attainable.Unreachable(_attributes.IsExhausted)
            : [new("fit", _rule.Fit, _attributes.Scores.Max())];
    }

    /// <summary>What all actions come to with all attributes, or with the best that attributes could be where they have not all been tried.</summary>
    private Attainable Attainable
    {
        get
        {
            if (!_attainable.TryGetValue(_attributes.IsExhausted, out var known))
            {
                _attainable.Add(_attributes.IsExhausted, known = new Attainable(_lead, _rule, _attributes.IsExhausted ? _attributes.Scores : Attainable.BestFits(_lead.Model), _actions.Scores));
            }

            return known;
        }
    }

    private bool IsHopeless(int size) =>
        IsCut
        || size > Offers.Actions.Count + Offers.Attributes.Count + 1 // one more, to see that there are no larger ones
        || (_attributes.IsExhausted && _attributes.Scores.All(fit => fit < _rule.Fit))
        || (_actions.IsExhausted && !Attainable.HasPql);

    private List<GapSet> OfSize(int size)
    {
        // The worst goes first, so that there are never many, however many combinations there are.
        var best = new PriorityQueue<(GapAction[] Actions, GapValue[] Attributes), (int Events, int Total, int Order)>(Comparer<(int, int, int)>.Create((a, b) => b.CompareTo(a)));
        var order = 0;
        foreach (var (attributes, actions, total) in Enumerable.Range(0, size + 1).SelectMany(known => Reaching(known, size - known)))
        {
            best.Enqueue((actions.Offers, attributes.Offers), (actions.Offers.Sum(action => action.Events.Count), -total.Hundredths, order++));
            if (best.Count > Gap.MostNamed)
            {
                best.Dequeue();
            }
        }

        List<GapSet> sets = [];
        while (best.TryDequeue(out var each, out _))
        {
            sets.Insert(0, FewestEvents.Of(_lead, each.Actions, each.Attributes));
        }

        return [.. sets.Where(set => set.After.IsPql)
            .DistinctBy(Text, StringComparer.Ordinal)
            .OrderBy(set => set.Actions.Sum(action => action.Events.Count))
            .ThenByDescending(set => set.After.Total)];
    }

    /// <summary>The same for sets that have become the same with fewer events.</summary>
    private static string Text(GapSet set) => string.Join(
        '\n',
        set.Actions.Select(action => $"{action.Criterion} {action.Label} {action.Points} {action.Events.Count}").Concat(set.Attributes.Select(each => $"{each.Attribute}={each.Value.Text}")));

    /// <summary>The sets of so many attributes and actions whose scores reach all thresholds, with the total that they come to.</summary>
    private IEnumerable<(OfferSet<GapValue, Points> Attributes, OfferSet<GapAction, Done> Actions, Points Total)> Reaching(int attributes, int actions) =>
        from known in _attributes.OfSize(attributes)
        where known.Score >= _rule.Fit
        from done in _actions.OfSize(actions)
        let outcome = new Outcome(_lead, known.Score, done.Score)
        where outcome.IsPql(_rule)
        select (known, done, outcome.Total);

    private bool MayTry()
    {
        IsCut |= _tried == Gap.MostSets;
        _tried += IsCut ? 0 : 1;
        return !IsCut;
    }
}
