using LeadScoring.Benchmarks.EndToEnd;

namespace LeadScoring.Benchmarks.Reads;

/// <summary>What the command line may choose.</summary>
internal sealed record ReadsOptions : Timing
{
    public const string Usage =
        """
        Usage: reads [--leads 1000000] [--rounds 5] [--seconds 3] [--warm-up 5] [--patience 0] [--only score,list,rescore,start]

          --leads     leads in the database
          --rounds    interleaved rounds per contender; the median counts
          --seconds   length of a round
          --warm-up   seconds that each contender runs before the first round
          --patience  seconds that a round waits at the most for others to leave the machine alone
          --only      some of the groups
        """;

    public static readonly string[] Groups = ["score", "list", "rescore", "start"];

    public IReadOnlyList<string> Only { get; init; } = Groups;

    public int Leads { get; init; } = 1_000_000;

    /// <exception cref="FormatException">The message names the option and what it takes.</exception>
    public static ReadsOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ReadsOptions { Round = TimeSpan.FromSeconds(3) };
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw new FormatException($"{arguments[i]} needs a value.");
            options = arguments[i] switch
            {
                "--leads" => options with { Leads = Number(arguments[i], value, least: 1_000) },
                "--rounds" => options with { Rounds = Number(arguments[i], value, least: 1) },
                "--seconds" => options with { Round = TimeSpan.FromSeconds(Number(arguments[i], value, least: 1)) },
                "--warm-up" => options with { WarmUp = TimeSpan.FromSeconds(Number(arguments[i], value, least: 1)) },
                "--patience" => options with { Patience = TimeSpan.FromSeconds(Number(arguments[i], value, least: 0)) },
                "--only" => options with { Only = KnownGroups(value.Split(','), Groups) },
                var unknown => throw new FormatException($"{unknown} is no option of reads."),
            };
        }

        return options;
    }
}
