using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>The events of the last N days of UTC, today included, and those of the N days before.</summary>
/// <param name="Recent">The events of the last N days.</param>
/// <param name="Before">The events of the N days before.</param>
internal readonly record struct Change(long Recent, long Before)
{
    public static bool IsMeasuredBy(Measure measure) => measure is Measure.Change or Measure.ChangePercent;

    /// <summary>
    /// Whether the condition is met, and the midnight (inclusive) from which on that is another answer if nothing new happens; never when
    /// it stays the same. It is met only while there is an event in the 2 N days, so that what never happened is no steady use.
    /// </summary>
    public static bool IsMet(Condition condition, DayCounts counts, long now, out long until)
    {
        var today = DayCounts.DayOf(now);
        var change = Of(condition, counts, today);
        var isMet = change.Meets(condition);
        for (var day = today + 1; day <= counts.Newest + (2 * condition.Window.Days); day++)
        {
            change = change.After(counts, day, condition.Window.Days);
            if (change.Meets(condition) != isMet)
            {
                until = day * Instant.Day;
                return isMet;
            }
        }

        until = Instant.Never;
        return isMet;
    }

    /// <summary>What is measured: events, or percent of the events before, rounded to two decimals.</summary>
    public static double Measured(Condition condition, DayCounts counts, long now)
    {
        var (recent, before) = Of(condition, counts, DayCounts.DayOf(now));
        return condition.Measure == Measure.Change ? recent - before : Math.Round(100.0 * (recent - before) / before, 2, MidpointRounding.AwayFromZero);
    }

    private static Change Of(Condition condition, DayCounts counts, long today)
    {
        var (recent, before, days) = (0L, 0L, condition.Window.Days);
        for (var age = 0; age < days; age++)
        {
            recent += counts[today - age];
            before += counts[today - age - days];
        }

        return new Change(recent, before);
    }

    /// <summary>The same a day later; nothing has happened on that day.</summary>
    private Change After(DayCounts counts, long day, int days)
    {
        long leaving = counts[day - days];
        return new Change(Recent - leaving, Before + leaving - counts[day - (2 * days)]);
    }

    /// <summary>Percentages are compared by cross-multiplication: nothing is divided, and nothing rounded.</summary>
    private bool Meets(Condition condition)
    {
        var difference = Recent - Before;
        return condition.Measure == Measure.Change
            ? Recent + Before > 0 && IsWithin(condition, difference, 1)
            : Before > 0 && IsWithin(condition, 100 * difference, Before);
    }

    private static bool IsWithin(Condition condition, long value, long unit) =>
        (double.IsNegativeInfinity(condition.AtLeast) || value >= (long)condition.AtLeast * unit) && (condition.AtMost is not { } most || value <= (long)most * unit);
}
