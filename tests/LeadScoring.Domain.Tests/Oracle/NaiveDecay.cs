using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Oracle;

/// <summary>What decay takes, before the floor. Scores are hundredths of a point.</summary>
internal sealed class NaiveDecay(DecayRule rule, NaiveSituation situation)
{
    /// <summary>The event that the clock of step and percent begins with: the last one of its signal, else the start.</summary>
    public DateTimeOffset? Clock => rule.Kind == DecayKind.HalfLife ? null : situation.LastOrNone(rule.Clock) ?? situation.Start;

    /// <summary>What a criterion fades by; null where its layer does not.</summary>
    public static DecayRule? RuleFor(ScoringModel model, BehaviorCriterion criterion) =>
        model.Decay!.Layers.SingleOrDefault(layer => layer.Layer == criterion.Layer) is { } own ? own.Rule : model.Decay;

    /// <summary>What a pool of points loses.</summary>
    /// <param name="gained">The points of the pool.</param>
    /// <param name="halved">What a half-life takes from them one by one.</param>
    public int Taken(int gained, int halved)
    {
        var taken = rule.Kind switch
        {
            DecayKind.HalfLife => halved,
            _ when Clock is null => 0,
            DecayKind.Step => Rounded(rule.Points.Hundredths * PeriodsSince(Clock.Value)),
            _ => gained - Rounded(gained * Math.Pow(1 - (rule.Percent / 100), PeriodsSince(Clock.Value))),
        };
        return gained <= 0 ? 0 : (int)Math.Min(gained, taken);
    }

    /// <summary>Half-life: what is left of so many points.</summary>
    public int Left(int points, DateTimeOffset last) => (int)Rounded(points * Math.Pow(0.5, PeriodsSince(last)));

    /// <summary>The periods that count, by the full days since the event, or since a hold after a milestone was over.</summary>
    private double PeriodsSince(DateTimeOffset clock)
    {
        var heldUntil = rule.Hold is { } hold ? situation.LastOrNone(hold.Slot)?.AddDays(hold.Days) : null;
        var days = situation.FullDaysSince(heldUntil > clock ? heldUntil.Value : clock);
        var periods = rule.Proportional ? (double)days / rule.PeriodDays : Math.Floor((double)days / rule.PeriodDays);
        return days < rule.GraceDays ? 0 : periods * (IsFaster ? rule.Faster!.Factor : 1);
    }

    /// <summary>While the last event that begins the faster time is at or after the last one that ends it.</summary>
    private bool IsFaster =>
        rule.Faster is { } faster
        && situation.LastOrNone(faster.After) is { } after
        && !((faster.Until is { } slot ? situation.LastOrNone(slot) : null) > after);

    private static long Rounded(double hundredths) => (long)Math.Round(hundredths, MidpointRounding.AwayFromZero);
}
