using System.Diagnostics;
using System.Text.Json;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Quarantine;
using LeadScoring.Api.Retention;
using LeadScoring.Api.TrackingPlans;

namespace LeadScoring.Api.Events;

/// <summary>What an item of a request comes to.</summary>
/// <param name="Entry">The entry for the lead's log, where the item is about one. Whether it is new decides whether the item is a repeat.</param>
/// <param name="Account">The entry for an account's log, where the item tells of one; it decides where there is no lead.</param>
/// <param name="AccountId">The account that the lead belongs to, as the item says beside what it is about.</param>
/// <param name="Warning">What was not taken as the item says it.</param>
internal sealed record IncomingItem(IncomingEvent? Entry, AccountEntry? Account = null, string? AccountId = null, ItemWarning? Warning = null);

/// <summary>Why an event of a request was not taken; its neighbours are.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="MessageId">Its message id, where it has one that can be read.</param>
/// <param name="Code">The kind of fault, for programs: one of missing_member, wrong_type, too_long, too_large, invalid_content, invalid_timestamp, invalid_id, unknown_type, plan_violation, cannot_be_stored.</param>
/// <param name="Message">The member, what is wrong with it, and what to do.</param>
/// <param name="QuarantineId">Under which id it is kept: <c>GET /v1/quarantine/{id}</c>.</param>
public sealed record RejectedEvent(int Index, string? MessageId, string Code, string Message, Guid QuarantineId);

/// <summary>
/// Takes the items of a request, whichever dialect they are in: each is read alone, then all that can be taken is stored and
/// scored, and what cannot be goes to quarantine.
/// </summary>
internal sealed class EventIntake(
    ItemStore store, QuarantineKeeper quarantine, PlanCatalog plans, PlanViolations violations, KeptSince kept, IntakeMetrics metrics, TimeProvider clock)
{
    /// <summary>Reads an item.</summary>
    /// <exception cref="RejectedItemException">The item cannot be taken.</exception>
    public delegate IncomingItem ItemReading(JsonElement item, Receipt receipt);

    /// <summary>Comes back when everything that can be taken is committed, and what cannot be is kept.</summary>
    /// <param name="dialect">How the items are written.</param>
    /// <param name="request">The body, for what it says for all its items.</param>
    /// <param name="items">The items in their order.</param>
    /// <param name="source">Who sends them.</param>
    /// <param name="cancellationToken">Cancels what is not committed yet.</param>
    public async Task<IngestEventsResponse> TakeAsync(Dialect dialect, JsonElement request, IReadOnlyList<JsonElement> items, string source, CancellationToken cancellationToken)
    {
        var (now, begun) = (clock.GetUtcNow(), Stopwatch.GetTimestamp());
        var receipt = new Receipt(now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)), source);
        var shared = dialect.SharedIn(request, out var warnings);
        var read = dialect.ReaderOf(shared, null);
        var outcomes = await TakeAsync([.. items.Select(item => new ReceivedItem(item, read, receipt))], cancellationToken);

        var refused = outcomes.Index().Where(each => each.Item.Fault is not null)
            .Select(each => (each.Index, Row: QuarantineRow.Of(dialect, shared, items[each.Index], receipt, each.Item.Fault!))).ToList();
        var suppressed = await quarantine.KeepAsync([.. refused.Select(each => each.Row)], cancellationToken);
        foreach (var (index, _) in refused.Where(each => suppressed.Contains(each.Row.Id)))
        {
            outcomes[index] = ItemOutcome.Suppressed;
        }

        refused.RemoveAll(each => suppressed.Contains(each.Row.Id));
        foreach (var breach in outcomes.Select(outcome => outcome.Breach).OfType<Breach>())
        {
            violations.Note(breach);
        }

        metrics.Took(dialect.Name, outcomes, begun);
        return new IngestEventsResponse(
            outcomes.Count(outcome => outcome is { Fault: null, IsNew: true }),
            outcomes.Count(outcome => outcome is { Fault: null, IsNew: false, IsIgnored: false }),
            outcomes.Count(outcome => outcome.IsIgnored),
            [.. refused.Select(each => new RejectedEvent(each.Index, each.Row.MessageId, each.Row.Code, each.Row.Message, each.Row.Id))],
            [
                .. warnings.Select(warning => new EventWarning(null, null, warning.Code, warning.Message)),
                .. outcomes.Index().Where(each => each.Item.Warning is not null)
                    .Select(each => new EventWarning(each.Index, ItemReader.MessageIdOf(items[each.Index], dialect.IdMember), each.Item.Warning!.Code, each.Item.Warning.Message)),
            ]);
    }

    /// <summary>Reads and stores items of any requests; what cannot be taken is said and kept nowhere.</summary>
    public async Task<ItemOutcome[]> TakeAsync(IReadOnlyList<ReceivedItem> items, CancellationToken cancellationToken)
    {
        var (plan, since) = (plans.Current, kept.Events);
        var outcomes = new ItemOutcome[items.Count];
        List<(int Place, IncomingItem Item, Breach? Breach)> taken = new(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            try
            {
                var item = items[i].Read(items[i].Item, items[i].Receipt);
                if (item.Entry is { Row: { Kind: IncomingEvent.Track } old } && old.OccurredAt < since)
                {
                    outcomes[i] = ItemOutcome.TooOld(kept.EventDays!.Value);
                    continue;
                }

                var breach = plan is not null && item.Entry is { } entry ? plan.BreachBy(entry.Row, entry.Properties) : null;
                if (breach is { IsRefused: true })
                {
                    outcomes[i] = new ItemOutcome(false, breach.AsItemFault(), Breach: breach);
                    continue;
                }

                taken.Add((i, item, breach));
            }
            catch (RejectedItemException e)
            {
                outcomes[i] = new ItemOutcome(false, new ItemFault(e.Code, e.Message));
            }
        }

        var stored = await store.StoreAsync([.. taken.Select(each => each.Item)], cancellationToken);
        foreach (var ((place, item, breach), outcome) in taken.Zip(stored))
        {
            outcomes[place] = outcome with { Warning = outcome.IsIgnored ? ItemWarning.Erased : outcome.Fault is null ? item.Warning : null, Breach = outcome.IsNew ? breach : null };
        }

        return outcomes;
    }
}
