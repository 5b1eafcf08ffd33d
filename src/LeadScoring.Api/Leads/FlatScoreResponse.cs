using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Leads;

/// <summary>A lead's score with nothing nested, so that each member fits a field of a CRM. Points have at most two decimals; times are UTC.</summary>
/// <param name="LeadId">The user id, or <c>anon:ID</c>.</param>
/// <param name="AccountId">The account it belongs to; null for none.</param>
/// <param name="Identities">How many ids the person has, those that were linked included.</param>
/// <param name="Flags">What is odd about the lead, separated by <c>; </c>; empty for nothing.</param>
/// <param name="Model">Key of the scoring model.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="AsOf">The moment that was scored.</param>
/// <param name="ValidUntil">If nothing new happens the answer stays the same before this instant; null: it never changes by time.</param>
/// <param name="Fit">0 to 50 points.</param>
/// <param name="FitTier">The tier of the fit.</param>
/// <param name="FitCoverage">Known positive criteria divided by all of them, 0 to 1.</param>
/// <param name="Behavior">0 to 100 points.</param>
/// <param name="BehaviorTier">The tier of the behavior.</param>
/// <param name="Velocity">The velocity bonus in force.</param>
/// <param name="Decay">What decay really took.</param>
/// <param name="Total">0 to 150 points.</param>
/// <param name="TotalPercent">The total in percent of 150, rounded down.</param>
/// <param name="Band">The band of the total.</param>
/// <param name="Priority">The cell of the priority matrix: a letter for the fit tier, A being the highest, and a number for the behavior tier, 1 being the highest.</param>
/// <param name="Action">What the model says to do with leads of this cell; null for nothing.</param>
/// <param name="Pql">Whether it is product-qualified.</param>
/// <param name="PqlSince">Since when it is, or since when it no longer is; null when it never was.</param>
/// <param name="BlockedBy">What keeps it from being one whatever its points, separated by <c>; </c>; empty for nothing.</param>
/// <param name="MissingTotal">Points missing to the total of a PQL; 0 where it is reached.</param>
/// <param name="MissingFit">Points missing to its fit.</param>
/// <param name="MissingBehavior">Points missing to its behavior.</param>
/// <param name="TopSignals">The three contributions of most points, either sign, such as <c>Onboarding +15; Pricing page +10; Velocity +25</c>; all with <c>explain=full</c>, empty with <c>explain=none</c>.</param>
/// <param name="Spikes">The alerts that are met, separated by <c>; </c>; empty for none.</param>
public sealed record FlatScoreResponse(
    string LeadId, string? AccountId, int Identities, string Flags, string Model, int ModelVersion, DateTimeOffset AsOf, DateTimeOffset? ValidUntil,
    decimal Fit, string FitTier, decimal FitCoverage, decimal Behavior, string BehaviorTier, decimal Velocity, decimal Decay, decimal Total, int TotalPercent, string Band, string Priority, string? Action,
    bool Pql, DateTimeOffset? PqlSince, string BlockedBy, decimal MissingTotal, decimal MissingFit, decimal MissingBehavior, string TopSignals, string Spikes)
{
    private const string Separator = "; ";

    internal static FlatScoreResponse Of(ScoredLead lead, string explain)
    {
        var (evaluation, numbers) = (lead.Evaluation, lead.Evaluation.Numbers);
        return new FlatScoreResponse(
            Identity.FromKey(lead.Lead.LeadId).LeadId,
            lead.AccountId,
            lead.Identities,
            string.Join(Separator, lead.Flags),
            lead.Model.Model.Key,
            lead.Model.Version,
            numbers.AsOf,
            numbers.ValidUntil,
            numbers.Fit.ToDecimal(),
            evaluation.FitTier,
            evaluation.FitCoverage,
            numbers.Behavior.ToDecimal(),
            evaluation.BehaviorTier,
            numbers.Velocity.ToDecimal(),
            numbers.Decay.ToDecimal(),
            numbers.Total.ToDecimal(),
            numbers.TotalPercent,
            evaluation.Band,
            evaluation.Priority,
            evaluation.Action,
            numbers.IsPql,
            lead.PqlSince,
            string.Join(Separator, evaluation.BlockedBy),
            evaluation.Missing.Total.ToDecimal(),
            evaluation.Missing.Fit.ToDecimal(),
            evaluation.Missing.Behavior.ToDecimal(),
            Explanation.TextOf(evaluation, explain),
            string.Join(Separator, evaluation.Spikes.Select(spike => spike.Label)));
    }
}
