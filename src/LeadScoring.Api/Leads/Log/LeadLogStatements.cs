using LeadScoring.Api.Data;
using LeadScoring.Api.Events;
using LeadScoring.Api.Scoring;
using Npgsql;

namespace LeadScoring.Api.Leads.Log;

/// <summary>How much of a log is read.</summary>
/// <param name="Until">What happened up to then, this instant included.</param>
/// <param name="KnownAt">Only what was received up to then, this instant included; null: whenever it was received.</param>
internal readonly record struct LogCut(DateTimeOffset Until, DateTimeOffset? KnownAt)
{
    /// <summary>Nothing happens after its receipt, so of the two the receipt alone says enough; what happened after <see cref="Until"/> may say who is who.</summary>
    public string Condition(string parameter) => KnownAt is null ? $"e.occurred_at <= {parameter}" : $"e.received_at <= {parameter}";

    public NpgsqlParameter Parameter => new() { Value = (KnownAt ?? Until).ToUniversalTime() };
}

/// <summary>
/// Reads one lead's log. Raw SQL, because the identities of a lead lie in buckets of their own: the statements name them and find the
/// rows by the beginning of the key. There is no index by time, which every event would pay for; a lead's log is sorted when it is read.
/// </summary>
internal static class LeadLogStatements
{
    private const string Columns = "e.bucket, e.identity, e.source, e.message_id, e.kind, e.name, e.occurred_at, e.original_at, e.received_at, e.anonymous_id, e.properties";

    /// <summary>Everything of these identities up to the cut, by time.</summary>
    public static async Task<List<LeadEvent>> ReadWholeLogAsync(this NpgsqlConnection connection, IReadOnlyCollection<LeadKey> identities, LogCut cut, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {Columns}, NULL::text
            FROM unnest($1, $2) AS wanted (bucket, identity) JOIN events e USING (bucket, identity)
            WHERE {cut.Condition("$3")} ORDER BY e.occurred_at
            """, connection)
        {
            // A long log on a cold disk takes longer than any other statement may.
            CommandTimeout = 60,
        };
        command.AddKeys(identities);
        command.Parameters.Add(cut.Parameter);
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>A page of the log: as many entries as are wanted, behind the last one of the page before.</summary>
    public static async Task<List<LeadEvent>> ReadLogPageAsync(this NpgsqlConnection connection, IReadOnlyCollection<LeadKey> identities, LeadEventsCursor? after, bool newestFirst, int most, CancellationToken cancellationToken)
    {
        var (direction, beyond) = newestFirst ? ("DESC", "<") : ("ASC", ">");
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {Columns}, e.context
            FROM unnest($1, $2) AS wanted (bucket, identity) JOIN events e USING (bucket, identity)
            {(after is null ? "" : $"WHERE (e.occurred_at, e.identity, e.source, e.message_id) {beyond} ($4, $5, $6, $7)")}
            ORDER BY e.occurred_at {direction}, e.identity {direction}, e.source {direction}, e.message_id {direction} LIMIT $3
            """, connection)
        {
            CommandTimeout = 60,
        };
        command.AddKeys(identities);
        command.Parameters.Add(new() { Value = most });
        if (after is { } place)
        {
            foreach (var value in (object[])[place.OccurredAt, place.Identity, place.Source, place.MessageId])
            {
                command.Parameters.Add(new() { Value = value });
            }
        }

        return await ReadAsync(command, cancellationToken);
    }

    private static async Task<List<LeadEvent>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        List<LeadEvent> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new LeadEvent
            {
                Bucket = reader.GetInt16(0),
                Identity = reader.GetString(1),
                Source = reader.GetString(2),
                MessageId = reader.GetString(3),
                Kind = reader.GetString(4),
                Name = reader.GetString(5),
                OccurredAt = reader.GetFieldValue<DateTimeOffset>(6),
                OriginalAt = reader.GetFieldValue<DateTimeOffset?>(7),
                ReceivedAt = reader.GetFieldValue<DateTimeOffset>(8),
                AnonymousId = reader.IsDBNull(9) ? null : reader.GetString(9),
                Properties = reader.GetString(10),
                Context = reader.IsDBNull(11) ? null : reader.GetString(11),
            });
        }

        return rows;
    }
}
