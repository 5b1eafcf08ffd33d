using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace LeadScoring.Api.Webhooks.Endpoints;

/// <summary>Durations as ISO 8601 writes them, such as <c>PT4H</c>, <c>P1D</c> or <c>P1DT12H</c>. Months and years, which have no fixed length, are not taken.</summary>
internal static partial class IsoDuration
{
    /// <summary>Reads a duration; null when it is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (Pattern().Match(text) is not { Success: true } match || !match.Groups.Values.Skip(1).Any(group => group.Success))
        {
            return null;
        }

        return new TimeSpan(Of("days") + (7 * Of("weeks")), Of("hours"), Of("minutes"), Of("seconds"));

        int Of(string unit) => match.Groups[unit] is { Success: true, ValueSpan: var number } ? int.Parse(number, CultureInfo.InvariantCulture) : 0;
    }

    public static string Write(TimeSpan duration) => XmlConvert.ToString(duration);

    [GeneratedRegex(@"\AP(?:(?<weeks>[0-9]{1,5})W|(?:(?<days>[0-9]{1,5})D)?(?:T(?=[0-9])(?:(?<hours>[0-9]{1,6})H)?(?:(?<minutes>[0-9]{1,6})M)?(?:(?<seconds>[0-9]{1,6})S)?)?)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
