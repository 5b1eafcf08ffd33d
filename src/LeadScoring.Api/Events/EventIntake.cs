using System.Text.Json;
using LeadScoring.Api.Accounts;

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
/// <param name="Code">The kind of fault, for programs: one of missing_member, wrong_type, too_long, too_large, invalid_content, invalid_timestamp, invalid_id, unknown_type.</param>
/// <param name="Message">The member, what is wrong with it, and what to do.</param>
public sealed record RejectedEvent(int Index, string? MessageId, string Code, string Message);

/// <summary>Takes the items of a request, whichever dialect they are in: each is read alone, then all that can be taken is stored and scored.</summary>
internal sealed class EventIntake(EventIngestor ingestor, AccountUpdater accounts, TimeProvider clock)
{
    /// <summary>Reads an item that was received at a moment.</summary>
    /// <exception cref="RejectedItemException">The item cannot be taken.</exception>
    public delegate IncomingItem ItemReading(JsonElement item, DateTimeOffset receivedAt);

    /// <summary>Comes back when everything that can be taken is committed.</summary>
    /// <param name="items">The items in their order.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="idMember">The member that holds an item's message id.</param>
    /// <param name="cancellationToken">Cancels what is not committed yet.</param>
    public async Task<IngestEventsResponse> TakeAsync(IReadOnlyList<JsonElement> items, ItemReading read, string idMember, CancellationToken cancellationToken)
    {
        var receivedAt = clock.GetUtcNow();
        List<IncomingItem> taken = new(items.Count);
        List<RejectedEvent> rejected = [];
        List<EventWarning> warnings = [];
        for (var i = 0; i < items.Count; i++)
        {
            try
            {
                var item = read(items[i], receivedAt);
                taken.Add(item);
                if (item.Warning is { } warning)
                {
                    warnings.Add(new EventWarning(i, ItemReader.MessageIdOf(items[i], idMember), warning.Code, warning.Message));
                }
            }
            catch (RejectedItemException e)
            {
                rejected.Add(new RejectedEvent(i, ItemReader.MessageIdOf(items[i], idMember), e.Code, e.Message));
            }
        }

        var accepted = taken.Count == 0 ? 0 : await StoreAsync(taken, cancellationToken);
        return new IngestEventsResponse(accepted, taken.Count - accepted, rejected, warnings);
    }

    /// <summary>Accounts first: after a failure in between the leads' entries are still new, so the same request does the rest.</summary>
    private async Task<int> StoreAsync(List<IncomingItem> items, CancellationToken cancellationToken)
    {
        var newAccounts = await accounts.AppendAsync([.. items.Select(item => item.Account).OfType<AccountEntry>()], cancellationToken);
        var aboutLeads = items.Where(item => item.Entry is not null).ToList();
        var isNew = aboutLeads.Count == 0 ? [] : await ingestor.IngestAsync([.. aboutLeads.Select(item => item.Entry!), .. Memberships.Of(aboutLeads)], cancellationToken);
        return isNew.Take(aboutLeads.Count).Count(each => each.IsNew) + items.Count(item => item is { Entry: null, Account: { } account } && newAccounts.Remove(account.Key));
    }
}
