using System.Globalization;

namespace LeadScoring.Domain.Leads;

/// <summary>Reads a number of employees as it is really sent: 120, "120", "1,200", "51-200", "10,000+".</summary>
public static class CompanySize
{
    /// <summary>
    /// The number of employees. An interval counts by its middle, cut to a whole number ("51-200" is 125); an open end by its
    /// start ("10,000+" is 10,000).
    /// </summary>
    /// <returns>The number, or null when the text is no size.</returns>
    public static double? Parse(string text)
    {
        var plain = text.Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal)
            .Replace('–', '-').TrimEnd('+').ToUpperInvariant().Replace("EMPLOYEES", "", StringComparison.Ordinal);
        var ends = plain.TrimEnd('+').Split('-');
        return ends switch
        {
            [var one] => Whole(one),
            [var from, var to] when Whole(from) is { } low && Whole(to) is { } high && low <= high => Math.Floor((low + high) / 2),
            _ => null,
        };
    }

    private static double? Whole(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= PropertyValue.GreatestNumber ? number : null;
}
