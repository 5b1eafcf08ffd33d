using System.Globalization;
using System.Text;

namespace LeadScoring.Api.Telemetry.Prometheus;

/// <summary>Names, numbers and texts as Prometheus has them; names as OpenTelemetry's own exporters make them.</summary>
internal static class PrometheusNames
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["By"] = "bytes",
        ["1"] = "ratio",
    };

    /// <summary>The name of an instrument with its unit: <c>leadscoring.rescoring.lag</c> in <c>s</c> is <c>leadscoring_rescoring_lag_seconds</c>.</summary>
    /// <param name="name">The instrument's name.</param>
    /// <param name="unit">Its unit; one in braces only says what is counted.</param>
    /// <param name="isCounter">Whether it only grows.</param>
    public static string OfMetric(string name, string? unit, bool isCounter)
    {
        var (text, suffix) = (Plain(name), unit is null || (isCounter && unit == "1") ? "" : Units.GetValueOrDefault(unit, ""));
        if (suffix.Length > 0 && !text.EndsWith("_" + suffix, StringComparison.Ordinal))
        {
            text += "_" + suffix;
        }

        return isCounter && !text.EndsWith("_total", StringComparison.Ordinal) ? text + "_total" : text;
    }

    /// <summary>Labels as they are written, sorted by name: <c>a="1",b="2"</c>.</summary>
    public static string OfLabels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        SortedDictionary<string, string> labels = new(StringComparer.Ordinal);
        foreach (var (name, value) in tags)
        {
            labels[Plain(name)] = Escape(Text(value)).Replace("\"", "\\\"", StringComparison.Ordinal);
        }

        return string.Join(',', labels.Select(label => $"{label.Key}=\"{label.Value}\""));
    }

    /// <summary>A description in one line.</summary>
    public static string Escape(string text) => text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Text(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Letters, digits and single underscores, not beginning with a digit.</summary>
    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            var next = char.IsAsciiLetterOrDigit(character) ? character : '_';
            if (plain.Length == 0 && char.IsAsciiDigit(next))
            {
                plain.Append('_');
            }

            if (next != '_' || plain.Length == 0 || plain[^1] != '_')
            {
                plain.Append(next);
            }
        }

        return plain.ToString();
    }
}
