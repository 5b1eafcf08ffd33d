using LeadScoring.Api.Leads;

namespace LeadScoring.Api.Exports;

/// <summary>The columns of a lead, named as in the API.</summary>
internal static class LeadColumns
{
    public static readonly IReadOnlyList<ExportColumn<LeadListItem>> All =
    [
        new("leadId", lead => lead.LeadId),
        new("accountId", lead => lead.AccountId),
        new("model", lead => lead.Model),
        new("modelVersion", lead => lead.ModelVersion),
        new("fit", lead => lead.Fit),
        new("behavior", lead => lead.Behavior),
        new("total", lead => lead.Total),
        new("totalPercent", lead => lead.TotalPercent),
        new("band", lead => lead.Band),
        new("fitTier", lead => lead.FitTier),
        new("behaviorTier", lead => lead.BehaviorTier),
        new("pql", lead => lead.Pql),
        new("pqlSince", lead => lead.PqlSince),
        new("validUntil", lead => lead.ValidUntil),
        new("lastActiveOn", lead => lead.LastActiveOn),
        new("spikes", lead => lead.Spikes),
        new("blockedBy", lead => lead.BlockedBy),
        new("updatedAt", lead => lead.UpdatedAt),
    ];
}
