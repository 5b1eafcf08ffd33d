using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>
/// Searches the smallest sets of offers that make a lead a PQL. Attributes change fit alone and actions change behavior alone,
/// so both are tried apart and their scores put together; what is found is evaluated once more as a whole.
/// </summary>
internal sealed class GapSearch
{
    private readonly WhatIf _lead;
    private readonly PqlRule _rule;
    private readonly OfferSets<GapValue> _attributes;
    private readonly OfferSets<GapAction> _actions;
    private int _tried;

    public GapSearch(WhatIf lead, PqlRule rule, GapOffers offers)
    {
        (_lead, _rule, Offers) = (lead, rule, offers);
        _attributes = new(offers.Attributes, set => Unblocked(lead.Score(lead.After([], set)))?.Fit, MayTry);
        _actions = new(offers.Actions, set => Unblocked(lead.Score(lead.After(set, [])))?.Behavior, MayTry);
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

    /// <summary>The thresholds above the highest score of all sets, where all of them have been tried.</summary>
    public IReadOnlyList<UnreachableThreshold> Unreachable()
    {
        if (IsCut)
        {
            return [];
        }

        List<(UnreachableThreshold Threshold, bool IsCertain)> thresholds =
        [
            (new("total", _rule.Total, _attributes.Highest + _actions.Highest), _attributes.IsExhausted && _actions.IsExhausted),
            (new("fit", _rule.Fit, _attributes.Highest), _attributes.IsExhausted),
            (new("behavior", _rule.Behavior, _actions.Highest), _actions.IsExhausted),
        ];
        return [.. thresholds.Where(each => each.IsCertain && each.Threshold.Most < each.Threshold.Threshold).Select(each => each.Threshold)];
    }

    private bool IsHopeless(int size) =>
        IsCut
        || size > Offers.Actions.Count + Offers.Attributes.Count + 1 // one more, to see that there are no larger ones
        || (_attributes.IsExhausted && _attributes.Highest < _rule.Fit)
        || (_actions.IsExhausted && _actions.Highest < _rule.Behavior)
        || (_attributes.IsExhausted && _actions.IsExhausted && _attributes.Highest + _actions.Highest < _rule.Total);

    private List<GapSet> OfSize(int size)
    {
        // The worst goes first, so that there are never many, however many combinations there are.
        var best = new PriorityQueue<(OfferSet<GapValue> Attributes, OfferSet<GapAction> Actions), (int Events, int Total, int Order)>(Comparer<(int, int, int)>.Create((a, b) => b.CompareTo(a)));
        var order = 0;
        foreach (var (attributes, actions) in Enumerable.Range(0, size + 1).SelectMany(known => Reaching(known, size - known)))
        {
            best.Enqueue((attributes, actions), (actions.Offers.Sum(action => action.Events.Count), -(attributes.Score + actions.Score).Hundredths, order++));
            if (best.Count > Gap.MostNamed)
            {
                best.Dequeue();
            }
        }

        List<GapSet> sets = [];
        while (best.TryDequeue(out var each, out _))
        {
            sets.Insert(0, new GapSet(each.Actions.Offers, each.Attributes.Offers, _lead.Score(_lead.After(each.Actions.Offers, each.Attributes.Offers))));
        }

        sets.RemoveAll(set => !set.After.IsPql);
        return sets;
    }

    /// <summary>The sets of so many attributes and actions whose scores reach all thresholds.</summary>
    private IEnumerable<(OfferSet<GapValue>, OfferSet<GapAction>)> Reaching(int attributes, int actions) =>
        from known in _attributes.OfSize(attributes)
        where known.Score >= _rule.Fit
        from done in _actions.OfSize(actions)
        where done.Score >= _rule.Behavior && known.Score + done.Score >= _rule.Total
        select (known, done);

    private bool MayTry()
    {
        IsCut |= _tried == Gap.MostSets;
        _tried += IsCut ? 0 : 1;
        return !IsCut;
    }

    private static ScoreNumbers? Unblocked(ScoreNumbers score) => score.Blocks == 0 ? score : null;
}
