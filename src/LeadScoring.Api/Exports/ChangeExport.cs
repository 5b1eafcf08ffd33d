using System.Runtime.CompilerServices;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Changes;

namespace LeadScoring.Api.Exports;

/// <summary>Walks the feed of changes, page by page, from a place to where it ends when the export begins.</summary>
internal sealed class ChangeExport(ChangeFeed feed)
{
    /// <summary>Changes that are read at once and held in memory.</summary>
    private const int Page = 1_000;

    /// <summary>What every change has comes first, then what transitions have, then what scores of leads and accounts have.</summary>
    public static readonly IReadOnlyList<ExportColumn<PlacedChange>> Columns =
    [
        new("cursor", change => change.Place.Write()),
        new("type", change => change.Item.Type),
        new("leadId", change => change.Item.LeadId),
        new("accountId", change => change.Item.AccountId ?? change.Item.Score?.AccountId),
        Transition("sequence", t => t.Sequence),
        Transition("kind", t => t.Kind),
        Transition("cause", t => t.Cause),
        Transition("spike", t => t.Spike),
        Transition("mergedInto", t => t.MergedInto),
        Transition("effectiveAt", t => t.EffectiveAt),
        Transition("recordedAt", t => t.RecordedAt),
        new("model", change => change.Item.Transition?.Model ?? change.Item.Score?.Model ?? change.Item.Account?.Model),
        new("modelVersion", change => change.Item.Transition?.ModelVersion ?? change.Item.Score?.ModelVersion ?? change.Item.Account?.ModelVersion),
        Transition("notify", t => t.Notify),
        .. Numbers("before", t => t.Before),
        .. Numbers("after", t => t.After),
        Transition("contributions", t => t.Contributions),
        Transition("events", t => t.Events),
        .. AccountColumns.All.Where(column => column.Name is not ("accountId" or "model" or "modelVersion")).Select(ScoreColumn),
    ];

    public async IAsyncEnumerable<PlacedChange> ReadAsync(ChangeExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var selection = new ChangesQuery { Type = query.Type, Model = query.Model, Limit = Page };
        var after = query.After is null ? ChangeCursor.Start : ChangeCursor.Read(query.After)!.Value;
        var end = await feed.ReadEndAsync(cancellationToken);
        while (true)
        {
            var (page, more) = await feed.ReadPageAsync(selection, after, cancellationToken);
            foreach (var change in page.TakeWhile(change => change.Place.CompareTo(end) < 0))
            {
                yield return change;
            }

            if (!more || page[^1].Place.CompareTo(end) >= 0)
            {
                yield break;
            }

            after = page[^1].Place;
        }
    }

    /// <summary>Of an account, and of a lead where leads have the same.</summary>
    private static ExportColumn<PlacedChange> ScoreColumn(ExportColumn<AccountListItem> ofAccounts)
    {
        var ofLeads = LeadColumns.All.SingleOrDefault(column => column.Name == ofAccounts.Name);
        return new ExportColumn<PlacedChange>(
            ofAccounts.Name,
            change => change.Item.Account is { } account ? ofAccounts.ValueOf(account) : change.Item.Score is { } lead ? ofLeads?.ValueOf(lead) : null);
    }

    private static ExportColumn<PlacedChange> Transition(string name, Func<TransitionResponse, object?> valueOf) =>
        new(name, change => change.Item.Transition is { } transition ? valueOf(transition) : null);

    private static IEnumerable<ExportColumn<PlacedChange>> Numbers(string side, Func<TransitionResponse, CrossingNumbers> numbersOf) =>
    [
        Transition(side + "Fit", t => numbersOf(t).Fit),
        Transition(side + "Behavior", t => numbersOf(t).Behavior),
        Transition(side + "Total", t => numbersOf(t).Total),
        Transition(side + "Band", t => numbersOf(t).Band),
        Transition(side + "FitTier", t => numbersOf(t).FitTier),
        Transition(side + "BlockedBy", t => numbersOf(t).BlockedBy),
    ];
}
