using System.Text.Json;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>A flip that was found, to be written.</summary>
/// <param name="LeadId">The lead, as <c>user:ID</c> or <c>anon:ID</c>.</param>
/// <param name="Kind">See <see cref="FlipKind"/>.</param>
/// <param name="Details">When, and why.</param>
internal sealed record FoundFlip(string LeadId, string Kind, FlipDetails Details);

/// <summary>How two models see a lead at the first instant at which one takes it for a PQL and the other does not.</summary>
/// <param name="At">The instant.</param>
/// <param name="Before">The score under the model it is compared with.</param>
/// <param name="After">The score under the model that is tried.</param>
/// <param name="Criteria">The lines of points that differ most, the greatest difference first.</param>
internal sealed record FlipDetails(DateTimeOffset At, TriedNumbers Before, TriedNumbers After, IReadOnlyList<ChangedContribution> Criteria)
{
    /// <summary>Of the lines that differ so many are kept.</summary>
    private const int MostCriteria = 5;

    public static FlipDetails Of(ScoringModel before, ScoringModel after, LeadFacts facts, DateTimeOffset at)
    {
        var (old, tried) = (ScoringEngine.Evaluate(before, facts, at), ScoringEngine.Evaluate(after, facts, at));
        return new FlipDetails(
            at,
            TriedNumbers.Of(old),
            TriedNumbers.Of(tried),
            [.. PointsChange.Between(old.Contributions, tried.Contributions).Take(MostCriteria).Select(ChangedContribution.Of)]);
    }

    public static FlipDetails Read(string json) => JsonSerializer.Deserialize<FlipDetails>(json, JsonSerializerOptions.Web)!;

    public string Write() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}

/// <summary>A lead's numbers under one model at one moment. Points have at most two decimals.</summary>
/// <param name="Fit">0 to 50 points.</param>
/// <param name="Behavior">0 to 100 points.</param>
/// <param name="Total">0 to 150 points.</param>
/// <param name="TotalPercent">The total in percent of 150, rounded down.</param>
/// <param name="Band">The band of the total.</param>
/// <param name="FitTier">The tier of the fit.</param>
/// <param name="BehaviorTier">The tier of the behavior.</param>
/// <param name="Pql">Whether the lead is product-qualified.</param>
/// <param name="BlockedBy">What keeps it from being one whatever its points.</param>
/// <param name="Missing">The points missing to each threshold; 0 where it is reached.</param>
public sealed record TriedNumbers(
    decimal Fit, decimal Behavior, decimal Total, int TotalPercent, string Band, string FitTier, string BehaviorTier, bool Pql, IReadOnlyList<string> BlockedBy, MissingResponse Missing)
{
    internal static TriedNumbers Of(Evaluation evaluation) => new(
        evaluation.Numbers.Fit.ToDecimal(),
        evaluation.Numbers.Behavior.ToDecimal(),
        evaluation.Numbers.Total.ToDecimal(),
        evaluation.Numbers.TotalPercent,
        evaluation.Band,
        evaluation.FitTier,
        evaluation.BehaviorTier,
        evaluation.Numbers.IsPql,
        evaluation.BlockedBy,
        new MissingResponse(evaluation.Missing.Total.ToDecimal(), evaluation.Missing.Fit.ToDecimal(), evaluation.Missing.Behavior.ToDecimal()));
}
