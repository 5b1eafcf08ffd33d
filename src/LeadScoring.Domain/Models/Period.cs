using System.Globalization;

namespace LeadScoring.Domain.Models;

/// <summary>
/// The time from an event of one filter to the next event of another, such as a trial, or from the first event of a filter on. Half-open:
/// it includes the instant it begins and excludes the instant it ends; where both fall into one millisecond it is open.
/// </summary>
/// <param name="From">Events that begin the period.</param>
/// <param name="Until">Events that end it; null when nothing does.</param>
/// <param name="FromDay">Only from so many days of 24 hours after the last beginning on, that instant included.</param>
/// <param name="ToDay">Only before so many days after the last beginning, that instant excluded; null: until the end of the period.</param>
public sealed record Period(EventFilter From, EventFilter? Until, int FromDay = 0, int? ToDay = null)
{
    /// <summary>Whether only the first beginning matters: from it on the period is open for ever.</summary>
    internal bool IsEndless => Until is null && FromDay == 0 && ToDay is null;

    internal string Canonical =>
        (Until is null ? $" after {From.Canonical}" : $" during {From.Canonical} until {Until.Canonical}")
        + (FromDay > 0 ? string.Create(CultureInfo.InvariantCulture, $" from day {FromDay}") : "")
        + (ToDay is { } end ? string.Create(CultureInfo.InvariantCulture, $" to day {end}") : "");
}
