using LeadScoring.Domain.Leads;

namespace LeadScoring.Domain.Models;

/// <summary>Which events count: those of one name that satisfy every condition.</summary>
/// <param name="Event">The event's name, matched character by character.</param>
/// <param name="Where">Conditions on properties; all must be met.</param>
/// <param name="Identified">True: only events sent under a user id. False: only under an anonymous id. Null: both.</param>
/// <param name="Periods">Only events within all of these periods; none: at any time.</param>
public sealed record EventPattern(string Event, IReadOnlyList<PropertyCondition> Where, bool? Identified, IReadOnlyList<Period> Periods)
{
    /// <summary>Whether the event has the name and meets every condition. The periods are not looked at: that takes the rest of the log.</summary>
    public bool Matches(ProductEvent productEvent) => productEvent.Name == Event && Admits(productEvent);

    /// <summary>Whether an event that has the name meets every condition.</summary>
    internal bool Admits(ProductEvent productEvent)
    {
        if (Identified is { } identified && identified != (productEvent.Sender.Kind == IdentityKind.User))
        {
            return false;
        }

        for (var i = 0; i < Where.Count; i++)
        {
            if (!Where[i].IsMetBy(productEvent.Properties))
            {
                return false;
            }
        }

        return true;
    }

    internal string Canonical =>
        Quoted.Text(Event)
        + string.Concat(Where.Select(condition => " & " + condition.Canonical).Order(StringComparer.Ordinal))
        + (Identified is { } identified ? identified ? " & identified" : " & anonymous" : "")
        + string.Concat(Periods.Select(period => period.Canonical).Order(StringComparer.Ordinal));
}
