using System.Runtime.CompilerServices;
using System.Text.Json;
using LeadScoring.Api.Data;
using LeadScoring.Api.Events;
using LeadScoring.Api.Models.Backtests;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Retention;

/// <summary>The statements that cut logs of leads. Raw SQL: they take sets of leads, and name the buckets.</summary>
internal static class LeadCutStatements
{
    /// <summary>Seconds: long logs on a cold disk take longer than any other statement may.</summary>
    private const int LongTimeout = 60;

    /// <summary>The next leads of a bucket in the order of their ids.</summary>
    public static async Task<List<TriedLead>> ReadNextLeadsAsync(this NpgsqlConnection connection, short bucket, string last, int most, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT lead_id, identities, digest FROM leads WHERE bucket = $1 AND lead_id > $2 AND (linked_to IS NULL OR identities IS NOT NULL) ORDER BY lead_id LIMIT $3", connection)
        {
            Parameters = { new() { Value = bucket }, new() { Value = last }, new() { Value = most } },
        };
        List<TriedLead> leads = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = new LeadKey(bucket, reader.GetString(0));
            leads.Add(new TriedLead(key, reader.IsDBNull(1) ? [key] : [key, .. reader.GetFieldValue<string[]>(1).Select(LeadKey.OfKey)], DigestCodec.EventsOf(reader.GetFieldValue<byte[]>(2))));
        }

