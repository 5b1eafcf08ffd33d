using LeadScoring.Api.Data;
using LeadScoring.Api.Privacy;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Signals;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Events;

/// <summary>What became of an event.</summary>
/// <param name="IsNew">Whether it was stored just now. A repeat changes nothing.</param>
/// <param name="Fault">Why it cannot be stored or scored, though the database answers; null: it can.</param>
/// <param name="IsSuppressed">Whether it is about somebody who was erased, so that nothing of it is stored.</param>
internal readonly record struct EventOutcome(bool IsNew, string? Fault = null, bool IsSuppressed = false);

/// <summary>Stores events and scores their leads, in one transaction: what comes back is done for ever.</summary>
internal sealed partial class EventWriter(Transactions transactions, LeadRescorer rescorer, Suppression suppression, EventNames names, PrivacyMetrics metrics, ILogger<EventWriter> logger)
{
    /// <summary>Stores what is new and scores the leads it is about; then the names of the events are known, too.</summary>
    /// <returns>For each event, in order, what became of it.</returns>
    public async Task<EventOutcome[]> WriteAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken)
    {
        var outcomes = await StoreWithoutAsync(await suppression.FindMetAsync(events.SelectMany(ErasedPeople.NamedIn), cancellationToken), events, cancellationToken);
        await names.NoteAsync(events, outcomes, cancellationToken);
        return outcomes;
    }

    /// <summary>Stores what says nothing of people who were erased.</summary>
    private async Task<EventOutcome[]> StoreWithoutAsync(IReadOnlyCollection<LeadKey> erased, IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken)
    {
        if (erased.Count == 0)
        {
            return await StoreAsync(events, cancellationToken);
        }

        var people = erased.ToHashSet();
        var spared = events.Select(e => ErasedPeople.Without(people, e)).ToList();
        metrics.Suppressed(spared.Count(e => e is null));
        var outcomes = new Queue<EventOutcome>(await StoreAsync([.. spared.OfType<IncomingEvent>()], cancellationToken));
        return [.. spared.Select(e => e is null ? new EventOutcome(false, IsSuppressed: true) : outcomes.Dequeue())];
    }

    /// <summary>Where an event cannot be stored, the others are: the group is halved until it stands alone.</summary>
    private async Task<EventOutcome[]> StoreAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            return await transactions.WriteAsync((connection, ct) => WriteAsync(connection, events, ct), cancellationToken);
        }
        catch (SuppressedException e)
        {
            return await StoreWithoutAsync(e.Identities, events, cancellationToken);
        }
        catch (Exception e) when (IsOfTheData(e))
        {
            if (events is [var alone])
            {
                LogCannotBeStored(e, alone.Row.Kind);
                return [new EventOutcome(false, e.Message)];
            }

            var half = events.Count / 2;
            return [.. await StoreAsync([.. events.Take(half)], cancellationToken), .. await StoreAsync([.. events.Skip(half)], cancellationToken)];
        }
    }

    private async Task<EventOutcome[]> WriteAsync(NpgsqlConnection connection, IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return [];
        }

        var candidates = events.DistinctBy(e => EventKey.Of(e.Row)).ToList();
        var linked = rescorer.LinksToRead(candidates.Select(KeyOf), LinksIn(candidates));
        var (fresh, links) = await connection.InsertNewEventsAsync([.. candidates.Select(e => e.Row)], linked, cancellationToken);
        candidates.RemoveAll(e => !fresh.Contains(EventKey.Of(e.Row)));
        if (candidates.Count > 0)
        {
            if (Memberships.Of(candidates) is { Count: > 0 } memberships)
            {
                await connection.InsertNewEventsAsync(memberships, [], cancellationToken);
            }

            await rescorer.ApplyAsync(connection, ChangesOf(candidates), LinksIn(candidates), links, cancellationToken);
        }

        // Of several events with one key, the first is the new one.
        return [.. events.Select(e => new EventOutcome(fresh.Remove(EventKey.Of(e.Row))))];
    }

    private static Dictionary<LeadKey, LeadChange> ChangesOf(List<IncomingEvent> events) =>
        events.GroupBy(KeyOf).ToDictionary(
            lead => lead.Key,
            lead => new LeadChange(
                [.. lead.Where(e => e.Row.Kind == IncomingEvent.Track).Select(Logged)],
                [
                    .. lead.Where(e => e.Row.Kind == IncomingEvent.Identify).Select(e => (e.Properties, new Attributes.Stamp(e.Row.OccurredAt, e.Row.Identity, e.Row.MessageId))),
                    .. lead.Where(e => e.AccountId is not null).Select(Memberships.WriteBy),
                ]));

    private static LinkChange LinksIn(List<IncomingEvent> events) => LinkChange.Of([.. events.SelectMany(Linking.LinksIn)]);

    private static LeadKey KeyOf(IncomingEvent e) => new(e.Row.Bucket, e.Row.Identity);

    private static LoggedEvent Logged(IncomingEvent e) =>
        new(e.Row.Source, new ProductEvent(e.Sender, e.Row.MessageId, e.Row.OccurredAt, e.Row.Name, EventProperties.Read(e.Properties)));

    /// <summary>
    /// Whether it is the data that cannot be stored, scored or read back, and not the database that is away, full or busy: data
    /// exceptions (22), broken constraints (23), limits of a row or an index (54), damaged rows, and whatever this program throws over
    /// a lead.
    /// </summary>
    public static bool IsOfTheData(Exception e) => e switch
    {
        PostgresException { SqlState: var state } => state[..2] is "22" or "23" or "54" || state is PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted,
        OperationCanceledException or ObjectDisposedException or OutOfMemoryException => false,
        _ => !DatabaseFaults.IsAway(e),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "An event of kind {Kind} cannot be stored or scored; its neighbours are")]
    private partial void LogCannotBeStored(Exception exception, string kind);
}
