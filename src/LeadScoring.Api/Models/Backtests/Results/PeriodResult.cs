namespace LeadScoring.Api.Models.Backtests.Results;

/// <summary>What a period of the log comes to under two models.</summary>
/// <param name="Leads">How many leads existed by the end of the period.</param>
/// <param name="Skipped">How many more could not be read, and count nowhere.</param>
/// <param name="Before">Under the model that it is compared with.</param>
/// <param name="After">Under the model that is tried.</param>
/// <param name="Flips">How many leads are PQLs under one model at times at which they are none under the other.</param>
public sealed record PeriodResult(long Leads, long Skipped, ModelResult Before, ModelResult After, FlipCounts Flips);

/// <summary>What a period comes to under one model.</summary>
/// <param name="Model">The model's key.</param>
/// <param name="Version">Its version; null: a draft.</param>
/// <param name="Totals">How the totals at the end of the period are spread, in steps of 10 points.</param>
/// <param name="Bands">How many leads are in which band at the end of the period, the lowest band first.</param>
/// <param name="PqlsInPeriod">Leads that were PQLs at some time within the period.</param>
/// <param name="PqlsAtEnd">Leads that are PQLs at its end.</param>
/// <param name="PqlDays">For how long leads were PQLs within the period, all together, in days.</param>
/// <param name="Conversion">Who became a customer; null when no model names the signal that says so.</param>
public sealed record ModelResult(
    string Model, int? Version, IReadOnlyList<TotalStep> Totals, IReadOnlyList<BandCount> Bands, PqlShare PqlsInPeriod, PqlShare PqlsAtEnd, decimal PqlDays, ConversionResult? Conversion);

/// <summary>Leads whose totals are within a step.</summary>
/// <param name="From">The least total, included.</param>
/// <param name="To">The greatest, excluded; that of the last step is included.</param>
/// <param name="Leads">How many.</param>
public sealed record TotalStep(int From, int To, long Leads);

/// <summary>Leads in a band.</summary>
/// <param name="Band">Its key.</param>
/// <param name="Leads">How many.</param>
/// <param name="Percent">Of all leads; null when there are none.</param>
public sealed record BandCount(string Band, long Leads, decimal? Percent);

/// <summary>How many leads flip which way.</summary>
/// <param name="BecomesPql">PQLs under the model that is tried alone.</param>
/// <param name="StopsBeingPql">PQLs under the model that it is compared with alone.</param>
/// <param name="AtOtherTimes">PQLs under both, but not always at the same time.</param>
public sealed record FlipCounts(long BecomesPql, long StopsBeingPql, long AtOtherTimes);

/// <summary>Which of the leads that were no customers when the period began became customers within it.</summary>
/// <param name="Leads">How many leads could become customers.</param>
/// <param name="Converted">How many did.</param>
/// <param name="CustomersBefore">How many were customers when the period began; they count nowhere else here.</param>
/// <param name="Bands">By the highest band that a lead reached within the period, before it became a customer.</param>
/// <param name="Pqls">Of those that were PQLs at some time within the period, before they became customers.</param>
/// <param name="Others">Of all others.</param>
/// <param name="Lift">The conversion of PQLs divided by that of others; null when either group is empty or no other converted.</param>
public sealed record ConversionResult(long Leads, long Converted, long CustomersBefore, IReadOnlyList<BandConversion> Bands, ConversionRate Pqls, ConversionRate Others, decimal? Lift);

/// <summary>How many of a group became customers.</summary>
/// <param name="Leads">How many leads are in it.</param>
/// <param name="Converted">How many of them became customers.</param>
/// <param name="Percent">The same in percent; null when the group is empty.</param>
public sealed record ConversionRate(long Leads, long Converted, decimal? Percent)
{
    internal static ConversionRate Of(long leads, long converted) => new(leads, converted, Percentage.Of(converted, leads));
}

/// <summary>The conversion of a band.</summary>
/// <param name="Band">Its key.</param>
/// <param name="Leads">How many leads had it as their highest.</param>
/// <param name="Converted">How many of them became customers.</param>
/// <param name="Percent">The same in percent; null when there are none.</param>
/// <param name="ConvertedFrom">How many leads, whatever their highest band was, were in this one just before they became customers.</param>
public sealed record BandConversion(string Band, long Leads, long Converted, decimal? Percent, long ConvertedFrom);
