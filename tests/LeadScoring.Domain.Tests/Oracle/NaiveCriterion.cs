using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Oracle;

/// <summary>What one behavior criterion that counts is worth, read off the rules. Scores are hundredths of a point.</summary>
/// <param name="Criterion">The criterion.</param>
/// <param name="Slot">The signal that counts.</param>
/// <param name="Points">Without recency.</param>
/// <param name="Extra">What recency adds.</param>
/// <param name="Faded">What a half-life takes.</param>
internal sealed record NaiveCriterion(BehaviorCriterion Criterion, int Slot, int Points, int Extra, int Faded)
{
    public int Worth => Points + Extra;

    public static NaiveCriterion? Of(ScoringModel model, BehaviorCriterion criterion, NaiveSituation situation)
    {
        var met = criterion.Tiers
            .Select(tier => (tier.Condition.Slot, Points: PointsOf(criterion, tier, situation)))
            .Where(tier => tier.Points != 0 && !IsVoid(criterion, tier.Slot, situation))
            .ToList();
        if (met.Count == 0)
        {
            return null;
        }

        var (slot, points) = met.MaxBy(tier => Math.Abs(tier.Points));
        return new NaiveCriterion(criterion, slot, points, ExtraOf(model.Recency, criterion, situation, slot, points), FadedOf(model, criterion, situation, points, met));
    }

    private static int PointsOf(BehaviorCriterion criterion, BehaviorTier tier, NaiveSituation situation)
    {
        if (criterion.Each is not { } each)
        {
            return situation.IsMet(tier.Condition) ? tier.Points.Hundredths : 0;
        }

        var points = each.Points.Hundredths * situation.Number(tier.Condition);
        return Math.Abs(points) > Math.Abs(each.Most.Hundredths) ? each.Most.Hundredths : points;
    }

    private static bool IsVoid(BehaviorCriterion criterion, int slot, NaiveSituation situation) =>
        criterion.VoidedBy.SelectMany(situation.Log.Of).Any(each => each.At >= situation.LastOf(slot));

    private static int ExtraOf(RecencyRule? rule, BehaviorCriterion criterion, NaiveSituation situation, int slot, int points)
    {
        if (rule is null || points <= 0 || situation.Now - situation.LastOf(slot) >= TimeSpan.FromHours(rule.Hours))
        {
            return 0;
        }

        var multiplied = (int)Math.Round(points * (decimal)rule.Multiplier, MidpointRounding.AwayFromZero);
        var most = (criterion.Most ?? criterion.Each?.Most)?.Hundredths ?? int.MaxValue;
        return Math.Min(multiplied, most) - points;
    }

    /// <summary>Under a half-life a criterion is worth as much as the tier that has faded the least. Penalties stay.</summary>
    private static int FadedOf(ScoringModel model, BehaviorCriterion criterion, NaiveSituation situation, int points, List<(int Slot, int Points)> met) =>
        model.Decay is { Kind: DecayKind.HalfLife } && NaiveDecay.RuleFor(model, criterion) is { } rule && points > 0
            ? points - met.Max(tier => new NaiveDecay(rule, situation).Left(tier.Points, situation.LastOf(tier.Slot)))
            : 0;
}
