using System.Globalization;

namespace LeadScoring.Benchmarks.EndToEnd;

/// <summary>How contenders take turns.</summary>
internal record Timing
{
    public int Rounds { get; init; } = 5;

    public TimeSpan Round { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The service compiles its hot paths again while it runs: shorter, and the compiler is measured.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan Patience { get; init; }

    /// <exception cref="FormatException">The message names the option and what it takes.</exception>
    protected static int Number(string option, string value, int least) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new FormatException($"{option} takes a whole number from {least}, not '{value}'.");

    /// <exception cref="FormatException">The message names the groups there are.</exception>
    protected static string[] KnownGroups(string[] groups, string[] known) =>
        groups.FirstOrDefault(group => !known.Contains(group, StringComparer.Ordinal)) is { } unknown
            ? throw new FormatException($"--only takes {string.Join(", ", known)}, not '{unknown}'.")
            : groups;
}
