using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>What could bring points. Of the offers of one group a set has one at most: the tiers of one criterion, or the values of one attribute.</summary>
/// <param name="Actions">What could happen, by criterion.</param>
/// <param name="Attributes">What could become known, by attribute.</param>
internal sealed record GapOffers(IReadOnlyList<GapAction[]> Actions, IReadOnlyList<GapValue[]> Attributes)
{
    public static GapOffers Of(WhatIf lead) => new(
        [.. ActionsOf(lead).Where(group => group.Length > 0)],
        [.. AttributesOf(lead).GroupBy(each => each.Attribute, StringComparer.Ordinal).Select(group => group.DistinctBy(each => each.Value.Text, StringComparer.OrdinalIgnoreCase).ToArray())]);

    private static IEnumerable<GapAction[]> ActionsOf(WhatIf lead)
    {
        bool IsUnblocked(ScoreNumbers score) => lead.Lasting(score.Blocks) == 0;
        var any = new Reach(lead, IsUnblocked, isModest: true);
        return
        [
            .. CriterionOffers.Of(lead, new Reach(lead, IsUnblocked)),
            .. OfVelocity(lead, any),
            .. FadingOffers.Of(lead, any),
            OfFreeTier(lead, any),
        ];
    }

    private static IEnumerable<GapAction[]> OfVelocity(WhatIf lead, Reach any) =>
        lead.Model.Velocity is { } velocity && lead.Evaluation.Numbers.Velocity == Points.Zero
        && any.Of(velocity.Slot, null, null, situation => Velocity.InForce(velocity, situation).IsInForce) is { } burst
            ? [[new GapAction(Contribution.Velocity, Velocity.Label(velocity), velocity.Points ?? Points.Zero, burst)]]
            : [];

    /// <summary>What lifts the ceiling of the free tier: a sign of leaving it, or a paid plan.</summary>
    private static GapAction[] OfFreeTier(WhatIf lead, Reach any)
    {
        if (lead.Model.FreeTier is not { } rule || !lead.Done(lead.Facts).HasCeiling)
        {
            return [];
        }

        var takes = -lead.Evaluation.Contributions.Where(line => line.Criterion == Contribution.FreeTierCeiling).Aggregate(Points.Zero, (sum, line) => sum + line.Points);
        List<GapAction> ways = [];
        foreach (var (way, label) in new[] { (rule.Unless, "Sign of leaving the free tier"), (rule.Paid, "Paid plan") })
        {
            if (way is { } slot && any.Of(slot, null, null, situation => !FreeTier.Holds(rule, situation)) is { } events)
            {
                ways.Add(new GapAction(Contribution.FreeTierCeiling, label, takes, events));
            }
        }

        return [.. ways];
    }

    private static IEnumerable<GapValue> AttributesOf(WhatIf lead) =>
        lead.Model.Fit.Where((criterion, i) => criterion.IsPositive && (lead.Evaluation.Numbers.FitMissing & (1UL << i)) != 0)
            .SelectMany(criterion => criterion.Tiers
                .Where(tier => lead.Facts.Profile.CanHave(tier.Attribute))
                .Select(tier => new GapValue(criterion.Key, criterion.Label, tier.Points, tier.Attribute, ValueOf(tier.Match), tier.Match)));

    private static AttributeValue ValueOf(AttributeMatch match) => match switch
    {
        AttributeMatch.Range range => AttributeValue.Of(range.From ?? range.To ?? 0),
        AttributeMatch.OneOf oneOf => AttributeValue.Of(oneOf.Texts.First()),
        AttributeMatch.EndsWith endsWith => AttributeValue.Of(endsWith.Texts[0]),
        AttributeMatch.ContainsWord words => AttributeValue.Of(words.Texts[0]),
        _ => throw new ArgumentOutOfRangeException(nameof(match), match, "Not a kind of match."),
    };
}
