using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Signals;

/// <summary>Finds the rules that can never have counted for anybody.</summary>
internal sealed class NeverFired(ScoringModel model, IReadOnlyList<DeclaredSignal> signals, CountedSignals counted, SeenEvents events)
{
    private readonly SignalTally _tally = counted.Tally;

    /// <summary>The conditions of each rule, by its place in the document.</summary>
    private readonly ILookup<string, Condition> _conditions = model.Behavior.SelectMany(criterion => criterion.Tiers.Select(tier => (Place: SignalUse.Criteria + criterion.Key, tier.Condition)))
        .Concat(model.Spikes.SelectMany(spike => spike.And.Prepend(spike.Condition).Select(condition => (Place: SignalUse.Spikes + spike.Key, Condition: condition))))
        .ToLookup(each => each.Place, each => each.Condition, StringComparer.Ordinal);

    /// <summary>Criteria of which nobody has any signal or attribute, and spikes that wait for a signal that nobody has.</summary>
    public IEnumerable<RuleNeverFired> Rules()
    {
        var rules = signals.SelectMany(signal => signal.Uses.Where(use => use.IsMeasured).Select(use => (use.Place, Signal: signal)))
            .Where(use => use.Place.StartsWith(SignalUse.Criteria, StringComparison.Ordinal) || use.Place.StartsWith(SignalUse.Spikes, StringComparison.Ordinal))
            .GroupBy(use => use.Place, use => use.Signal, StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            SignalNeverSeen[] missing = [.. rule.Distinct().Select(signal => WhyNever(signal) ?? WhyNoValue(rule.Key, signal)).OfType<SignalNeverSeen>()];
            if (missing.Length >= (TakesAll(rule.Key) ? 1 : rule.Distinct().Count()))
            {
                yield return new RuleNeverFired(rule.Key, missing, []);
            }
        }

        foreach (var criterion in model.Fit.Where(criterion => criterion.Tiers.All(tier => !counted.Attributes.Has(tier.Attribute))))
        {
            yield return new RuleNeverFired("fit.criteria." + criterion.Key, [], [.. criterion.Tiers.Select(tier => tier.Attribute).Distinct(StringComparer.Ordinal)]);
        }
    }

    /// <summary>All conditions of a spike have to be met, but only one tier of a criterion.</summary>
    private static bool TakesAll(string rule) => rule.StartsWith(SignalUse.Spikes, StringComparison.Ordinal);

    /// <summary>Null where nobody has the signal, or the rule measures something else of the signal than values of a property that no event had.</summary>
    private SignalNeverSeen? WhyNoValue(string rule, DeclaredSignal signal)
    {
        if (_tally.Of(signal.Filter) is not { Events: > 0 })
        {
            return null;
        }

        Condition[] measures = [.. _conditions[rule].Where(condition => model.Signals[condition.Slot].Filter.Canonical == signal.Filter.Canonical)];
        Condition[] blind = [.. measures.Where(condition => condition.Measure is Measure.Distinct or Measure.SessionDistinct or Measure.Greatest && _tally.HasValue(model.Signals[condition.Slot]) == false)];
        if (blind.Length == 0 || (blind.Length < measures.Length && !TakesAll(rule)))
        {
            return null;
        }

        var (names, property) = (string.Join(" or ", signal.Events), model.Signals[blind[0].Slot].Property);
        return new SignalNeverSeen(signal.Name, "property_never_seen", $"{names} came, and never with {property}{(blind[0].Measure == Measure.Greatest ? " as a number" : "")}.");
    }

    /// <summary>Null where somebody has it, or will as soon as leads are counted again.</summary>
    private SignalNeverSeen? WhyNever(DeclaredSignal signal)
    {
        if (_tally.Of(signal.Filter) is { Events: > 0 })
        {
            return null;
        }

        var came = signal.Patterns.Where(pattern => events.Has(pattern.Event)).ToList();
        var names = string.Join(" or ", (came.Count == 0 ? signal.Patterns : came).Select(pattern => pattern.Event).Distinct(StringComparer.Ordinal));
        if (came.Count == 0)
        {
            return new SignalNeverSeen(signal.Name, "event_never_seen", $"No event {names} was ever received.");
        }

        // Where digests do not keep it as it is, what came may have counted.
        if (_tally.Of(signal.Filter) is null)
        {
            return null;
        }

        if (came.All(pattern => pattern.Opening is { } opening && Total(opening) == 0))
        {
            return new SignalNeverSeen(signal.Name, "period_never_opened", $"{names} came, and counts only after {string.Join(" or ", came.Select(pattern => pattern.Opening).Distinct(StringComparer.Ordinal))}, which nobody has.");
        }

        if (came.All(pattern => pattern.Conditions.Count > 0 || pattern.HasSender))
        {
            return new SignalNeverSeen(signal.Name, "conditions_never_met", $"{names} came, and none met the conditions on {Conditions(came)}.");
        }

        return came.All(pattern => pattern.Opening is not null) ? new SignalNeverSeen(signal.Name, "outside_period", $"{names} came, and never within the period.") : null;
    }

    private static string Conditions(List<DeclaredPattern> patterns) =>
        string.Join(", ", patterns.SelectMany(pattern => pattern.HasSender ? pattern.Conditions.Append("identified") : pattern.Conditions).Distinct(StringComparer.Ordinal));

    private long Total(string name) => signals.FirstOrDefault(signal => signal.Name == name) is { } signal ? _tally.Of(signal.Filter)?.Events ?? 0 : 0;
}
