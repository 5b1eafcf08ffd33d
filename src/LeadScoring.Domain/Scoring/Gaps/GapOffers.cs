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
        var reach = new Reach(lead, isWanted: static score => score.Blocks == 0);
        foreach (var criterion in lead.Model.Behavior)
        {
            yield return TiersOf(lead, criterion, reach);
        }

        var (now, model) = (lead.Evaluation.Numbers, lead.Model);
        var any = new Reach(lead, isWanted: static score => score.Blocks == 0, isModest: true);
        if (model.Velocity is { } velocity && now.Velocity == Points.Zero
            && any.Of(velocity.Slot, null, null, situation => Velocity.InForce(velocity, situation).IsInForce) is { } burst)
        {
            yield return [new GapAction(Contribution.Velocity, Velocity.Label(velocity), velocity.Points ?? Points.Zero, burst)];
        }

        if (model.Decay is { Kind: not DecayKind.HalfLife } decay && now.Decay > Points.Zero && any.Of(decay.Clock, null, null, static _ => true) is { } activity)
        {
            yield return [new GapAction(Contribution.Decay, "Activity again", now.Decay, activity)];
        }
    }

    /// <summary>
    /// The tiers that are worth more than the one that counts now. Under a half-life those that have been met are worth more again,
    /// too. Of two tiers the one that takes no more events and gives no fewer points is enough.
    /// </summary>
    private static GapAction[] TiersOf(WhatIf lead, BehaviorCriterion criterion, Reach reach)
    {
        var counts = lead.Evaluation.Contributions.Where(line => line.Layer != Contribution.FitLayer && line.Criterion == criterion.Key).Select(line => line.Points).FirstOrDefault();
        var fades = lead.Model.Decay is { Kind: DecayKind.HalfLife };
        var tiers = criterion.Tiers
            .Where(tier => tier.Points > Points.Zero && (fades || tier.Points > counts))
            .OrderByDescending(tier => tier.Points)
            .Select(tier => (tier.Points, Events: reach.Of(tier.Condition, situation => !CriterionScore.IsVoid(criterion, situation[tier.Condition.Slot]!.Last, situation))));
        List<(GapAction Action, Points Alone)> kept = [];
        foreach (var (points, events) in tiers)
        {
            if (events is not null && lead.Score(lead.After(events)).Behavior is var alone && !kept.Exists(each => each.Action.Events.Count <= events.Length && each.Alone >= alone))
            {
                kept.Add((new GapAction(criterion.Key, criterion.Label, points, events), alone));
            }
        }

        return [.. kept.Select(each => each.Action)];
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
