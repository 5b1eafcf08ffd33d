namespace LeadScoring.Api.Models.Backtests.Results;

/// <summary>How many leads are product-qualified, and whether that is a healthy share.</summary>
/// <param name="Leads">How many are.</param>
/// <param name="Percent">Of all leads; null when there are none.</param>
/// <param name="Health"><c>green</c>: 5 to 15 %. <c>amber</c>: 3 to 5 %, or 15 to 25 %. <c>red</c>: below 3 % or above 25 %. Null when there are no leads.</param>
public sealed record PqlShare(long Leads, decimal? Percent, string? Health)
{
    internal const string Green = "green";
    internal const string Amber = "amber";
    internal const string Red = "red";

    internal static PqlShare Of(long leads, long all) => new(leads, Percentage.Of(leads, all), all == 0 ? null : HealthOf(leads, all));

    /// <summary>Compared without rounding: 15.004 % is above 15 %.</summary>
    private static string HealthOf(long leads, long all) =>
        100 * leads < 3 * all || 100 * leads > 25 * all ? Red
        : 100 * leads < 5 * all || 100 * leads > 15 * all ? Amber
        : Green;
}

/// <summary>Shares of leads.</summary>
internal static class Percentage
{
    /// <summary>In percent, to two decimals; null when there is nothing to be a part of.</summary>
    public static decimal? Of(long part, long whole) => whole == 0 ? null : decimal.Round(100m * part / whole, 2);
}
