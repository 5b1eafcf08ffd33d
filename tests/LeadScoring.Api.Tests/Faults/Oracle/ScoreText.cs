using System.Globalization;
using System.Text;
using LeadScoring.Api.Leads;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Tests.Faults.Oracle;

/// <summary>A score as text, so that an answer of the service and one of the oracle can be compared and a difference read.</summary>
internal static class ScoreText
{
    public static string Of(LeadScoreResponse score)
    {
        var text = new StringBuilder();
        Line(text, $"{score.LeadId} with {score.Identities} identities: total {score.Total}, {score.TotalPercent} %, {score.Band}");
        Line(text, $"fit {score.Fit.Score} of {score.Fit.Raw}, {score.Fit.Tier}, {score.Fit.Coverage} known, unknown {string.Join(' ', score.Fit.Missing)}");
        Line(text, $"behavior {score.Behavior.Score} of {score.Behavior.Raw}, velocity {score.Behavior.Velocity}, decay {score.Behavior.Decay}, {score.Behavior.Tier}");
        Line(text, $"qualified {score.Pql.Qualified}, lacks {score.Pql.Missing.Total} {score.Pql.Missing.Fit} {score.Pql.Missing.Behavior}, blocked by {string.Join(' ', score.Pql.BlockedBy)}");
        foreach (var line in score.Fit.Contributions.Concat(score.Behavior.Contributions))
            Line(text, $"{line.Layer} {line.Criterion} {line.Points}: {line.Evidence.Count} from {line.Evidence.FirstAt?.UtcDateTime:O} to {line.Evidence.LastAt?.UtcDateTime:O}");
        foreach (var spike in score.Spikes)
            Line(text, $"spike {spike.Spike}: {spike.Evidence.Count} from {spike.Evidence.FirstAt?.UtcDateTime:O} to {spike.Evidence.LastAt?.UtcDateTime:O}");
        return text.ToString();
    }

    public static string Of(string leadId, int identities, Evaluation score)
    {
        var (text, numbers) = (new StringBuilder(), score.Numbers);
        Line(text, $"{leadId} with {identities} identities: total {numbers.Total}, {numbers.TotalPercent} %, {score.Band}");
        Line(text, $"fit {numbers.Fit} of {numbers.FitRaw}, {score.FitTier}, {score.FitCoverage} known, unknown {string.Join(' ', score.FitMissing)}");
        Line(text, $"behavior {numbers.Behavior} of {numbers.BehaviorRaw}, velocity {numbers.Velocity}, decay {numbers.Decay}, {score.BehaviorTier}");
        Line(text, $"qualified {numbers.IsPql}, lacks {score.Missing.Total} {score.Missing.Fit} {score.Missing.Behavior}, blocked by {string.Join(' ', score.BlockedBy)}");
        foreach (var line in score.Contributions.OrderBy(line => line.Layer != Contribution.FitLayer))
            Line(text, $"{line.Layer} {line.Criterion} {line.Points}: {line.Evidence.Count} from {line.Evidence.FirstAt?.UtcDateTime:O} to {line.Evidence.LastAt?.UtcDateTime:O}");
        foreach (var spike in score.Spikes)
            Line(text, $"spike {spike.Key}: {spike.Evidence.Count} from {spike.Evidence.FirstAt?.UtcDateTime:O} to {spike.Evidence.LastAt?.UtcDateTime:O}");
        return text.ToString();
    }

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
