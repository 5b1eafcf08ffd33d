using System.Globalization;
using System.Text.RegularExpressions;

namespace LeadScoring.Api.Tests.Telemetry;

/// <summary>A line of a scrape.</summary>
/// <param name="Name">With what a histogram adds to its name.</param>
/// <param name="Labels">By name, as they were before they were escaped.</param>
/// <param name="Value">The number.</param>
internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>A metric of a scrape.</summary>
internal sealed record MetricFamily(string Name, string Type, string Help, List<Sample> Samples);

/// <summary>What Prometheus reads, read as strictly as it does: a family stands together, and no series comes twice.</summary>
internal static partial class ScrapedMetrics
{
    public static async Task<IReadOnlyDictionary<string, MetricFamily>> ScrapeAsync(this HttpClient client) => Parse(await client.GetStringAsync(new Uri("/metrics", UriKind.Relative)));

    /// <summary>The value of a series that has just these labels, and maybe others.</summary>
    public static double Value(this IReadOnlyDictionary<string, MetricFamily> metrics, string name, params (string Name, string Value)[] labels) =>
        metrics.Values.SelectMany(family => family.Samples).Where(sample => sample.Name == name && Array.TrueForAll(labels, label => sample.Labels.GetValueOrDefault(label.Name) == label.Value)).Sum(sample => sample.Value);

    public static IReadOnlyDictionary<string, MetricFamily> Parse(string text)
    {
        Dictionary<string, MetricFamily> families = new(StringComparer.Ordinal);
        MetricFamily? current = null;
        var help = "";
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Help().Match(line) is { Success: true } said)
            {
                help = said.Groups["name"].Value + " " + said.Groups["text"].Value;
            }
            else if (Type().Match(line) is { Success: true } type)
            {
                current = new MetricFamily(type.Groups["name"].Value, type.Groups["type"].Value, help[(help.IndexOf(' ', StringComparison.Ordinal) + 1)..], []);
                Assert.StartsWith(current.Name + " ", help, StringComparison.Ordinal);
                Assert.True(families.TryAdd(current.Name, current), $"{current.Name} comes twice.");
            }
            else
            {
                var sample = ReadSample(line);
                Assert.NotNull(current);
                Assert.Contains(sample.Name, NamesOf(current), StringComparer.Ordinal);
                current.Samples.Add(sample);
            }
        }

        Assert.All(families.Values.SelectMany(family => family.Samples).CountBy(sample => $"{sample.Name} {string.Join(',', sample.Labels)}", StringComparer.Ordinal), series => Assert.Equal(1, series.Value));
        return families;
    }

    private static string[] NamesOf(MetricFamily family) => family.Type == "histogram" ? [family.Name + "_bucket", family.Name + "_sum", family.Name + "_count"] : [family.Name];

    private static Sample ReadSample(string line)
    {
        var match = Line().Match(line);
        Assert.True(match.Success, "No sample: " + line);
        var labels = Label().Matches(match.Groups["labels"].Value);
        Assert.Equal(match.Groups["labels"].Value, string.Join(',', labels.Select(label => label.Value)));
        var value = match.Groups["value"].Value.Replace("Inf", "Infinity", StringComparison.Ordinal).TrimStart('+');
        return new Sample(
            match.Groups["name"].Value,
            labels.ToDictionary(label => label.Groups["name"].Value, label => Regex.Unescape(label.Groups["value"].Value), StringComparer.Ordinal),
            double.Parse(value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<text>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Help();

    [GeneratedRegex("^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Type();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.+)\})? (?<value>-?[0-9.]+(E[+-]?[0-9]+)?|NaN|[+-]Inf)$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\[\\"n])*)"(?=,|$)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();
}
