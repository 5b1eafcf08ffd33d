using LeadScoring.Benchmarks.EndToEnd;

namespace LeadScoring.Benchmarks.Rules;

/// <summary>What the command line may choose.</summary>
internal sealed record RulesOptions : Timing
{
    public const string Usage =
        """
        Usage: rules [--rounds 5] [--seconds 2] [--warm-up 5] [--patience 0]

          --rounds    interleaved rounds per contender; the median counts
          --seconds   length of a round
          --warm-up   seconds that each contender runs before the first round
          --patience  seconds that a round waits at the most for others to leave the machine alone
        """;

    /// <exception cref="FormatException">The message names the option and what it takes.</exception>
    public static RulesOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new RulesOptions { Round = TimeSpan.FromSeconds(2) };
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw new FormatException($"{arguments[i]} needs a value.");
            options = arguments[i] switch
            {
                "--rounds" => options with { Rounds = Number(arguments[i], value, least: 1) },
                "--seconds" => options with { Round = TimeSpan.FromSeconds(Number(arguments[i], value, least: 1)) },
                "--warm-up" => options with { WarmUp = TimeSpan.FromSeconds(Number(arguments[i], value, least: 1)) },
                "--patience" => options with { Patience = TimeSpan.FromSeconds(Number(arguments[i], value, least: 0)) },
                var unknown => throw new FormatException($"{unknown} is no option of rules."),
            };
        }

        return options;
    }
}
