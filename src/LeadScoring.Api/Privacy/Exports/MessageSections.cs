using System.Text.Json;
using LeadScoring.Api.Data;
using LeadScoring.Api.Webhooks.FanOut;
using NpgsqlTypes;

namespace LeadScoring.Api.Privacy.Exports;

/// <summary>What an export has of messages to receivers of webhooks.</summary>
internal static class MessageSections
{
    private const string Columns = "d.id, d.endpoint_id, d.kind, d.state, d.created_at, d.delivered_at";

    public static async IAsyncEnumerable<object> Messages(PersonSource source)
    {
        var own = source.Person.LeadIds;
        await foreach (var message in source.ManyAsync<ExportedMessage>((identity, last) => source.ReadAsync(
            $"""
            SELECT {Columns}, d.payload,
                   ARRAY(SELECT a.response FROM webhook_attempts a WHERE a.bucket = d.bucket AND a.delivery_id = d.id AND a.response IS NOT NULL ORDER BY a.number)
            FROM webhook_deliveries d WHERE d.bucket = $1 AND d.lead_id = $2 AND d.id > $3 ORDER BY d.id LIMIT {PersonSource.Part}
            """,
            command =>
            {
                foreach (var value in (object[])[identity.Bucket, identity.LeadId, last?.Id ?? Guid.Empty])
                {
                    command.Parameters.Add(new() { Value = value });
                }
            },
            row => WithoutOthers(
                new ExportedMessage(
                    row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset?>(5),
                    null, row.GetFieldValue<string[]>(7)),
                row.GetString(6),
                own))))
        {
            yield return message;
        }

        await foreach (var message in source.FewAsync(
            $"SELECT {Columns} FROM webhook_deliveries d WHERE d.people ?| $1 AND d.lead_id <> ALL ($2)",
            command =>
            {
                command.Add(NpgsqlDbType.Text, own);
                command.Add(NpgsqlDbType.Text, source.Person.Keys);
            },
            row => new ExportedMessage(
                row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset?>(5), null, [])))
        {
            yield return message;
        }
    }

    /// <summary>
    /// The message without others whom it names: those who matter in the company, and ids that were the person's when it was made. What
    /// receivers have answered to such a one may repeat any of it, cut off anywhere, so it is left out.
    /// </summary>
    private static ExportedMessage WithoutOthers(ExportedMessage message, string text, IReadOnlyCollection<string> own)
    {
        var payload = WebhookPayload.Read(text);
        var others = payload.Ids.Except(own, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        return others.Count == 0
            ? message with { Payload = JsonElement.Parse(text) }
            : message with { Payload = JsonElement.Parse(payload.Without(others).Write()), Answers = [] };
    }
}
