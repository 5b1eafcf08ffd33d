using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>The ceiling of those who have been on the free tier for long.</summary>
internal static class FreeTier
{
    /// <summary>Whether the ceiling holds.</summary>
    public static bool Holds(FreeTierRule rule, Situation situation)
    {
        var validUntil = Instant.Never;
        return Holds(rule, situation, ref validUntil);
    }

    /// <summary>Whether the ceiling holds; where it may begin to by time, the instant (inclusive) from which on it does.</summary>
    public static bool Holds(FreeTierRule? rule, Situation situation, ref long validUntil)
    {
        if (rule is null || SinceOf(rule, situation) is not { } since || (rule.Unless is { } unless && situation[unless]?.Last >= since))
        {
            return false;
        }

        var from = since + (rule.AfterDays * Instant.Day);
        if (situation.Now >= from)
        {
            return true;
        }

        validUntil = Math.Min(validUntil, from);
        return false;
    }

    /// <summary>Since when the lead has been on the free tier; null when it is not, or that is not known.</summary>
    private static long? SinceOf(FreeTierRule rule, Situation situation)
    {
        var paid = situation[rule.Paid]?.Last;
        var free = rule.Free is { } slot ? situation[slot]?.Last : null;
        if (free is { } last && (paid is null || last >= paid))
        {
            return last;
        }

        return paid is null && situation.Start != Instant.Never ? situation.Start : null;
    }
}
