using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>Where scores stand: tiers, bands, and what keeps a lead from being a PQL.</summary>
internal static class Qualification
{
    /// <summary>The highest tier whose start the score reaches; the start is included.</summary>
    public static int TierOf(IReadOnlyList<ScoreTier> tiers, Points score)
    {
        var tier = tiers.Count - 1;
        while (tier > 0 && score < tiers[tier].From)
        {
            tier--;
        }

        return tier;
    }

    /// <summary>The highest band whose start the percentage reaches; the start is included.</summary>
    public static int BandOf(IReadOnlyList<Band> bands, int percent)
    {
        var band = bands.Count - 1;
        while (band > 0 && percent < bands[band].From)
        {
            band--;
        }

        return band;
    }

    /// <summary>The reasons that block: the matched disqualifiers, then the signals that have had an event, then the ceiling of the free tier.</summary>
    public static ulong Blocks(ScoringModel model, Situation situation, ulong disqualifiers, bool hasCeiling)
    {
        var blocks = disqualifiers | (hasCeiling ? 1UL << (model.BlockReasons.Count - 1) : 0);
        var bit = model.BlockReasons.Count - model.Pql.BlockedBy.Count - (model.FreeTier is null ? 0 : 1);
        for (var i = 0; i < model.Pql.BlockedBy.Count; i++, bit++)
        {
            blocks |= situation[model.Pql.BlockedBy[i].Slot] is null ? 0 : 1UL << bit;
        }

        return blocks;
    }

    /// <summary>The thresholds for a lead, or for an account.</summary>
    public static PqlRule RuleFor(ScoringModel model, LeadProfile profile) => profile.IsOfAccount ? model.Account.Pql : model.Pql;

    public static Shortfall Shortfall(PqlRule rule, Points total, Points fit, Points behavior) => new(
        Points.Max(Points.Zero, rule.Total - total),
        Points.Max(Points.Zero, rule.Fit - fit),
        Points.Max(Points.Zero, rule.Behavior - behavior));
}
