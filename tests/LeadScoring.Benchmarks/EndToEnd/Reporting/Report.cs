namespace LeadScoring.Benchmarks.EndToEnd.Reporting;

/// <summary>Everything that came out, as Markdown.</summary>
internal static class Report
{
    public static string Of(IReadOnlyList<Outcome> outcomes)
    {
        Round[] rounds = [.. outcomes.SelectMany(outcome => outcome.Rounds)];
        return string.Join('\n',
            GoalsOf(outcomes.SelectMany(outcome => outcome.Goals)),
            "Medians of the rounds; CPU in µs per event:",
            "",
            ContendersOf(rounds),
            $"Each round; in those with a * others used more than {Round.ForeignLimit} cores:",
            "",
            RoundsOf(rounds));
    }

    public static string GoalsOf(IEnumerable<Goal> goals) => Table.Of(
        ["what", "measured", "reach", ""],
        goals.Select(goal => (string[])[goal.What, goal.Measured is { } measured ? $"{measured:0.00}" : "no quiet round", goal.Reach, goal.IsReached ? "reached" : "missed"]));

    private static string ContendersOf(IReadOnlyList<Round> rounds) => Table.Of(
        ["contender", "events/s", "p50 ms", "p99 ms", "service CPU", "PostgreSQL CPU", "generator CPU", "log bytes an event", "score rows written per 100 events", "quiet rounds"],
        rounds.Select(round => round.Contender).Distinct(StringComparer.Ordinal).Select(name => Summary(name, [.. rounds.Of(name)])));

    private static string[] Summary(string contender, Round[] rounds) =>
    [
        contender,
        $"{rounds.Median(round => round.EventsPerSecond):N0}",
        $"{rounds.Median(round => round.Milliseconds(50)):0.0}",
        $"{rounds.Median(round => round.Milliseconds(99)):0.0}",
        $"{rounds.Median(round => round.ServiceCpuPerEvent):0.0}",
        $"{rounds.Median(round => round.PostgresCpuPerEvent):0.0}",
        $"{rounds.Median(round => round.GeneratorCpuPerEvent):0.0}",
        $"{rounds.Median(round => round.LogBytes / (double)round.Events):N0}",
        $"{rounds.Median(round => 100.0 * round.ScoresWritten / round.Events):0.0}",
        $"{rounds.Count(round => round.IsQuiet)} of {rounds.Length}",
    ];

    private static string RoundsOf(IEnumerable<Round> rounds) => Table.Of(
        ["round", "contender", "events/s", "p99 ms", "service CPU", "PostgreSQL CPU", "others, cores"],
        rounds.Select(round => (string[])
        [
            $"{round.Number}",
            round.Contender,
            $"{round.EventsPerSecond:N0}",
            $"{round.Milliseconds(99):0.0}",
            $"{round.ServiceCpuPerEvent:0.0}",
            $"{round.PostgresCpuPerEvent:0.0}",
            $"{round.ForeignCores:0.00}{(round.IsQuiet ? "" : " *")}",
        ]));
}
