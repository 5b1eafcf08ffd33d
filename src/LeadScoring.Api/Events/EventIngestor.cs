using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Events;

/// <summary>Stores events and scores their leads in one transaction: an answer means both are done, for ever.</summary>
internal sealed class EventIngestor(Transactions transactions, LeadRescorer rescorer)
{
    /// <summary>Stores what is new and scores the leads it is about.</summary>
    /// <returns>For each event, in order, whether it was new. A repeat changes nothing.</returns>
    public Task<bool[]> IngestAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken) =>
        transactions.WriteAsync(
            async (connection, ct) =>
            {
                var candidates = events.DistinctBy(e => EventKey.Of(e.Row)).ToList();
                var fresh = await connection.InsertNewEventsAsync([.. candidates.Select(e => e.Row)], ct);
                candidates.RemoveAll(e => !fresh.Contains(EventKey.Of(e.Row)));
                if (candidates.Count > 0)
                {
                    await rescorer.ApplyAsync(connection, ChangesOf(candidates), new LinkChange([.. candidates.SelectMany(Linking.LinksIn)]), ct);
                }

                return IsNew(events, fresh);
            },
            cancellationToken);

    /// <summary>Of several events with one key, the first is the new one.</summary>
    private static bool[] IsNew(IReadOnlyList<IncomingEvent> events, HashSet<EventKey> fresh)
    {
        HashSet<EventKey> left = [.. fresh];
        return [.. events.Select(e => left.Remove(EventKey.Of(e.Row)))];
    }

    private static Dictionary<LeadKey, LeadChange> ChangesOf(List<IncomingEvent> events) =>
        events.GroupBy(e => LeadKey.Of(e.Sender)).ToDictionary(
            lead => lead.Key,
            lead => new LeadChange(
                [.. lead.Where(e => e.Row.Kind == IncomingEvent.Track).Select(Logged)],
                [.. lead.Where(e => e.Row.Kind == IncomingEvent.Identify).Select(e => (e.Properties, new Attributes.Stamp(e.Row.OccurredAt, e.Row.Identity, e.Row.MessageId)))]));

    private static LoggedEvent Logged(IncomingEvent e) =>
        new(e.Row.Source, new ProductEvent(e.Sender, e.Row.MessageId, e.Row.OccurredAt, e.Row.Name, EventProperties.Read(e.Properties)));
}
