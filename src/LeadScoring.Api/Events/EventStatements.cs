using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Events;

/// <summary>The statements of the log. Raw SQL, because RETURNING tells new events from repeats, which EF Core cannot ask for.</summary>
internal static class EventStatements
{
    /// <summary>
    /// Appends the events that are not in the log yet. This statement is the dedupe. Sorted by key, so that two requests with the
    /// same events wait in line instead of in a circle.
    /// </summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="events">Each key once.</param>
    /// <param name="linked">Identities of which the links are read in the same round trip.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    /// <returns>The keys of those that were new, and the links.</returns>
    public static async Task<(HashSet<EventKey> New, FirstLinks Links)> InsertNewEventsAsync(
        this NpgsqlConnection connection, IReadOnlyCollection<LeadEvent> events, IReadOnlyCollection<LeadKey> linked, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { InsertNewEvents(events) } };
        if (linked.Count > 0)
        {
            batch.BatchCommands.Add(LinkStatements.SelectLinks(linked));
        }

        HashSet<EventKey> keys = [];
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add(new EventKey(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        return (keys, new FirstLinks(linked, await reader.NextResultAsync(cancellationToken) ? await LinkStatements.ReadLinksAsync(reader, cancellationToken) : []));
    }

    private static NpgsqlBatchCommand InsertNewEvents(IReadOnlyCollection<LeadEvent> events)
    {
        var command = new NpgsqlBatchCommand(
            """
            INSERT INTO events (bucket, identity, source, message_id, kind, name, occurred_at, original_at, received_at, anonymous_id, properties, context)
            SELECT bucket, identity, source, message_id, kind, name, occurred_at, original_at, received_at, anonymous_id, properties::jsonb, context::jsonb
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                AS e (bucket, identity, source, message_id, kind, name, occurred_at, original_at, received_at, anonymous_id, properties, context)
            ORDER BY 1, 2, 3, 4
            ON CONFLICT DO NOTHING
            RETURNING identity, source, message_id
            """);
        command.AddKeys([.. events.Select(e => new LeadKey(e.Bucket, e.Identity))]);
        command.Add(NpgsqlDbType.Text, events.Select(e => e.Source));
        command.Add(NpgsqlDbType.Text, events.Select(e => e.MessageId));
        command.Add(NpgsqlDbType.Text, events.Select(e => e.Kind));
        command.Add(NpgsqlDbType.Text, events.Select(e => e.Name));
        command.Add(NpgsqlDbType.TimestampTz, events.Select(e => e.OccurredAt));
        command.Add(NpgsqlDbType.TimestampTz, events.Select(e => e.OriginalAt));
        command.Add(NpgsqlDbType.TimestampTz, events.Select(e => e.ReceivedAt));
        command.Add(NpgsqlDbType.Text, events.Select(e => e.AnonymousId));
        // As texts: the server reads a list of jsonb, takes it apart and writes each again, which costs twice as much as a cast.
        command.Add(NpgsqlDbType.Text, events.Select(e => e.Properties));
        command.Add(NpgsqlDbType.Text, events.Select(e => e.Context));
        return command;
    }
}

/// <summary>What tells events apart. The bucket follows from the identity.</summary>
internal readonly record struct EventKey(string Identity, string Source, string MessageId)
{
    public static EventKey Of(LeadEvent e) => new(e.Identity, e.Source, e.MessageId);
}
