using LeadScoring.Api.Data;
using LeadScoring.Api.Webhooks.FanOut;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Privacy;

/// <summary>
/// Takes a person out of messages about others: as champion or likely buyer of an account, or as an id that was theirs once. Those
/// that are still to be sent say nothing of the person then.
/// </summary>
internal static class MessageEraser
{
    /// <summary>Messages that are in memory at once; each has up to 20 kB.</summary>
    private const int MostAtOnce = 200;

    /// <summary>Changes all messages that name the person.</summary>
    /// <param name="connection">With a transaction during which nobody makes messages.</param>
    /// <param name="person">The person; messages about them are gone.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    public static async Task ForgetAsync(NpgsqlConnection connection, PersonTraces person, CancellationToken cancellationToken)
    {
        var ids = person.LeadIds.ToHashSet(StringComparer.Ordinal);
        List<(short Bucket, Guid Id, string Payload)> part;
        do
        {
            part = await ReadSomeAsync(connection, ids, cancellationToken);
            if (part.Count > 0)
            {
                await WriteAsync(connection, part.ConvertAll(each => each with { Payload = WebhookPayload.Read(each.Payload).Without(ids).Write() }), cancellationToken);
            }
        }
        while (part.Count == MostAtOnce);
    }

    /// <summary>Who is named lies in messages about others, so in all buckets.</summary>
    private static async Task<List<(short, Guid, string)>> ReadSomeAsync(NpgsqlConnection connection, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT bucket, id, payload FROM webhook_deliveries WHERE people ?| $1 ORDER BY bucket, id LIMIT $2 FOR UPDATE", connection);
        command.Add(NpgsqlDbType.Text, ids);
        command.Parameters.Add(new() { Value = MostAtOnce });
        List<(short, Guid, string)> messages = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            messages.Add((reader.GetInt16(0), reader.GetGuid(1), reader.GetString(2)));
        }

        return messages;
    }

    /// <summary>An attempt that is under way with the former text is not recorded, since the receiver's answer may repeat it: it is made again.</summary>
    private static async Task WriteAsync(NpgsqlConnection connection, List<(short Bucket, Guid Id, string Payload)> messages, CancellationToken cancellationToken)
    {
        var (update, clear) = (
            new NpgsqlBatchCommand("UPDATE webhook_deliveries d SET payload = changed.payload, lease_id = NULL FROM unnest($1, $2, $3) AS changed (bucket, id, payload) WHERE d.bucket = changed.bucket AND d.id = changed.id"),
            new NpgsqlBatchCommand("UPDATE webhook_attempts a SET response = NULL, error = CASE WHEN error IS NOT NULL THEN 'The reason named somebody who was erased.' END FROM unnest($1, $2) AS changed (bucket, id) WHERE a.bucket = changed.bucket AND a.delivery_id = changed.id"));
        foreach (var command in (NpgsqlBatchCommand[])[update, clear])
        {
            command.Add(NpgsqlDbType.Smallint, messages.Select(message => message.Bucket));
            command.Add(NpgsqlDbType.Uuid, messages.Select(message => message.Id));
        }

        update.Add(NpgsqlDbType.Json, messages.Select(message => message.Payload));
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { update, clear } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
