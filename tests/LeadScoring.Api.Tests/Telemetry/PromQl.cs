using System.Text.RegularExpressions;

namespace LeadScoring.Api.Tests.Telemetry;

/// <summary>What an expression of PromQL names, as far as the sample rules and the dashboard go.</summary>
internal static partial class PromQl
{
    private static readonly HashSet<string> Words = new(
        ["and", "or", "unless", "by", "without", "ignoring", "on", "offset", "sum", "min", "max", "rate", "increase", "histogram_quantile", "label_values"], StringComparer.Ordinal);

    /// <summary>Each metric of an expression with the labels that it is selected by.</summary>
    public static IEnumerable<(string Metric, IReadOnlyList<string> Labels)> MetricsIn(string expression)
    {
        var text = Durations().Replace(Texts().Replace(expression, "\"\""), "");
        return Names().Matches(Groupings().Replace(text, ""))
            .Where(name => !Words.Contains(name.Groups["name"].Value))
            .Select(name => (name.Groups["name"].Value, (IReadOnlyList<string>)[.. Labels().Matches(name.Groups["selection"].Value).Select(label => label.Value)]));
    }

    /// <summary>The labels that an expression groups or matches by.</summary>
    public static IEnumerable<string> GroupingLabelsIn(string expression) =>
        Groupings().Matches(expression).SelectMany(grouping => grouping.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Texts();

    [GeneratedRegex(@"\[[^\]]*\]|\boffset \w+|(?<![\w])[0-9.]+(e[0-9]+)?\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Durations();

    [GeneratedRegex(@"\b(by|ignoring|on)\s*\((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Groupings();

    [GeneratedRegex(@"(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<selection>[^}]*)\})?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();

    [GeneratedRegex(@"[a-z_]+(?=(=|!=|=~))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Labels();
}
