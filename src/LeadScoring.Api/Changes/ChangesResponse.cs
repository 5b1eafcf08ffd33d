using System.Text.Json;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Changes;

/// <summary>What has changed since a place in the feed.</summary>
/// <param name="Items">The changes, in the order in which they were made.</param>
/// <param name="Cursor">Where to go on: <c>after</c> of the next request, also when there was nothing.</param>
/// <param name="More">Whether there is more to be read right away.</param>
public sealed record ChangesResponse(IReadOnlyList<ChangeItem> Items, string Cursor, bool More);

/// <summary>A change.</summary>
/// <param name="Type"><c>transition</c>: a lead or an account crossed a line. <c>score</c>: a published value of a lead is another one now. <c>account</c>: the same of an account.</param>
/// <param name="LeadId">The lead: a user id, or <c>anon:ID</c>; null where an account changed.</param>
/// <param name="AccountId">The account that changed; null where a lead did.</param>
/// <param name="Transition">The crossing.</param>
/// <param name="Score">The lead as it is now. A lead that has changed several times since is there once, at its last change.</param>
/// <param name="Account">The account as it is now, in the same way.</param>
public sealed record ChangeItem(string Type, string? LeadId, string? AccountId, TransitionResponse? Transition, LeadListItem? Score, AccountListItem? Account)
{
    internal const string TransitionType = "transition";
    internal const string ScoreType = "score";

    internal const string AccountType = "account";

    internal static ChangeItem Of(Transition row)
    {
        var accountId = AccountSubject.IdIn(row.LeadId);
        return new ChangeItem(TransitionType, accountId is null ? Identity.FromKey(row.LeadId).LeadId : null, accountId, TransitionResponse.Of(row), null, null);
    }

    internal static ChangeItem Of(LeadScore row, ModelSnapshot models) => new(ScoreType, Identity.FromKey(row.LeadId).LeadId, null, null, LeadListItem.Of(row, models), null);

    internal static ChangeItem Of(AccountScore row, ModelSnapshot models) => new(AccountType, null, row.AccountId, null, null, AccountListItem.Of(row, models));
}

/// <summary>A lead or an account crossing a line: what was known when it happened, never rewritten.</summary>
/// <param name="Sequence">1 and up per lead and account, without gaps.</param>
/// <param name="Kind"><c>pql_gained</c>, <c>pql_lost</c>, <c>band_changed</c>, <c>fit_tier_changed</c>, <c>spike</c>, or <c>merged</c> when the lead became a part of another one.</param>
/// <param name="Cause">What made the difference: <c>event</c>, <c>attributes</c> (of the lead or its account), <c>time</c>, <c>model</c>, <c>merge</c> when ids came or went, or <c>retention</c> when events have become older than events are kept.</param>
/// <param name="Spike">For <c>spike</c>: key of the alert.</param>
/// <param name="MergedInto">For <c>merged</c>: the lead that this one is a part of now.</param>
/// <param name="EffectiveAt">When the score crossed. For <c>time</c> the very instant, however late it was seen.</param>
/// <param name="RecordedAt">When it was written down.</param>
/// <param name="Model">Key of the scoring model.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="Notify">Whether others are to be told. A model may be put into force without a word.</param>
/// <param name="Before">The numbers before.</param>
/// <param name="After">The numbers after.</param>
/// <param name="Contributions">The lines of points that made the difference, the greatest first. Those of layer <c>fit</c> add up to the difference in fit, the others to that in behavior.</param>
/// <param name="Events">The new events behind them, the newest first, at most 10; none where time, a model or an account made the difference, and none for accounts.</param>
public sealed record TransitionResponse(
    int Sequence, string Kind, string Cause, string? Spike, string? MergedInto, DateTimeOffset EffectiveAt, DateTimeOffset RecordedAt, string Model, int ModelVersion, bool Notify,
    CrossingNumbers Before, CrossingNumbers After, IReadOnlyList<ChangedContribution> Contributions, IReadOnlyList<EventBehind> Events)
{
    internal static TransitionResponse Of(Transition row) => new(
        row.Sequence,
        row.Kind,
        row.Cause,
        row.Spike,
        row.MergedInto is { } lead ? Identity.FromKey(lead).LeadId : null,
        row.EffectiveAt,
        row.RecordedAt,
        row.ModelKey,
        row.ModelVersion,
        row.Notify,
        CrossingNumbers.Of(row.FitBefore, row.BehaviorBefore, row.TotalBefore, row.BandBefore, row.FitTierBefore, row.BlockedByBefore),
        CrossingNumbers.Of(row.FitAfter, row.BehaviorAfter, row.TotalAfter, row.BandAfter, row.FitTierAfter, row.BlockedByAfter),
        JsonSerializer.Deserialize<ChangedContribution[]>(row.Contributions, JsonSerializerOptions.Web)!,
        JsonSerializer.Deserialize<EventBehind[]>(row.Events, JsonSerializerOptions.Web)!);
}

/// <summary>A lead's numbers on one side of a crossing.</summary>
/// <param name="Fit">0 to 50 points.</param>
/// <param name="Behavior">0 to 100 points.</param>
/// <param name="Total">What the model made of both, 0 to 150 points.</param>
/// <param name="Band">The band of the total.</param>
/// <param name="FitTier">The tier of the fit.</param>
/// <param name="BlockedBy">What kept it from being product-qualified whatever its points.</param>
public sealed record CrossingNumbers(decimal Fit, decimal Behavior, decimal Total, string Band, string FitTier, IReadOnlyList<string> BlockedBy)
{
    internal static CrossingNumbers Of(int fit, int behavior, int total, string band, string fitTier, string blockedBy) =>
        new(new Points(fit).ToDecimal(), new Points(behavior).ToDecimal(), new Points(total).ToDecimal(), band, fitTier, blockedBy.Split(',', StringSplitOptions.RemoveEmptyEntries));
}
