using System.Globalization;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>Alerts that are met whatever the total.</summary>
internal static class SpikeAlerts
{
    /// <summary>Which alerts are met, as bits, and the instant (inclusive) from which on that may be another answer.</summary>
    public static ulong Met(ScoringModel model, Situation situation, out long validUntil)
    {
        validUntil = Instant.Never;
        var met = 0UL;
        for (var i = 0; i < model.Spikes.Count; i++)
        {
            if (IsMet(model.Spikes[i], situation, out var until))
            {
                met |= 1UL << i;
            }

            validUntil = Math.Min(validUntil, until);
        }

        return met;
    }

    /// <summary>An alert ends with the first of its conditions that does, and begins with the last of those that are not met yet.</summary>
    private static bool IsMet(SpikeRule rule, Situation situation, out long until)
    {
        var isMet = situation.IsMet(rule.Condition, out until);
        for (var i = 0; i < rule.And.Count; i++)
        {
            if (situation.IsMet(rule.And[i], out var other))
            {
                until = isMet ? Math.Min(until, other) : until;
            }
            else
            {
                until = isMet ? other : Math.Max(until, other);
                isMet = false;
            }
        }

        return isMet;
    }

    public static Spike Describe(SpikeRule rule, Situation situation)
    {
        var state = situation[rule.Condition.Slot]!;
        var measured = situation.Measured(rule.Condition, rule.Condition.Entries);
        return new Spike(rule.Key, rule.Label, new Evidence(
            state.Count, Instant.ToTime(state.First), Instant.ToTime(state.Last), measured.ToString("R", CultureInfo.InvariantCulture)));
    }
}
