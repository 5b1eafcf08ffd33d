using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>Fit: what is known of the lead and its account, in points. Time does not change it.</summary>
/// <param name="Score">Limited to 0 to 50.</param>
/// <param name="Raw">Before the limits.</param>
/// <param name="Missing">Positive criteria of which no attribute is known, as bits.</param>
/// <param name="Disqualifiers">Matched criteria that block, as bits in the order in which blocking criteria stand in the model.</param>
internal readonly record struct FitScore(Points Score, Points Raw, ulong Missing, ulong Disqualifiers)
{
    public static FitScore Of(ScoringModel model, LeadProfile profile, List<Contribution>? receipts)
    {
        var raw = Points.Zero;
        var (missing, disqualifiers, blocking) = (0UL, 0UL, 0);
        for (var i = 0; i < model.Fit.Count; i++)
        {
            var criterion = model.Fit[i];
            var best = Best(criterion, profile, out var isKnown);
            if (!isKnown && criterion.IsPositive && CanBeKnown(criterion, profile))
            {
                missing |= 1UL << i;
            }

            if (criterion.Blocks)
            {
                disqualifiers |= best is null ? 0 : 1UL << blocking;
                blocking++;
            }

            if (best is not null)
            {
                raw += best.Points;
                if (best.Points != Points.Zero)
                {
                    receipts?.Add(new Contribution(criterion.Key, criterion.Label, best.Points, Contribution.FitLayer, new Evidence(Value: profile[best.Attribute]!.Text)));
                }
            }
        }

        var score = raw.Clamp(Points.Zero, ScoringModel.MostFit);
        if (score != raw)
        {
            receipts?.Add(new Contribution(Contribution.FitLimit, "Fit is limited to 0 to 50", score - raw, Contribution.FitLayer, Evidence.None));
        }

        return new FitScore(score, raw, missing, disqualifiers);
    }

    /// <summary>Whether any attribute of the criterion can be known: an account cannot lack a title.</summary>
    public static bool CanBeKnown(FitCriterion criterion, LeadProfile profile)
    {
        for (var i = 0; i < criterion.Tiers.Count; i++)
        {
            if (profile.CanHave(criterion.Tiers[i].Attribute))
            {
                return true;
            }
        }

        return false;
    }

    private static FitTier? Best(FitCriterion criterion, LeadProfile profile, out bool isKnown)
    {
        isKnown = false;
        FitTier? best = null;
        for (var i = 0; i < criterion.Tiers.Count; i++)
        {
            var tier = criterion.Tiers[i];
            if (profile[tier.Attribute] is not { } value)
            {
                continue;
            }

            isKnown = true;
            if ((best is null || Math.Abs(tier.Points.Hundredths) > Math.Abs(best.Points.Hundredths)) && tier.Match.IsMetBy(value))
            {
                best = tier;
            }
        }

        return best;
    }
}
