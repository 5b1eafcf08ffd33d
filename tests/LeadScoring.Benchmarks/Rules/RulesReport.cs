using LeadScoring.Benchmarks.EndToEnd;
using LeadScoring.Benchmarks.EndToEnd.Reporting;

namespace LeadScoring.Benchmarks.Rules;

/// <summary>What came of the turns, as Markdown.</summary>
internal static class RulesReport
{
    public static string Of(IReadOnlyList<Turn> turns) => string.Join('\n',
        Report.GoalsOf(GoalsOf(turns)),
        "Medians of the rounds, per evaluation of one lead:",
        "",
        Table.Of(
            ["contender", "µs", "processor µs", "bytes allocated", "quiet rounds"],
            turns.Select(turn => turn.Contender).Distinct(StringComparer.Ordinal).Select(name => Summary(name, [.. Of(turns, name)]))),
        $"Each round; in those with a * others used more than {Round.ForeignLimit} cores:",
        "",
        Table.Of(["round", "contender", "µs", "processor µs", "others, cores"], turns.Select(turn => (string[])
        [
            $"{turn.Number}",
            turn.Contender,
            $"{turn.Microseconds:0.00}",
            $"{turn.CpuMicroseconds:0.00}",
            $"{turn.ForeignCores:0.00}{(turn.ForeignCores > Round.ForeignLimit ? " *" : "")}",
        ])));

    private static IEnumerable<Goal> GoalsOf(IReadOnlyList<Turn> turns)
    {
        foreach (var ours in (string[])[RulesBenchmark.HundredScored, RulesBenchmark.HundredEvaluated])
        {
            yield return Goal.AtLeast(75, $"{ours}: times as fast as json-rules-engine", Ratio(turns, "json-rules-engine", ours));
            yield return Goal.AtLeast(25, $"{ours}: times as fast as zen-engine, the fastest way", Ratio(turns, "zen-engine", ours));
        }

        yield return Goal.AtMost(1, $"{RulesBenchmark.TwentyScored}: µs", Median(turns, RulesBenchmark.TwentyScored, turn => turn.Microseconds));
        yield return Goal.AtMost(0, $"{RulesBenchmark.TwentyScored}: bytes allocated", Median(turns, RulesBenchmark.TwentyScored, turn => turn.Bytes!.Value));
        yield return Goal.AtMost(3, $"{RulesBenchmark.TwentyEvaluated}: µs", Median(turns, RulesBenchmark.TwentyEvaluated, turn => turn.Microseconds));
    }

    private static string[] Summary(string contender, Turn[] turns) =>
    [
        contender,
        $"{Medians.Median(turns.Select(turn => turn.Microseconds)):0.00}",
        $"{Medians.Median(turns.Select(turn => turn.CpuMicroseconds)):0.00}",
        turns[0].Bytes is null ? "" : $"{Medians.Median(turns.Select(turn => turn.Bytes!.Value)):N0}",
        $"{turns.Count(turn => turn.ForeignCores <= Round.ForeignLimit)} of {turns.Length}",
    ];

    /// <summary>The median of the ratios within each round: both sides had the same neighbours. Of an engine's several ways the fastest of the round counts.</summary>
    private static double? Ratio(IReadOnlyList<Turn> turns, string engine, string ours) => Medians.Median(Of(turns, ours).Select(turn =>
        turns.Where(each => each.Number == turn.Number && each.Contender.StartsWith(engine, StringComparison.Ordinal)).Min(each => each.Microseconds) / turn.Microseconds));

    private static double? Median(IReadOnlyList<Turn> turns, string contender, Func<Turn, double> figure) => Medians.Median(Of(turns, contender).Select(figure));

    private static IEnumerable<Turn> Of(IEnumerable<Turn> turns, string contender) => turns.Where(turn => turn.Contender == contender);
}
