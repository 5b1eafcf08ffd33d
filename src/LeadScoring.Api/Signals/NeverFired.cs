using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Signals;

/// <summary>Finds the rules that can never have counted for anybody.</summary>
internal sealed class NeverFired(IReadOnlyList<DeclaredSignal> signals, SignalTally tally, SeenEvents events)
{
    /// <summary>Criteria of which nobody has any signal, and spikes that wait for one that nobody has.</summary>
    public IEnumerable<RuleNeverFired> Rules()
    {
        var rules = signals.SelectMany(signal => signal.Uses.Where(use => use.IsMeasured).Select(use => (use.Place, Signal: signal)))
            .Where(use => use.Place.StartsWith(SignalUse.Criteria, StringComparison.Ordinal) || use.Place.StartsWith(SignalUse.Spikes, StringComparison.Ordinal))
            .GroupBy(use => use.Place, use => use.Signal, StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            SignalNeverSeen[] missing = [.. rule.Distinct().Select(WhyNever).OfType<SignalNeverSeen>()];
            // All conditions of a spike have to be met, but only one tier of a criterion.
            var takes = rule.Key.StartsWith(SignalUse.Spikes, StringComparison.Ordinal) ? 1 : rule.Distinct().Count();
            if (missing.Length >= takes)
            {
                yield return new RuleNeverFired(rule.Key, missing);
            }
        }
    }

    /// <summary>Null where somebody has it, or will as soon as leads are counted again.</summary>
    private SignalNeverSeen? WhyNever(DeclaredSignal signal)
    {
        if (tally.Of(signal.Filter) is { Events: > 0 })
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
        if (tally.Of(signal.Filter) is null)
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

    private long Total(string name) => signals.FirstOrDefault(signal => signal.Name == name) is { } signal ? tally.Of(signal.Filter)?.Events ?? 0 : 0;
}
