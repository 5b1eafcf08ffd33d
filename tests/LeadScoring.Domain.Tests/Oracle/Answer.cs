using System.Globalization;
using System.Text;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Tests.Oracle;

/// <summary>An evaluation as text, so that two can be compared and a difference read.</summary>
internal static class Answer
{
    /// <summary>What must stay the same until <c>ValidUntil</c>: all but the evidence and the moment itself.</summary>
    public static string Of(Evaluation evaluation)
    {
        var numbers = evaluation.Numbers with { AsOf = default, ValidUntil = null };
        var text = new StringBuilder();
        Line(text, $"{numbers}");
        Line(text, $"{evaluation.FitTier} {evaluation.BehaviorTier} {evaluation.Band} {evaluation.Priority} {evaluation.Action} coverage {evaluation.FitCoverage} missing {string.Join(',', evaluation.FitMissing)}");
        Line(text, $"blocked by {string.Join(',', evaluation.BlockedBy)} lacking {evaluation.Missing}");
        foreach (var line in evaluation.Contributions)
        {
            Line(text, $"{line.Layer} {line.Criterion} {line.Points}");
        }

        Line(text, $"spikes {string.Join(',', evaluation.Spikes.Select(spike => spike.Key))}");
        return text.ToString();
    }

    /// <summary>The answer with the moment and the evidence; what was measured is left to examples.</summary>
    public static string WithEvidence(Evaluation evaluation)
    {
        var text = new StringBuilder(Of(evaluation));
        Line(text, $"as of {evaluation.Numbers.AsOf.UtcDateTime:O}");
        foreach (var (key, evidence) in evaluation.Contributions.Select(line => (line.Criterion, line.Evidence)).Concat(evaluation.Spikes.Select(spike => (spike.Key, spike.Evidence))))
        {
            Line(text, $"{key}: {evidence.Count} from {evidence.FirstAt?.UtcDateTime:O} to {evidence.LastAt?.UtcDateTime:O}");
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
