using LeadScoring.Api.Models;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring.Gaps;

namespace LeadScoring.Api.Leads.Outlook;

/// <summary>The smallest ways for a lead to become product-qualified, or for one that is, what would lose it. Points have at most two decimals; times are UTC.</summary>
/// <param name="LeadId">The user id, or <c>anon:ID</c>.</param>
/// <param name="Model">Key of the scoring model.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="AsOf">The moment at which the actions would happen: now, or a millisecond after the lead's latest event when that is later.</param>
/// <param name="Pql">Whether the lead is product-qualified at that moment.</param>
/// <param name="Now">Its scores.</param>
/// <param name="Margins">How far each score is above the threshold of a PQL; below zero what it lacks.</param>
/// <param name="BlockedBy">What keeps the lead from being a PQL whatever it does. Then there are no sets.</param>
/// <param name="Sets">At most 10 sets of the smallest size that works; those of the fewest events first, then those of the highest total. Empty for a PQL, and where nothing helps.</param>
/// <param name="Unreachable">The thresholds that nothing on offer reaches, as far as that is certain.</param>
/// <param name="Complete">Whether all sets of that size were tried. False: there were more than 5,000 to try, so there may be others, or any at all where there are none here.</param>
/// <param name="PqlUntil">For a PQL: from when on time alone makes it none; null when nothing does within ten years.</param>
/// <param name="Losses">For a PQL: what would lose it at once, one by one.</param>
public sealed record GapResponse(
    string LeadId, string Model, int ModelVersion, DateTimeOffset AsOf, bool Pql, GapScores Now, GapScores Margins, IReadOnlyList<string> BlockedBy,
    IReadOnlyList<GapSetResponse> Sets, IReadOnlyList<UnreachableResponse> Unreachable, bool Complete, DateTimeOffset? PqlUntil, IReadOnlyList<PqlLossResponse> Losses)
{
    internal static GapResponse Of(Identity lead, ActiveModel model, Gap gap) => new(
        lead.LeadId,
        model.Model.Key,
        model.Version,
        gap.Now.AsOf,
        gap.Now.IsPql,
        GapScores.Of(gap.Now),
        new GapScores(gap.Margins.Fit.ToDecimal(), gap.Margins.Behavior.ToDecimal(), gap.Margins.Total.ToDecimal()),
        gap.BlockedBy,
        [.. gap.Sets.Select(GapSetResponse.Of)],
        [.. gap.Unreachable.Select(each => new UnreachableResponse(each.Score, each.Threshold.ToDecimal(), each.Most.ToDecimal()))],
        !gap.IsCut,
        gap.PqlUntil,
        [.. gap.Losses.Select(loss => new PqlLossResponse(loss.Key, loss.Label, EventToSend.Of(loss.Events), GapScores.Of(loss.After), Keys(model.BlocksOf(loss.After))))]);

    private static string[] Keys(string joined) => joined.Split(',', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Three scores in points.</summary>
/// <param name="Fit">Fit.</param>
/// <param name="Behavior">Behavior.</param>
/// <param name="Total">What the model makes of both.</param>
public sealed record GapScores(decimal Fit, decimal Behavior, decimal Total)
{
    internal static GapScores Of(Domain.Scoring.ScoreNumbers numbers) => new(numbers.Fit.ToDecimal(), numbers.Behavior.ToDecimal(), numbers.Total.ToDecimal());
}

/// <summary>Actions and attributes that together make the lead a PQL.</summary>
/// <param name="Actions">What would have to happen.</param>
/// <param name="Attributes">What would have to become known.</param>
/// <param name="After">The scores then.</param>
public sealed record GapSetResponse(IReadOnlyList<GapActionResponse> Actions, IReadOnlyList<GapAttributeResponse> Attributes, GapScores After)
{
    internal static GapSetResponse Of(GapSet set) => new(
        [.. set.Actions.Select(action => new GapActionResponse(action.Criterion, action.Label, action.Points.ToDecimal(), EventToSend.Of(action.Events)))],
        [.. set.Attributes.Select(each => new GapAttributeResponse(each.Criterion, each.Label, each.Points.ToDecimal(), each.Attribute, each.Value.Text, AcceptedValues.Of(each.Match)))],
        GapScores.Of(set.After));
}

/// <summary>The events that one tier of a criterion still needs.</summary>
/// <param name="Criterion">Key of the criterion; <c>velocity</c> for a burst of key actions, <c>decay</c> for activity that ends the fading.</param>
/// <param name="Label">The same for people.</param>
/// <param name="Points">What the tier is worth by itself.</param>
/// <param name="Events">Events that would do.</param>
public sealed record GapActionResponse(string Criterion, string Label, decimal Points, IReadOnlyList<EventToSend> Events);

/// <summary>An attribute that is not known, with a value that would add points.</summary>
/// <param name="Criterion">Key of the criterion.</param>
/// <param name="Label">The same for people.</param>
/// <param name="Points">What the tier is worth.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Value">A value that would do.</param>
/// <param name="Accepts">All values that would.</param>
public sealed record GapAttributeResponse(string Criterion, string Label, decimal Points, string Attribute, string Value, AcceptedValues Accepts);

/// <summary>A threshold that nothing on offer reaches.</summary>
/// <param name="Score"><c>total</c>, <c>fit</c> or <c>behavior</c>.</param>
/// <param name="Threshold">What a PQL needs.</param>
/// <param name="Most">The most that can be reached.</param>
public sealed record UnreachableResponse(string Score, decimal Threshold, decimal Most);

/// <summary>Something that would make a PQL none.</summary>
/// <param name="Key">Key of the criterion that would take points or would be voided, or of the reason that would block.</param>
/// <param name="Label">The same for people.</param>
/// <param name="Events">Events that would do it.</param>
/// <param name="After">The scores then.</param>
/// <param name="BlockedBy">What would block then.</param>
public sealed record PqlLossResponse(string Key, string Label, IReadOnlyList<EventToSend> Events, GapScores After, IReadOnlyList<string> BlockedBy);
