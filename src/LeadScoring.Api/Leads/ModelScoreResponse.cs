namespace LeadScoring.Api.Leads;

/// <summary>A lead's score under one of the models in force.</summary>
/// <param name="Model">Key of the scoring model.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="Primary">Whether it is the one that the rest of the answer is about.</param>
/// <param name="Fit">0 to 50 points.</param>
/// <param name="FitTier">The tier of the fit.</param>
/// <param name="Behavior">0 to 100 points.</param>
/// <param name="BehaviorTier">The tier of the behavior.</param>
/// <param name="Total">0 to 150 points.</param>
/// <param name="TotalPercent">The total in percent of 150, rounded down.</param>
/// <param name="Band">The band of the total.</param>
/// <param name="Priority">The cell of the priority matrix: a letter for the fit tier, A being the highest, and a number for the behavior tier, 1 being the highest.</param>
/// <param name="Action">What the model says to do with leads of this cell; null for nothing.</param>
/// <param name="Pql">Whether the lead is product-qualified.</param>
/// <param name="Since">Since when it is, or since when it no longer is; null when it never was.</param>
/// <param name="BlockedBy">What keeps it from being one whatever its points.</param>
public sealed record ModelScoreResponse(
    string Model, int ModelVersion, bool Primary, decimal Fit, string FitTier, decimal Behavior, string BehaviorTier, decimal Total, int TotalPercent, string Band,
    string Priority, string? Action, bool Pql, DateTimeOffset? Since, IReadOnlyList<string> BlockedBy)
{
    internal static ModelScoreResponse Of(ScoredLead lead)
    {
        var (evaluation, numbers) = (lead.Evaluation, lead.Evaluation.Numbers);
        return new ModelScoreResponse(
            lead.Model.Model.Key,
            lead.Model.Version,
            lead.Model.IsPrimary,
            numbers.Fit.ToDecimal(),
            evaluation.FitTier,
            numbers.Behavior.ToDecimal(),
            evaluation.BehaviorTier,
            numbers.Total.ToDecimal(),
            numbers.TotalPercent,
            evaluation.Band,
            evaluation.Priority,
            evaluation.Action,
            numbers.IsPql,
            lead.PqlSince,
            evaluation.BlockedBy);
    }
}
