using System.Globalization;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>The latest burst of key actions, if its bonus is in force.</summary>
/// <param name="First">When the burst began.</param>
/// <param name="Last">When it ended: the bonus is dated by its last event.</param>
/// <param name="Patterns">Which key actions took part, as bits; kept only for a bonus that is a share.</param>
/// <param name="Until">From which instant (inclusive) the bonus has lapsed; never when none is in force.</param>
internal readonly record struct Velocity(long First, long Last, ulong Patterns, long Until)
{
    private static readonly Velocity None = new(0, BurstState.None, 0, Instant.Never);

    public bool IsInForce => Last != BurstState.None;

    public static Velocity InForce(VelocityRule? rule, Situation situation)
    {
        if (rule is null || situation[rule.Slot]?.Burst is not { Last: not BurstState.None } burst)
        {
            return None;
        }

        var until = burst.Last + (rule.LapseDays * Instant.Day);
        return situation.Now < until ? new Velocity(burst.First, burst.Last, burst.Patterns, until) : None;
    }

    /// <summary>The bonus: flat, or the share of the points that the criteria in the burst are worth; a share of penalties is none.</summary>
    public static Points Bonus(VelocityRule? rule, Velocity burst, Points inBurst) =>
        rule is null || !burst.IsInForce ? Points.Zero
        : rule.Share is { } share ? Points.Max(Points.Zero, inBurst).Times(share)
        : rule.Points!.Value;

    public static string Label(VelocityRule rule) => string.Create(CultureInfo.InvariantCulture, $"{rule.Actions} or more key actions within {rule.Hours} hours");

    public static Contribution Receipt(VelocityRule rule, Velocity burst, Points bonus) => new(
        Contribution.Velocity,
        Label(rule),
        bonus,
        Contribution.AdjustmentLayer,
        new Evidence(rule.Actions, Instant.ToTime(burst.First), Instant.ToTime(burst.Last), rule.Actions.ToString(CultureInfo.InvariantCulture)));
}
