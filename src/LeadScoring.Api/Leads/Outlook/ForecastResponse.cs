using LeadScoring.Api.Models;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Leads.Outlook;

/// <summary>How a lead's score changes if nothing new happens. Times are UTC.</summary>
/// <param name="LeadId">The user id, or <c>anon:ID</c>.</param>
/// <param name="Model">Key of the scoring model.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="AsOf">The moment from which on the score is foretold.</param>
/// <param name="Pql">Whether the lead is product-qualified at that moment.</param>
/// <param name="PqlUntil">From this instant on it no longer is; null when it is not now, or stays so for all the days asked for.</param>
/// <param name="Complete">Whether nothing changes after the last change.</param>
/// <param name="KnownUntil">Of this instant and later ones the forecast says nothing: they lie beyond the days asked for, or there are more changes than 1,000. Null when it is complete.</param>
/// <param name="Now">The score at <c>asOf</c>.</param>
/// <param name="Changes">The scores to come, in order; at most 1,000. Each holds from its instant, which is included, to the next.</param>
public sealed record ForecastResponse(
    string LeadId, string Model, int ModelVersion, DateTimeOffset AsOf, bool Pql, DateTimeOffset? PqlUntil, bool Complete, DateTimeOffset? KnownUntil,
    ForecastScore Now, IReadOnlyList<ForecastScore> Changes)
{
    internal const int MostChanges = 1_000;

    internal static ForecastResponse Of(Identity lead, ActiveModel model, Forecast forecast) => new(
        lead.LeadId,
        model.Model.Key,
        model.Version,
        forecast.Now.AsOf,
        forecast.Now.IsPql,
        forecast.PqlUntil,
        forecast.IsComplete,
        forecast.KnownUntil,
        ForecastScore.Of(model, forecast.Now),
        [.. forecast.Changes.Select(change => ForecastScore.Of(model, change))]);
}

/// <summary>A score that holds from one instant to the next change.</summary>
/// <param name="At">From when on, included.</param>
/// <param name="Fit">0 to 50 points.</param>
/// <param name="Behavior">0 to 100 points.</param>
/// <param name="Total">What the model makes of both, 0 to 150 points.</param>
/// <param name="TotalPercent">The total in percent of 150, rounded down.</param>
/// <param name="Band">The band of the total.</param>
/// <param name="FitTier">The tier of the fit.</param>
/// <param name="BehaviorTier">The tier of the behavior.</param>
/// <param name="Pql">Whether the lead is product-qualified.</param>
/// <param name="Spikes">Keys of the spike alerts that are met.</param>
/// <param name="BlockedBy">What keeps it from being product-qualified whatever its points.</param>
public sealed record ForecastScore(
    DateTimeOffset At, decimal Fit, decimal Behavior, decimal Total, int TotalPercent, string Band, string FitTier, string BehaviorTier,
    bool Pql, IReadOnlyList<string> Spikes, IReadOnlyList<string> BlockedBy)
{
    internal static ForecastScore Of(ActiveModel active, ScoreNumbers numbers)
    {
        var model = active.Model;
        return new ForecastScore(
            numbers.AsOf,
            numbers.Fit.ToDecimal(),
            numbers.Behavior.ToDecimal(),
            numbers.Total.ToDecimal(),
            numbers.TotalPercent,
            model.Bands[numbers.Band].Key,
            model.FitTiers[numbers.FitTier].Key,
            model.BehaviorTiers[numbers.BehaviorTier].Key,
            numbers.IsPql,
            Keys(active.SpikesOf(numbers)),
            Keys(active.BlocksOf(numbers)));
    }

    private static string[] Keys(string joined) => joined.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
