using System.Globalization;

namespace LeadScoring.Api.Http;

/// <summary>
/// Times as the API takes and gives them: RFC 3339 with an offset, such as <c>2026-03-02T09:30:00Z</c>, up to nine decimals of a second.
/// A time without an offset is refused, not guessed.
/// </summary>
internal static class Rfc3339
{
    private const string Seconds = "yyyy-MM-dd'T'HH:mm:ss";

    // Whole microseconds, as they are stored, the rest is cut off: the last instant of all would be stored as infinity.
    private const int MostDecimals = 6;

    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length is < 20 or > 35)
        {
            return false;
        }

        var upper = text.ToUpperInvariant();
        var offset = upper[^1] == 'Z' ? 1 : 6;
        var (clock, zone) = (upper[..^offset], upper[^offset..]);
        if (clock.Length > 19)
        {
            var decimals = clock[20..];
            if (clock[19] != '.' || decimals.Length is 0 or > 9 || !decimals.All(char.IsAsciiDigit))
            {
                return false;
            }

            clock = clock[..Math.Min(clock.Length, 20 + MostDecimals)];
        }

        string[] formats = [Seconds + "K", Seconds + ".FFFFFFFK"];
        return DateTimeOffset.TryParseExact(clock + zone, formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time)
            && (zone == "Z" || zone[0] is '+' or '-');
    }

    /// <summary>UTC with a Z.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Seconds + ".FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