        return leads;
    }

    /// <summary>Those of the leads, by their place in the list, of which something happened before a moment that was no setting of attributes.</summary>
    public static async Task<HashSet<int>> FindOldAsync(this NpgsqlConnection connection, IReadOnlyList<TriedLead> leads, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT DISTINCT wanted.place FROM unnest($1, $2, $3) AS wanted (bucket, identity, place) JOIN events e USING (bucket, identity)
            WHERE e.occurred_at < $4 AND e.kind <> '{IncomingEvent.Identify}'
            """, connection)
        {
            CommandTimeout = LongTimeout,
        };
        var identities = leads.SelectMany((lead, place) => lead.Identities.Select(identity => (identity, place))).ToList();
        command.AddKeys([.. identities.Select(each => each.identity)]);
        command.Add(NpgsqlDbType.Integer, identities.Select(each => each.place));
        command.Parameters.Add(new() { Value = before });
        HashSet<int> places = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            places.Add(reader.GetInt32(0));
        }

        return places;
    }

    /// <summary>Payloads of attributes from before a moment that say nothing any more, identity by identity: an identity that is taken out of its lead keeps its own.</summary>
    public static async IAsyncEnumerable<(LeadKey Identity, string Source, string MessageId)> FindOutdatedAsync(
        this NpgsqlConnection connection, IReadOnlyCollection<LeadKey> identities, DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT e.bucket, e.identity, e.source, e.message_id, e.occurred_at, e.properties
            FROM unnest($1, $2) AS wanted (bucket, identity) JOIN events e USING (bucket, identity)
            WHERE e.occurred_at < $3 AND e.kind = '{IncomingEvent.Identify}' ORDER BY e.bucket, e.identity
            """, connection)
        {
            CommandTimeout = LongTimeout,
        };
        command.AddKeys(identities);
        command.Parameters.Add(new() { Value = before });
        var (current, payloads) = (default(LeadKey), new OutdatedPayloads<(LeadKey, string, string)?>());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var identity = new LeadKey(reader.GetInt16(0), reader.GetString(1));
            if (identity != current)
            {
                (current, payloads) = (identity, new OutdatedPayloads<(LeadKey, string, string)?>());
            }

            using var payload = JsonDocument.Parse(reader.GetString(5));
            var messageId = reader.GetString(3);
            var writes = Memberships.WritesIn(payload.RootElement, reader.GetFieldValue<DateTimeOffset>(4), identity.LeadId, messageId).ToList();
            var last = writes.Where(write => write.Stamp.At < before).MaxBy(write => write.Stamp);
            // Of events that share an entry some may have happened later: then it stays, whatever else is said.
            (LeadKey, string, string)? key = writes.Exists(write => write.Stamp.At >= before) ? null : (identity, reader.GetString(2), messageId);
            foreach (var outdated in payloads.Add(key, last.Payload, last.Stamp).OfType<(LeadKey, string, string)>())
            {
                yield return outdated;
            }
        }
    }

    /// <summary>Deletes entries of logs. No fact goes with those that are outdated, so nobody has to be locked or folded afresh.</summary>
    public static async Task<int> DeleteEntriesAsync(this NpgsqlConnection connection, IReadOnlyCollection<(LeadKey Identity, string Source, string MessageId)> entries, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            DELETE FROM events e USING unnest($1, $2, $3, $4) AS old (bucket, identity, source, message_id)
            WHERE e.bucket = old.bucket AND e.identity = old.identity AND e.source = old.source AND e.message_id = old.message_id
            """, connection);
        command.AddKeys([.. entries.Select(entry => entry.Identity)]);
        command.Add(NpgsqlDbType.Text, entries.Select(entry => entry.Source));
        command.Add(NpgsqlDbType.Text, entries.Select(entry => entry.MessageId));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Deletes what happened before a moment, but for what set attributes. The leads must be locked, and folded afresh afterwards.</summary>
    public static async Task<int> DeleteOldEventsAsync(this NpgsqlConnection connection, IReadOnlyCollection<LeadKey> identities, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            DELETE FROM events e USING unnest($1, $2) AS cut (bucket, identity)
            WHERE e.bucket = cut.bucket AND e.identity = cut.identity AND e.occurred_at < $3 AND e.kind <> '{IncomingEvent.Identify}'
            """, connection)
        {
            CommandTimeout = LongTimeout,
        };
        command.AddKeys(identities);
        command.Parameters.Add(new() { Value = before });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Deletes those of the leads of which nothing is left: visitors of whom nothing was ever known but events that are gone. Leads that somebody
    /// has locked are left for the next time.
    /// </summary>
    public static async Task<int> DeleteEmptyLeadsAsync(this NpgsqlConnection connection, short bucket, IEnumerable<string> leads, CancellationToken cancellationToken)
    {
        const string empty =
            """
            FROM leads l WHERE l.bucket = $1 AND l.lead_id = ANY ($2)
                AND l.attributes::text = '{}' AND l.last_transition = 0 AND l.linked_to IS NULL AND l.unlinked_at IS NULL AND l.identities IS NULL
                AND NOT EXISTS (SELECT FROM events e WHERE e.bucket = l.bucket AND e.identity = l.lead_id)
                AND NOT EXISTS (SELECT FROM identity_mentions m WHERE m.bucket = l.bucket AND m.identity = l.lead_id)
            ORDER BY l.lead_id FOR UPDATE SKIP LOCKED
            """;
        var locked = new NpgsqlBatchCommand($"SELECT {empty}");
        var delete = new NpgsqlBatchCommand(
            $"""
            WITH empty AS (SELECT l.bucket, l.lead_id {empty}),
            gone AS (DELETE FROM leads l USING empty WHERE l.bucket = empty.bucket AND l.lead_id = empty.lead_id RETURNING l.bucket, l.lead_id),
            scores AS (DELETE FROM lead_scores s USING gone WHERE s.bucket = gone.bucket AND s.lead_id = gone.lead_id)
            SELECT count(*)::integer FROM gone
            """);
        string[] ids = [.. leads];
        foreach (var command in (NpgsqlBatchCommand[])[locked, delete])
        {
            command.Parameters.Add(new() { Value = bucket });
            command.Parameters.Add(new() { Value = ids });
        }

        // In two statements: the second one sees what was committed before the locks were there.
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { locked, delete } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt32(0);
    }
}
