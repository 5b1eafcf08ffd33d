namespace LeadScoring.Benchmarks.EndToEnd;

/// <summary>What the command line may choose.</summary>
internal sealed record IngestOptions : Timing
{
    public const string Usage =
        """
        Usage: ingest [--rounds 5] [--seconds 4] [--warm-up 5] [--patience 0] [--only batches,single,backtest,stored,observed] [--stored 10000000] [--accounts 0]

          --rounds    interleaved rounds per contender; the median counts
          --seconds   length of a round
          --warm-up   seconds that each contender runs before the first round
          --patience  seconds that a round waits at the most for others to leave the machine alone
          --only      some of the groups
          --stored    events in the large table of the group "stored"
          --accounts  companies that the leads are spread over; 0 leaves the leads without
        """;

    public static readonly string[] Groups = ["batches", "single", "backtest", "stored", "observed"];

    public IReadOnlyList<string> Only { get; init; } = Groups;

    public int Stored { get; init; } = 10_000_000;

    public int Accounts { get; init; }

    /// <exception cref="FormatException">The message names the option and what it takes.</exception>
    public static IngestOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new IngestOptions();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw new FormatException($"{arguments[i]} needs a value.");
            options = arguments[i] switch
            {
                "--rounds" => options with { Rounds = Number(arguments[i], value, least: 1) },
                "--seconds" => options with { Round = TimeSpan.FromSeconds(Number(arguments[i], value, least: 1)) },
                "--warm-up" => options with { WarmUp = TimeSpan.FromSeconds(Number(arguments[i], value, least: 1)) },
                "--patience" => options with { Patience = TimeSpan.FromSeconds(Number(arguments[i], value, least: 0)) },
                "--only" => options with { Only = KnownGroups(value.Split(','), Groups) },
                "--stored" => options with { Stored = Number(arguments[i], value, least: 1) },
                "--accounts" => options with { Accounts = Number(arguments[i], value, least: 0) },
                var unknown => throw new FormatException($"{unknown} is no option of ingest."),
            };
        }

        return options;
    }
}
