using System.Globalization;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>What decay would take, before the floor holds it back.</summary>
/// <param name="Taken">The points, 0 or more.</param>
/// <param name="NextAt">The instant from which on (inclusive) it may be more; never when it cannot.</param>
/// <param name="ClockAt">The event that the clock counts from; never without one clock for all.</param>
/// <param name="IdleDays">Full days since then.</param>
internal readonly record struct Decay(Points Taken, long NextAt, long ClockAt, long IdleDays)
{
    private static readonly Decay None = new(Points.Zero, Instant.Never, Instant.Never, 0);

    /// <summary>
    /// The decay of everything gained. The clock runs from the last event of the rule's clock signal, else from the start; a lead
    /// that has neither was never there to go quiet, and nothing fades.
    /// </summary>
    /// <param name="rule">The rule; null for none.</param>
    /// <param name="situation">The lead at one moment.</param>
    /// <param name="gained">The points of the criteria and the velocity bonus.</param>
    /// <param name="halved">What a half-life takes from them one by one.</param>
    public static Decay Of(DecayRule? rule, Situation situation, Points gained, Halving halved)
    {
        if (rule is null || gained <= Points.Zero)
        {
            return None;
        }

        if (rule.Kind == DecayKind.HalfLife)
        {
            return new Decay(halved.Taken, halved.NextAt ?? Instant.Never, Instant.Never, 0);
        }

        var clock = situation[rule.Clock]?.Last ?? situation.Start;
        if (clock == Instant.Never)
        {
            return None;
        }

        var since = HeldUntil(rule, clock, situation);
        var idleDays = Math.Max(0, situation.Now - since) / Instant.Day;
        var penalty = Penalty(rule, idleDays, gained, PaceOf(rule, situation));
        return new Decay(penalty, penalty >= gained || (rule.Kind == DecayKind.Step && rule.Points == Points.Zero) ? Instant.Never : since + (NextDay(rule, idleDays) * Instant.Day), clock, idleDays);
    }

    /// <summary>When the clock starts that begins with an event: then, or when the hold after a milestone is over.</summary>
    public static long HeldUntil(DecayRule rule, long clock, Situation situation) =>
        rule.Hold is { } hold && situation[hold.Slot] is { } milestone ? Math.Max(clock, milestone.Last + (hold.Days * Instant.Day)) : clock;

    /// <summary>How many times a period counts.</summary>
    public static double PaceOf(DecayRule rule, Situation situation) =>
        rule.Faster is { } faster && situation[faster.After] is { } after && (faster.Until is not { } slot || situation[slot] is not { } until || after.Last >= until.Last) ? faster.Factor : 1;

    /// <summary>What so many full days without activity take from the points gained, by points or percent per period.</summary>
    public static Points Penalty(DecayRule rule, long idleDays, Points gained, double pace = 1)
    {
        if (idleDays < rule.GraceDays || idleDays == 0)
        {
            return Points.Zero;
        }

        var periods = pace * (rule.Proportional ? (double)idleDays / rule.PeriodDays : idleDays / rule.PeriodDays);
        return rule.Kind == DecayKind.Step
            ? Points.Min(gained, rule.Points.Times(Math.Min(periods, gained.Hundredths)))
            : gained - gained.Times(Math.Pow(1 - (rule.Percent / 100), periods));
    }

    public Evidence Evidence() => ClockAt == Instant.Never
        ? Scoring.Evidence.None
        : new Evidence(LastAt: Instant.ToTimeOrNever(ClockAt), Value: IdleDays.ToString(CultureInfo.InvariantCulture));

    /// <summary>The next full day without activity on which the rule takes more.</summary>
    public static long NextDay(DecayRule rule, long idleDays) =>
        idleDays < rule.GraceDays && (rule.Proportional || rule.GraceDays >= rule.PeriodDays) ? rule.GraceDays
        : rule.Proportional ? idleDays + 1
        : ((idleDays / rule.PeriodDays) + 1) * rule.PeriodDays;
}

/// <summary>What a half-life leaves of some points.</summary>
/// <param name="Left">The points left, 0 or more.</param>
/// <param name="NextAt">The instant from which on (inclusive) it is less; never when nothing is left.</param>
internal readonly record struct Faded(Points Left, long NextAt)
{
    /// <summary>Halves points above zero by the full days since an event.</summary>
    public static Faded Of(DecayRule rule, Points points, long lastAt, Situation situation)
    {
        var since = Decay.HeldUntil(rule, lastAt, situation);
        var days = Math.Max(0, situation.Now - since) / Instant.Day;
        var left = days < rule.GraceDays ? points : points.Times(Math.Pow(0.5, Decay.PaceOf(rule, situation) * days / rule.PeriodDays));
        return new Faded(left, left > Points.Zero ? since + (Decay.NextDay(rule, days) * Instant.Day) : Instant.Never);
    }
}

/// <summary>What a half-life takes, added up criterion by criterion; nothing under any other rule.</summary>
internal struct Halving
{
    /// <summary>The points taken so far.</summary>
    public Points Taken { get; private set; }

    /// <summary>The instant from which on (inclusive) more is taken; null when it never is.</summary>
    public long? NextAt { get; private set; }

    public void Add(Points points, Faded left)
    {
        Taken += points - left.Left;
        NextAt = Math.Min(NextAt ?? Instant.Never, left.NextAt);
    }
}
