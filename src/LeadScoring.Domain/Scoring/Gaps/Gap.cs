using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>
/// What stands between a lead and being a PQL: the smallest sets of actions and attributes that would make it one, each tried
/// on the engine; or, for a lead that is one, what would lose it.
/// </summary>
/// <param name="Now">The score that everything starts from, at the moment at which the actions would happen.</param>
/// <param name="BlockedBy">What blocks. Where that is more than the ceiling of the free tier, the lead is no PQL whatever it does, and there are no sets.</param>
/// <param name="Margins">How far each score is above its threshold, in points; below zero what it lacks.</param>
/// <param name="Sets">Sets of one size, the smallest that works; those of the fewest events first, then those of the highest total. Empty for a PQL.</param>
/// <param name="Unreachable">The thresholds that no set reaches, as far as that is certain; where sets reach each of them, but none all, the first of fit, behavior and total that is not reached together with those before it.</param>
/// <param name="IsCut">Whether more sets were left to try than <see cref="MostSets"/>: there may be other sets of that size, or any at all where there are none here.</param>
/// <param name="PqlUntil">For a PQL: from when on (included) time alone makes it none; null when nothing does within ten years.</param>
/// <param name="Losses">For a PQL: what would lose it at once, one by one.</param>
public sealed record Gap(
    ScoreNumbers Now,
    IReadOnlyList<string> BlockedBy,
    Margins Margins,
    IReadOnlyList<GapSet> Sets,
    IReadOnlyList<UnreachableThreshold> Unreachable,
    bool IsCut,
    DateTimeOffset? PqlUntil,
    IReadOnlyList<PqlLoss> Losses)
{
    /// <summary>How many sets of actions or attributes are tried at most.</summary>
    public const int MostSets = 5_000;

    /// <summary>How many sets are named at most.</summary>
    public const int MostNamed = 10;

    /// <summary>How many events an action has at most; a tier that takes more is not offered.</summary>
    public const int MostEvents = 64;

    /// <summary>Everything that the sets were made of.</summary>
    internal GapOffers? Offers { get; private init; }

    /// <summary>Looks for the gap of a lead.</summary>
    /// <param name="model">The scoring model.</param>
    /// <param name="facts">What is known of the lead; the digest must hold the model's signals.</param>
    /// <param name="asOf">The moment, UTC. Actions would happen then, or a millisecond after the lead's latest event when that is later.</param>
    /// <exception cref="ArgumentException">The digest was folded without the model's signals.</exception>
    /// <exception cref="InvalidOperationException">The digest is merged: an action is one person's.</exception>
    public static Gap Of(ScoringModel model, LeadFacts facts, DateTimeOffset asOf)
    {
        var lead = new WhatIf(model, facts, asOf);
        var now = lead.Evaluation;
        var rule = Qualification.RuleFor(model, facts.Profile);
        var margins = new Margins(now.Numbers.Total - rule.Total, now.Numbers.Fit - rule.Fit, now.Numbers.Behavior - rule.Behavior);
        var gap = new Gap(now.Numbers, now.BlockedBy, margins, [], [], false, null, []);
        if (now.Numbers.IsPql)
        {
            var ahead = lead.Time.AddDays(Window.MostDays);
            return gap with { PqlUntil = Forecast.Of(model, facts, lead.Time, ahead, most: 0).PqlUntil, Losses = PqlLosses.Of(lead) };
        }

        if (lead.Lasting(now.Numbers.Blocks) != 0)
        {
            return gap;
        }

        var search = new GapSearch(lead, rule, GapOffers.Of(lead));
        var sets = search.Smallest();
        return gap with { Sets = sets, Unreachable = sets.Count > 0 ? [] : search.Unreachable(), IsCut = search.IsCut, Offers = search.Offers };
    }
}

/// <summary>How far each score is above its threshold, in points; below zero what it lacks.</summary>
public sealed record Margins(Points Total, Points Fit, Points Behavior);

/// <summary>Actions and attributes that together make a lead a PQL.</summary>
/// <param name="Actions">What would have to happen.</param>
/// <param name="Attributes">What would have to become known.</param>
/// <param name="After">The score that the engine gives then.</param>
public sealed record GapSet(IReadOnlyList<GapAction> Actions, IReadOnlyList<GapValue> Attributes, ScoreNumbers After);

/// <summary>The events that one tier of a criterion still needs, or so many times where each time has points.</summary>
/// <param name="Criterion">Key of the criterion; <see cref="Contribution.Velocity"/> for a burst of key actions, <see cref="Contribution.Decay"/> (with <c>:LAYER</c>) for what ends the fading, <see cref="Contribution.FreeTierCeiling"/> for what lifts the ceiling.</param>
/// <param name="Label">The same for people.</param>
/// <param name="Points">What the tier is worth by itself; 0 where that depends.</param>
/// <param name="Events">Events that would do, all at the moment asked for. The properties are those that count, with values that would.</param>
public sealed record GapAction(string Criterion, string Label, Points Points, IReadOnlyList<ProductEvent> Events);

/// <summary>A value of an attribute that is not known, with which a tier of a criterion matches.</summary>
/// <param name="Criterion">Key of the criterion.</param>
/// <param name="Label">The same for people.</param>
/// <param name="Points">What the tier is worth.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Value">A value that would do.</param>
/// <param name="Match">All values that match the tier.</param>
public sealed record GapValue(string Criterion, string Label, Points Points, string Attribute, AttributeValue Value, AttributeMatch Match);

/// <summary>A threshold that nothing on offer reaches.</summary>
/// <param name="Score"><c>total</c>, <c>fit</c> or <c>behavior</c>.</param>
/// <param name="Threshold">What a PQL needs.</param>
/// <param name="Most">The most that can be reached.</param>
public sealed record UnreachableThreshold(string Score, Points Threshold, Points Most);

/// <summary>Something that would make a PQL none.</summary>
/// <param name="Key">Key of the criterion that would take points or would be voided, or of the reason that would block.</param>
/// <param name="Label">The same for people.</param>
/// <param name="Events">Events that would do it.</param>
/// <param name="After">The score that the engine gives then.</param>
public sealed record PqlLoss(string Key, string Label, IReadOnlyList<ProductEvent> Events, ScoreNumbers After);
