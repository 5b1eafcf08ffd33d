using System.Text.Json;
using LeadScoring.Api.Data;
using LeadScoring.Api.Events;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>Reads the logs of many leads back. Raw SQL, because it takes those of a whole set of identities in one round trip.</summary>
internal static class ManyLogStatements
{
    /// <summary>
    /// The entries of these leads' own logs up to an instant, by lead and in any order within one. An event that no signal counts comes
    /// without its properties, and without an entry: it only says that the lead was known by then.
    /// </summary>
    /// <param name="connection">A read that sees one moment.</param>
    /// <param name="leads">The identities of each lead.</param>
    /// <param name="until">Nothing after it is asked for; it is itself included.</param>
    /// <param name="counted">The names of events that some signal counts.</param>
    /// <param name="most">How many rows may be read; null: however many there are.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <returns>The logs in the order of the leads; null where there are more rows.</returns>
    public static async Task<List<OwnLog>?> ReadOwnLogsAsync(
        this NpgsqlConnection connection, IReadOnlyList<IReadOnlyList<LeadKey>> leads, DateTimeOffset until, IReadOnlyCollection<string> counted, long? most, CancellationToken cancellationToken)
    {
        (LeadKey Key, int Lead)[] identities = [.. leads.SelectMany((identities, lead) => identities.Select(identity => (identity, lead)))];
        Identity[] senders = [.. identities.Select(identity => Identity.FromKey(identity.Key.LeadId))];
        await using var command = new NpgsqlCommand(
            """
            SELECT wanted.number, e.kind, e.occurred_at, e.name,
                CASE WHEN e.kind = 'identify' THEN e.message_id END, CASE WHEN e.kind = 'identify' OR e.name = ANY ($5) THEN e.properties::text END
            FROM unnest($1, $2, $3) AS wanted (bucket, identity, number) JOIN events e USING (bucket, identity)
            WHERE e.occurred_at <= $4 LIMIT $6
            """, connection)
        {
            // Long logs on a cold disk take longer than any other statement may.
            CommandTimeout = 60,
        };
        command.AddKeys([.. identities.Select(identity => identity.Key)]);
        command.Add(NpgsqlDbType.Integer, Enumerable.Range(0, identities.Length));
        command.Parameters.Add(new() { Value = until.ToUniversalTime() });
        command.Add(NpgsqlDbType.Text, counted);
        // One more than may be, to know whether there are.
        command.Parameters.Add(new NpgsqlParameter<long?> { TypedValue = most + 1 });
        List<OwnLog> logs = [.. leads.Select(_ => new OwnLog())];
        var rows = 0L;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (++rows > most)
            {
                return null;
            }

            var identity = reader.GetInt32(0);
            Add(reader, senders[identity], logs[identities[identity].Lead]);
        }

        return logs;
    }

    private static void Add(NpgsqlDataReader row, Identity sender, OwnLog log)
    {
        var at = row.GetFieldValue<DateTimeOffset>(2);
        log.FirstAt = at > log.FirstAt ? log.FirstAt : at;
        if (row.IsDBNull(5) || row.GetString(1) is not (IncomingEvent.Track or IncomingEvent.Identify))
        {
            return;
        }

        using var properties = JsonDocument.Parse(row.GetString(5));
        log.Entries.AddRange(row.GetString(1) == IncomingEvent.Track
            ? [new ReplayEntry(at, new ProductEvent(sender, "", at, row.GetString(3), EventProperties.Read(properties.RootElement)), null)]
            : ReplayEntry.WritesIn(properties.RootElement, at, sender.Key, row.GetString(4)));
    }
}

/// <summary>What a lead's own log says.</summary>
internal sealed class OwnLog
{
    /// <summary>When the first entry of any kind happened; null when there is none.</summary>
    public DateTimeOffset? FirstAt { get; set; }

    /// <summary>Events that count, and attributes.</summary>
    public List<ReplayEntry> Entries { get; } = [];
}
