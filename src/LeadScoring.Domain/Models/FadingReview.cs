using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>Reviews how behavior fades.</summary>
internal static class FadingReview
{
    private const string Period = "$.behavior.decay.periodDays";

    public static IEnumerable<ModelWarning> Of(ScoringModel model)
    {
        if (model.Decay is not { } decay)
        {
            yield return new("$.behavior", "There is no decay: what somebody did 3 years ago counts as much as what was done today.");
            yield break;
        }

        if (decay.Floor >= model.Pql.Behavior && decay.Floor > Points.Zero)
        {
            yield return new("$.behavior.decay.floor", $"Decay stops at {decay.Floor}, which is not below the {model.Pql.Behavior} of a PQL: nobody stops being one by going quiet.");
        }

        if (model.SalesCycleDays is { } cycle && (decay.Kind == DecayKind.HalfLife ? HalfLife(decay, cycle) : Periods(decay, cycle)) is { } message)
        {
            yield return new(Period, message);
        }
    }

    private static string? HalfLife(DecayRule decay, int cycle) => 4 * decay.PeriodDays < cycle
        ? $"A half-life of {decay.PeriodDays} days is shorter than a quarter of the sales cycle of {cycle} days: leads fade before they can buy; half a cycle is usual."
        : null;

    /// <summary>Short cycles forget fast, long ones slowly.</summary>
    private static string? Periods(DecayRule decay, int cycle)
    {
        var (from, to) = cycle switch
        {
            < 30 => (14, 14),
            <= 90 => (30, 30),
            _ => (60, 90),
        };
        return decay.PeriodDays >= from && decay.PeriodDays <= to ? null
            : $"A period of {decay.PeriodDays} days does not fit a sales cycle of {cycle} days: {(from == to ? $"{from}" : $"{from} to {to}")} are usual.";
    }
}
