using LeadScoring.Api.Scoring;

namespace LeadScoring.Api.Leads;

/// <summary>How lists of leads can be sorted.</summary>
internal static class LeadOrder
{
    public const string HighestTotalFirst = "-total";

    /// <summary>In the place of a change that is not written yet: whatever is written stands before it.</summary>
    public const long Unwritten = long.MaxValue;

    /// <summary>Only the total and the order of change have indexes: one more would cost each write of a score.</summary>
    public static readonly RowOrders<LeadScore> All = new(
        new Dictionary<string, (string Column, Func<LeadScore, long> KeyOf)>(StringComparer.Ordinal)
        {
            ["total"] = ("total", row => row.Total),
            ["fit"] = ("fit", row => row.Fit),
            ["behavior"] = ("behavior", row => row.Behavior),
            // Days since the first of year 1, as DateOnly counts them.
            ["lastActive"] = ("coalesce(last_active_on - DATE '0001-01-01', -1)", row => row.LastActiveOn?.DayNumber ?? -1),
            ["updated"] = ("position", row => row.Position),
        },
        row => row.LeadId);
}
