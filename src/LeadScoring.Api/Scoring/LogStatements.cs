using System.Runtime.CompilerServices;
using System.Text.Json;
using LeadScoring.Api.Data;
using LeadScoring.Api.Events;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Scoring;

/// <summary>Reads logs back. Raw SQL, because it takes the logs of a whole set of identities in one round trip.</summary>
internal static class LogStatements
{
    /// <summary>The whole logs of leads: one lead after the other, so that no more than one log is held in memory.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="identities">The identities whose logs are wanted, each with its lead. A lead without entries does not come back.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    public static async IAsyncEnumerable<(LeadKey Lead, LeadChange Log)> ReadLogsAsync(
        this NpgsqlConnection connection, IReadOnlyList<(LeadKey Identity, LeadKey Lead)> identities, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LeadKey[] leads = [.. identities.Select(each => each.Lead).Distinct()];
        var numbers = leads.Select((lead, i) => (lead, i)).ToDictionary(each => each.lead, each => each.i);
        await using var command = new NpgsqlCommand(
            """
            SELECT wanted.lead, e.identity, e.source, e.message_id, e.kind, e.occurred_at, e.name, e.properties
            FROM unnest($1, $2, $3) AS wanted (bucket, identity, lead) JOIN events e USING (bucket, identity)
            WHERE e.kind IN ('track', 'identify') ORDER BY wanted.lead
            """, connection)
        {
            // A long log on a cold disk takes longer than any other statement may.
            CommandTimeout = 60,
        };
        command.AddKeys([.. identities.Select(each => each.Identity)]);
        command.Add(NpgsqlDbType.Integer, identities.Select(each => numbers[each.Lead]));
        var (current, log) = (-1, new LeadChange([], []));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetInt32(0) is var lead && lead != current)
            {
                if (current >= 0)
                {
                    yield return (leads[current], log);
                }

                (current, log) = (lead, new LeadChange([], []));
            }

            Add(reader, log);
        }

        if (current >= 0)
        {
            yield return (leads[current], log);
        }
    }

    private static void Add(NpgsqlDataReader row, LeadChange log)
    {
        var (identity, messageId, at) = (row.GetString(1), row.GetString(3), row.GetFieldValue<DateTimeOffset>(5));
        if (row.GetString(4) == IncomingEvent.Track)
        {
            log.Events.Add(LoggedEvent.Open(row.GetString(2), identity, messageId, at, row.GetString(6), row.GetString(7)));
            return;
        }

        using var payload = JsonDocument.Parse(row.GetString(7));
        log.Attributes.AddRange(Memberships.WritesIn(payload.RootElement.Clone(), at, identity, messageId));
    }
}
