using LeadScoring.Benchmarks.EndToEnd.Load;

namespace LeadScoring.Benchmarks.EndToEnd.Reporting;

/// <summary>What a group came to.</summary>
internal sealed record Outcome(IReadOnlyList<Round> Rounds, IReadOnlyList<Goal> Goals);

/// <summary>A number to reach.</summary>
/// <param name="What">What is measured, against what.</param>
/// <param name="Measured">What came out; null when no round was fit for it.</param>
/// <param name="Reach">What is to be reached, in words.</param>
/// <param name="IsReached">Whether it is.</param>
internal sealed record Goal(string What, double? Measured, string Reach, bool IsReached)
{
    public static Goal AtLeast(double reach, string what, double? measured) => new(what, measured, $">= {reach:0.##}", measured >= reach);

    public static Goal AtMost(double reach, string what, double? measured) => new(what, measured, $"<= {reach:0.##}", measured <= reach);
}

/// <summary>Figures over several rounds.</summary>
internal static class Medians
{
    /// <summary>The median of the ratios within each round: both sides had the same neighbours.</summary>
    public static double? Ratio(this IReadOnlyList<Round> rounds, Contender contender, Contender against, Func<Round, double> figure) =>
        Median(rounds.Of(contender.Name).Zip(rounds.Of(against.Name), (ours, theirs) => figure(ours) / figure(theirs)));

    public static double? MedianOfQuiet(this IReadOnlyList<Round> rounds, Contender contender, Func<Round, double> figure) =>
        Median(rounds.Of(contender.Name).Where(round => round.IsQuiet).Select(figure));

    public static double? Median(this IEnumerable<Round> rounds, Func<Round, double> figure) => Median(rounds.Select(figure));

    public static IEnumerable<Round> Of(this IEnumerable<Round> rounds, string contender) => rounds.Where(round => round.Contender == contender);

    /// <returns>The mean of the middle two, where their number is even; null when there are none.</returns>
    public static double? Median(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return sorted.Length == 0 ? null : (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
