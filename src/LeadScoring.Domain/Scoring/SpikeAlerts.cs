using System.Globalization;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>Alerts that are met whatever the total.</summary>
internal static class SpikeAlerts
{
    /// <summary>Which alerts are met, as bits, and the instant (inclusive) from which one of them no longer is.</summary>
    public static ulong Met(ScoringModel model, Situation situation, out long validUntil)
    {
        validUntil = Instant.Never;
        var met = 0UL;
        for (var i = 0; i < model.Spikes.Count; i++)
        {
            if (situation.IsMet(model.Spikes[i].Condition, out var until))
            {
                met |= 1UL << i;
                validUntil = Math.Min(validUntil, until);
            }
        }

        return met;
    }

    public static Spike Describe(SpikeRule rule, Situation situation)
    {
        var state = situation[rule.Condition.Slot]!;
        var measured = situation.Measured(rule.Condition, rule.Condition.Entries);
        return new Spike(rule.Key, rule.Label, new Evidence(
            state.Count, Instant.ToTime(state.First), Instant.ToTime(state.Last), measured.ToString("R", CultureInfo.InvariantCulture)));
    }
}
