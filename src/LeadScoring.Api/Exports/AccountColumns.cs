using LeadScoring.Api.Accounts;

namespace LeadScoring.Api.Exports;

/// <summary>The columns of an account, named as in the API.</summary>
internal static class AccountColumns
{
    public static readonly IReadOnlyList<ExportColumn<AccountListItem>> All =
    [
        new("accountId", account => account.AccountId),
        new("model", account => account.Model),
        new("modelVersion", account => account.ModelVersion),
        new("leads", account => account.Leads),
        new("activeLeads", account => account.ActiveLeads),
        new("keyActions", account => account.KeyActions),
        new("champion", account => account.Champion),
        new("economicBuyer", account => account.EconomicBuyer),
        new("fit", account => account.Fit),
        new("behavior", account => account.Behavior),
        new("total", account => account.Total),
        new("totalPercent", account => account.TotalPercent),
        new("band", account => account.Band),
        new("fitTier", account => account.FitTier),
        new("behaviorTier", account => account.BehaviorTier),
        new("pql", account => account.Pql),
        new("pqlSince", account => account.PqlSince),
        new("validUntil", account => account.ValidUntil),
        new("lastActiveOn", account => account.LastActiveOn),
        new("spikes", account => account.Spikes),
        new("blockedBy", account => account.BlockedBy),
        new("updatedAt", account => account.UpdatedAt),
    ];
}
