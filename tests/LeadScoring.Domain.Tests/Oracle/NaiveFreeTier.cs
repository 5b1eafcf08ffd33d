using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Oracle;

/// <summary>Whether the ceiling of the free tier holds.</summary>
internal static class NaiveFreeTier
{
    public static bool Holds(FreeTierRule? rule, NaiveSituation situation)
    {
        if (rule is null)
        {
            return false;
        }

        var (paid, free) = (situation.LastOrNone(rule.Paid), rule.Free is { } slot ? situation.LastOrNone(slot) : null);
        var isFree = paid is null || free >= paid;
        return isFree
            && (free ?? situation.Start) is { } since
            && situation.Now >= since.AddDays(rule.AfterDays)
            && !(rule.Unless is { } unless && situation.LastOrNone(unless) >= since);
    }
}
