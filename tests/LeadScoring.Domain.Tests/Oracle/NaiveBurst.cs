using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Oracle;

/// <summary>The latest burst of key actions of any person: the latest of them that has enough others of the same person within the hours up to it.</summary>
internal sealed record NaiveBurst(DateTimeOffset First, DateTimeOffset Last, ulong Patterns)
{
    public static NaiveBurst? InForce(ScoringModel model, NaiveSituation situation) =>
        model.Velocity is { } rule && Latest(model, rule, situation.Log) is { } burst && situation.Now - burst.Last < TimeSpan.FromDays(rule.LapseDays)
            ? burst
            : null;

    public int Bonus(VelocityRule rule, int inBurst) =>
        rule.Share is { } share ? (int)Math.Round(Math.Max(0, inBurst) * share, MidpointRounding.AwayFromZero) : rule.Points!.Value.Hundredths;

    private static NaiveBurst? Latest(ScoringModel model, VelocityRule rule, NaiveLog log)
    {
        var bursts = log.OfEach(rule.Slot).Select(actions => Latest(model, rule, actions, log)).OfType<NaiveBurst>().ToList();
        var latest = bursts.Where(burst => burst.Last == bursts.Max(each => each.Last)).ToList();
        return latest.Count == 0 ? null : new NaiveBurst(latest.Min(burst => burst.First), latest[0].Last, latest.Aggregate(0UL, (bits, burst) => bits | burst.Patterns));
    }

    private static NaiveBurst? Latest(ScoringModel model, VelocityRule rule, List<ProductEvent> actions, NaiveLog log)
    {
        foreach (var last in actions.Select(each => each.At).Distinct().OrderDescending())
        {
            var within = actions.Where(each => each.At <= last && last - each.At <= TimeSpan.FromHours(rule.Hours)).ToList();
            if (within.Count >= rule.Actions)
            {
                return new NaiveBurst(within[^rule.Actions].At, last, rule.Share is null ? 0 : PatternsOf(model.Signals[rule.Slot].Filter, within, log));
            }
        }

        return null;
    }

    private static ulong PatternsOf(EventFilter filter, List<ProductEvent> burst, NaiveLog log)
    {
        var bits = 0UL;
        for (var i = 0; i < filter.Patterns.Count; i++)
        {
            bits |= burst.Any(each => log.Counts(filter.Patterns[i], each)) ? 1UL << i : 0;
        }

        return bits;
    }
}
