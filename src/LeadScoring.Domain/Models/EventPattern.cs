using LeadScoring.Domain.Leads;

namespace LeadScoring.Domain.Models;

/// <summary>Which events count: those of one name that satisfy every condition.</summary>
/// <param name="Event">The event's name, matched character by character.</param>
/// <param name="Where">Conditions on properties; all must be met.</param>
/// <param name="Identified">True: only events sent under a user id. False: only under an anonymous id. Null: both.</param>
/// <param name="During">Only events within this period; null: at any time.</param>
public sealed record EventPattern(string Event, IReadOnlyList<PropertyCondition> Where, bool? Identified = null, Period? During = null)
{
    /// <summary>Whether the event has the name and meets every condition. The period is not looked at: that takes the rest of the log.</summary>
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
        + (During is { } period ? $" during {period.From.Canonical} until {period.Until.Canonical}" : "");
}

/// <summary>
/// The time from an event of one filter to the next event of another, such as a trial. Half-open: it includes the instant it
/// begins and excludes the instant it ends; where both fall into one millisecond it is open.
/// </summary>
/// <param name="From">Events that begin the period.</param>
/// <param name="Until">Events that end it.</param>
public sealed record Period(EventFilter From, EventFilter Until);
