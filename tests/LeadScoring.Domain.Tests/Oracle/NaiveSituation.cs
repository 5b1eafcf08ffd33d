using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Tests.Oracle;

/// <summary>A lead's whole log at one moment.</summary>
internal sealed class NaiveSituation(ScoringModel model, LeadProfile profile, NaiveLog log, DateTimeOffset now)
{
    public NaiveLog Log => log;

    public DateTimeOffset Now => now;

    /// <summary>The earliest of the sign-up and the first event of each start signal.</summary>
    public DateTimeOffset? Start { get; } =
        model.Start.SelectMany(log.Of).Select(each => (DateTimeOffset?)each.At).Append(profile.SignedUpAt).Min();

    public bool IsMet(Condition condition)
    {
        if (condition.Measure is Measure.Change or Measure.ChangePercent)
        {
            return HasChanged(condition);
        }

        var within = EventsOf(condition);
        return within.Count > 0 && condition.Measure switch
        {
            Measure.Count => within.Count >= condition.AtLeast,
            Measure.Distinct => log.DistinctValues(condition.Slot, within).Count >= condition.AtLeast,
            Measure.Greatest => log.Greatest(condition.Slot, within) >= condition.AtLeast,
            _ => log.SessionLevels(condition.Slot).Any(level => IsWithin(condition.Window, level.At) && level.Distinct >= condition.AtLeast),
        };
    }

    /// <summary>How many events there are in the window, or how many distinct values they have.</summary>
    public int Number(Condition condition) =>
        condition.Measure == Measure.Count ? EventsOf(condition).Count : log.DistinctValues(condition.Slot, EventsOf(condition)).Count;

    private List<ProductEvent> EventsOf(Condition condition) => [.. log.Of(condition.Slot).Where(each => IsWithin(condition.Window, each.At))];

    /// <summary>The events of the last days by the calendar against those of as many days before.</summary>
    private bool HasChanged(Condition condition)
    {
        var ages = log.Of(condition.Slot).Select(each => (now.UtcDateTime.Date - each.At.UtcDateTime.Date).Days).ToList();
        decimal recent = ages.Count(age => age < condition.Window.Days);
        decimal before = ages.Count(age => age >= condition.Window.Days && age < 2 * condition.Window.Days);
        bool IsWithin(decimal value, decimal unit) => !(condition.AtLeast > -1e9 && value < (decimal)condition.AtLeast * unit) && !(condition.AtMost is { } most && value > (decimal)most * unit);
        return condition.Measure == Measure.Change
            ? recent + before > 0 && IsWithin(recent - before, 1)
            : before > 0 && IsWithin((recent - before) * 100, before);
    }

    public DateTimeOffset LastOf(int slot) => log.Of(slot)[^1].At;

    public DateTimeOffset? LastOrNone(int slot) => log.Of(slot) is [.., var last] ? last.At : null;

    public Evidence Evidence(int slot)
    {
        var events = log.Of(slot);
        return new Evidence(events.Count, events[0].At, events[^1].At);
    }

    public int FullDaysSince(DateTimeOffset time) => now <= time ? 0 : (int)Math.Floor((now - time) / TimeSpan.FromDays(1));

    private bool IsWithin(Window window, DateTimeOffset at) => window.Kind switch
    {
        WindowKind.Always => true,
        WindowKind.FirstDays => Start is { } start && at - start < TimeSpan.FromDays(window.Days),
        _ => now - at < TimeSpan.FromDays(window.Days),
    };
}
