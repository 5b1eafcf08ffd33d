using System.Text.Json;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>Finds thresholds, tiers and bands that nobody can reach.</summary>
internal static class ReachReview
{
    public static IEnumerable<ModelWarning> Of(ScoringModel model, AttainablePoints most, JsonElement document)
    {
        var percent = most.LeadTotal.Hundredths * 100 / ScoringModel.MostTotal.Hundredths;
        var own = document.TryGetProperty("account", out var account) && account.TryGetProperty("pql", out _);
        return
        [
            .. Steps(model.FitTiers.Select(tier => (tier.Key, tier.From)), "$.fit.tiers", document.GetProperty("fit").GetProperty("tiers"), "fit", Points.Max(most.LeadFit, most.AccountFit)),
            .. Steps(model.BehaviorTiers.Select(tier => (tier.Key, tier.From)), "$.behavior.tiers", document.GetProperty("behavior").GetProperty("tiers"), "behavior", most.Behavior),
            .. Thresholds(model.Pql, "$.pql", "a lead", most.LeadTotal, most.LeadFit, most.Behavior),
            .. Thresholds(model.Account.Pql, own ? "$.account.pql" : "$.pql", "an account", most.AccountTotal, most.AccountFit, most.Behavior),
            .. model.Bands.Where(band => band.From > percent).Select(band => new ModelWarning(
                PathOf("$.bands", document.GetProperty("bands"), band.Key), $"No lead reaches this band from {band.From} %: all criteria together come to {percent} % of {ScoringModel.MostTotal}.")),
        ];
    }

    private static IEnumerable<ModelWarning> Steps(IEnumerable<(string Key, Points From)> steps, string path, JsonElement list, string score, Points most) =>
        steps.Where(step => step.From > most).Select(step => new ModelWarning(PathOf(path, list, step.Key), $"Nobody reaches this tier from {step.From}: {score} comes to {most} at most."));

    private static IEnumerable<ModelWarning> Thresholds(PqlRule rule, string path, string who, Points total, Points fit, Points behavior)
    {
        (string Name, Points Threshold, Points Most)[] scores = [("total", rule.Total, total), ("fit", rule.Fit, fit), ("behavior", rule.Behavior, behavior)];
        return scores.Where(score => score.Threshold > score.Most)
            .Select(score => new ModelWarning($"{path}.{score.Name}", $"This can never be reached: {who} has at most {score.Most} of the {score.Threshold} points of {score.Name}, and so is never a PQL."));
    }

    /// <summary>Where the document names the step: its own order need not be by where steps begin.</summary>
    private static string PathOf(string path, JsonElement list, string key) =>
        $"{path}[{list.EnumerateArray().ToList().FindIndex(item => item.GetProperty("key").ValueEquals(key))}]";
}
