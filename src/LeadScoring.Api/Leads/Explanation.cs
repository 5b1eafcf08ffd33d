using System.Globalization;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Leads;

/// <summary>How many of a score's contributions are shown.</summary>
internal static class Explanation
{
    public const string None = "none";
    public const string Top = "top";
    public const string Full = "full";

    private const int MostOnTop = 3;

    /// <summary>The lines to be shown, in the engine's order. Of equal sizes the earlier lines are on top.</summary>
    public static IReadOnlyList<Contribution> LinesOf(Evaluation evaluation, string explain) => explain switch
    {
        None => [],
        Top => [.. evaluation.Contributions.Index().OrderByDescending(line => Math.Abs(line.Item.Points.Hundredths)).Take(MostOnTop).OrderBy(line => line.Index).Select(line => line.Item)],
        _ => evaluation.Contributions,
    };

    /// <summary>The same as text, the most points first, such as <c>Onboarding +15; Pricing page +10</c>: a CRM may cut it off.</summary>
    public static string TextOf(Evaluation evaluation, string explain) =>
        string.Join("; ", LinesOf(evaluation, explain).OrderByDescending(line => Math.Abs(line.Points.Hundredths)).Select(line => $"{line.Label} {line.Points.ToDecimal().ToString("+0.##;-0.##;0", CultureInfo.InvariantCulture)}"));
}
