using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Oracle;

/// <summary>What decay takes, before the floor. Scores are hundredths of a point.</summary>
internal static class NaiveDecay
{
    /// <summary>Step and percent: by the full days since the clock's last event, else since the start.</summary>
    public static int Taken(DecayRule rule, int gained, int idleDays)
    {
        if (gained <= 0 || idleDays < rule.GraceDays)
        {
            return 0;
        }

        var periods = rule.Proportional ? (double)idleDays / rule.PeriodDays : Math.Floor((double)idleDays / rule.PeriodDays);
        return rule.Kind == DecayKind.Step
            ? (int)Math.Min(gained, Rounded(rule.Points.Hundredths * periods))
            : gained - (int)Rounded(gained * Math.Pow(1 - (rule.Percent / 100), periods));
    }

    /// <summary>Half-life: what is left of so many points so many full days after their evidence. Penalties stay.</summary>
    public static int Left(DecayRule? rule, int points, int days) =>
        rule?.Kind != DecayKind.HalfLife || points <= 0 || days < rule.GraceDays ? points : (int)Rounded(points * Math.Pow(0.5, (double)days / rule.PeriodDays));

    private static double Rounded(double hundredths) => Math.Round(hundredths, MidpointRounding.AwayFromZero);
}
