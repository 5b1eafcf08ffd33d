using LeadScoring.Api.Models;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Accounts;

/// <summary>An account of a list.</summary>
/// <param name="AccountId">Its id.</param>
/// <param name="Model">Key of the scoring model.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="Leads">How many leads it has.</param>
/// <param name="ActiveLeads">How many of them were active lately; the model says how long that is.</param>
/// <param name="KeyActions">How many key actions they have taken together.</param>
/// <param name="Champion">The lead that takes the most key actions; null when none takes any.</param>
/// <param name="EconomicBuyer">The most senior lead, who probably decides; null when nobody's seniority is known.</param>
/// <param name="Fit">0 to 50 points, of what is known of the company.</param>
/// <param name="Behavior">0 to 100 points, of what its people did together.</param>
/// <param name="Total">What the model makes of both, 0 to 150 points: usually their sum.</param>
/// <param name="TotalPercent">The total in percent of 150, rounded down.</param>
/// <param name="Band">The band of the total.</param>
/// <param name="FitTier">The tier of the fit.</param>
/// <param name="BehaviorTier">The tier of the behavior.</param>
/// <param name="Pql">Whether it is product-qualified, by the model's thresholds for accounts.</param>
/// <param name="PqlSince">Since when it is, or since when it no longer is; null when it never was.</param>
/// <param name="ValidUntil">If nothing new happens everything here stays the same at least until then; null for ever.</param>
/// <param name="LastActiveOn">The UTC day of the latest event of its people; null when there was none.</param>
/// <param name="Spikes">Keys of the spike alerts that are met.</param>
/// <param name="BlockedBy">What keeps it from being product-qualified whatever its points.</param>
/// <param name="UpdatedAt">When one of the values here but <c>validUntil</c> and <c>lastActiveOn</c> changed last, or the model became the primary one.</param>
public sealed record AccountListItem(
    string AccountId, string Model, int ModelVersion, int Leads, int ActiveLeads, long KeyActions, string? Champion, string? EconomicBuyer, decimal Fit, decimal Behavior, decimal Total, int TotalPercent, string Band,
    string FitTier, string BehaviorTier, bool Pql, DateTimeOffset? PqlSince, DateTimeOffset? ValidUntil, DateOnly? LastActiveOn,
    IReadOnlyList<string> Spikes, IReadOnlyList<string> BlockedBy, DateTimeOffset UpdatedAt)
{
    internal static AccountListItem Of(AccountScore row, ModelSnapshot models) => new(
        row.AccountId!,
        row.ModelKey,
        models.VersionOf(row),
        row.Leads,
        row.ActiveLeads,
        row.KeyActions,
        LeadIdOf(row.Champion),
        LeadIdOf(row.Buyer),
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

    private static string? LeadIdOf(string? key) => key is null ? null : Identity.FromKey(key).LeadId;
}
