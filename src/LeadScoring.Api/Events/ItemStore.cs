using LeadScoring.Api.Accounts;
using Npgsql;

namespace LeadScoring.Api.Events;

/// <summary>Stores items that could be read, and scores their leads. An item that cannot be stored for what is in it fails alone.</summary>
internal sealed class ItemStore(EventIngestor ingestor, AccountUpdater accounts)
{
    private const string CannotBeStored = "cannot_be_stored";

    /// <summary>Accounts first: after a failure in between the leads' entries are still new, so the same request does the rest.</summary>
    /// <returns>What became of each item, in order.</returns>
    public async Task<ItemOutcome[]> StoreAsync(IncomingItem[] items, CancellationToken cancellationToken)
    {
        var outcomes = new ItemOutcome[items.Length];
        await AppendAsync([.. PlacesOf(item => item.Account is not null)]);
        await IngestAsync([.. PlacesOf(item => item.Entry is not null).Where(i => outcomes[i].Fault is null)]);
        return outcomes;

        IEnumerable<int> PlacesOf(Predicate<IncomingItem> isMeant) => Enumerable.Range(0, items.Length).Where(i => isMeant(items[i]));

        // All at once; by halves where that fails, until what is refused is by itself.
        async Task AppendAsync(int[] places)
        {
            try
            {
                var fresh = await accounts.AppendAsync([.. places.Select(i => items[i].Account!)], cancellationToken);
                foreach (var place in places)
                {
                    outcomes[place] = new ItemOutcome(fresh.Remove(items[place].Account!.Key));
                }
            }
            catch (PostgresException e) when (EventWriter.IsOfTheData(e))
            {
                if (places is [var alone])
                {
                    outcomes[alone] = new ItemOutcome(false, FaultOf(e.MessageText));
                    return;
                }

                await AppendAsync(places[..(places.Length / 2)]);
                await AppendAsync(places[(places.Length / 2)..]);
            }
        }

        async Task IngestAsync(int[] places)
        {
            IncomingEvent[] entries = [.. places.Select(i => items[i].Entry! with { AccountId = items[i].AccountId })];
            var stored = entries.Length == 0 ? [] : await ingestor.IngestAsync(entries, cancellationToken);
            foreach (var (place, outcome) in places.Zip(stored))
            {
                outcomes[place] = new ItemOutcome(outcome.IsNew, outcome.Fault is null ? null : FaultOf(outcome.Fault), IsIgnored: outcome.IsSuppressed);
            }
        }
    }

    private static ItemFault FaultOf(string reason) => new(CannotBeStored, $"the event cannot be stored or scored: {reason}");
}
