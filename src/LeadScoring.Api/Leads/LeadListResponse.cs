using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Leads;

/// <summary>A page of leads.</summary>
/// <param name="Items">The leads, in the order that was asked for.</param>
/// <param name="NextCursor">Where the next page begins; null on the last page.</param>
/// <param name="Exact">Whether every lead is shown as of now. False for a while after much has become due at once, as when a model is put into force: then the page shows the scores that were stored last.</param>
public sealed record LeadListResponse(IReadOnlyList<LeadListItem> Items, string? NextCursor, bool Exact);

/// <summary>A lead of a list.</summary>
/// <param name="LeadId">The user id, or <c>anon:ID</c>.</param>
/// <param name="AccountId">The account it belongs to; null for none.</param>
/// <param name="Model">Key of the scoring model.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="Fit">0 to 50 points.</param>
/// <param name="Behavior">0 to 100 points.</param>
/// <param name="Total">What the model makes of both, 0 to 150 points: usually their sum.</param>
/// <param name="TotalPercent">The total in percent of 150, rounded down.</param>
/// <param name="Band">The band of the total.</param>
/// <param name="FitTier">The tier of the fit.</param>
/// <param name="BehaviorTier">The tier of the behavior.</param>
/// <param name="Pql">Whether it is product-qualified.</param>
/// <param name="PqlSince">Since when it is, or since when it no longer is; null when it never was.</param>
/// <param name="ValidUntil">If nothing new happens the scores stay the same at least until then; null for ever.</param>
/// <param name="LastActiveOn">The UTC day of its latest event; null when there was none.</param>
/// <param name="Spikes">Keys of the spike alerts that are met.</param>
/// <param name="BlockedBy">What keeps it from being product-qualified whatever its points.</param>
/// <param name="UpdatedAt">When one of the values here but <c>validUntil</c> and <c>lastActiveOn</c> changed last, or the model became the primary one.</param>
public sealed record LeadListItem(
    string LeadId, string? AccountId, string Model, int ModelVersion, decimal Fit, decimal Behavior, decimal Total, int TotalPercent, string Band, string FitTier, string BehaviorTier,
    bool Pql, DateTimeOffset? PqlSince, DateTimeOffset? ValidUntil, DateOnly? LastActiveOn,
    IReadOnlyList<string> Spikes, IReadOnlyList<string> BlockedBy, DateTimeOffset UpdatedAt)
{
    internal static LeadListItem Of(LeadScore row, ModelSnapshot models) => Of(row, models.VersionOf(row));

    internal static LeadListItem Of(LeadScore row, int modelVersion) => new(
        Identity.FromKey(row.LeadId).LeadId,
        row.AccountId,
        row.ModelKey,
        modelVersion,
        new Points(row.Fit).ToDecimal(),
        new Points(row.Behavior).ToDecimal(),
        new Points(row.Total).ToDecimal(),
        row.Total * 100 / ScoringModel.MostTotal.Hundredths,
        row.Band,
        row.FitTier,
        row.BehaviorTier,
        row.IsPql,
        row.PqlSince,
        row.ValidUntil,
        row.LastActiveOn,
        row.SpikeKeys,
        row.BlockReasons,
        row.ChangedAt);
}
