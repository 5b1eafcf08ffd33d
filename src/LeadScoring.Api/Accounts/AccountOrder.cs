using LeadScoring.Api.Scoring;

namespace LeadScoring.Api.Accounts;

/// <summary>How lists of accounts can be sorted.</summary>
internal static class AccountOrder
{
    public const string HighestTotalFirst = "-total";

    /// <summary>Only the total has an index: accounts are few beside leads.</summary>
    public static readonly RowOrders<AccountScore> All = new(
        new Dictionary<string, (string Column, Func<AccountScore, long> KeyOf)>(StringComparer.Ordinal)
        {
            ["total"] = ("total", row => row.Total),
            ["fit"] = ("fit", row => row.Fit),
            ["behavior"] = ("behavior", row => row.Behavior),
            ["activeLeads"] = ("active_leads", row => row.ActiveLeads),
            ["keyActions"] = ("key_actions", row => row.KeyActions),
            // Days since the first of year 1, as DateOnly counts them.
            ["lastActive"] = ("coalesce(last_active_on - DATE '0001-01-01', -1)", row => row.LastActiveOn?.DayNumber ?? -1),
            ["updated"] = ("floor(extract(epoch FROM changed_at) * 1000)::bigint", row => row.ChangedAt.ToUnixTimeMilliseconds()),
        },
        row => row.AccountId!);
}
