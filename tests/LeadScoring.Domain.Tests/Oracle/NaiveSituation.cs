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
        var within = log.Of(condition.Slot).Where(each => IsWithin(condition.Window, each.At)).ToList();
        return within.Count > 0 && condition.Measure switch
        {
            Measure.Count => within.Count >= condition.AtLeast,
            Measure.Distinct => log.DistinctValues(condition.Slot, within).Count >= condition.AtLeast,
            Measure.Greatest => log.Greatest(condition.Slot, within) >= condition.AtLeast,
            _ => log.SessionLevels(condition.Slot).Any(level => IsWithin(condition.Window, level.At) && level.Distinct >= condition.AtLeast),
        };
    }

    public DateTimeOffset LastOf(int slot) => log.Of(slot)[^1].At;

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
