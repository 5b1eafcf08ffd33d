using LeadScoring.Api.Changes;
using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Webhooks.FanOut;

/// <summary>The statements that make messages of crossings. Raw SQL: they lock, skip what is locked, and follow the feed of changes.</summary>
internal static class FanOutStatements
{
    /// <summary>
    /// What a look shows: whether there is anybody to tell, since when the first crossing waits that no message was made of, and whether its turn
    /// has come: while an older transaction writes, on whatever server's database, nobody knows whether something comes before it.
    /// </summary>
    public readonly record struct Look(bool HasEndpoints, DateTimeOffset? WaitsSince, bool IsItsTurn);

    /// <summary>The condition that no messages have been made of a transition <c>t</c>. The place comes in by itself, not by a join, so that whatever the planner believes an index range is read.</summary>
    public const string IsAhead =
        """
        t.position >= (SELECT position FROM webhook_progress)
            AND (t.position, t.bucket, t.lead_id, t.sequence) > (SELECT position, bucket, lead_id, sequence FROM webhook_progress)
        """;

    /// <summary>Looks without a lock or a write, as nearly always there is nothing.</summary>
    public static async Task<Look> LookForCrossingsAsync(this NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT EXISTS (SELECT FROM webhook_endpoints), first.recorded_at, coalesce(first.position < {ChangeStatements.End}, false)
            FROM (SELECT) AS looked LEFT JOIN LATERAL (
                SELECT t.recorded_at, t.position FROM transitions t
                WHERE {IsAhead}
                ORDER BY t.position LIMIT 1) AS first ON true
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new Look(reader.GetBoolean(0), reader.GetFieldValue<DateTimeOffset?>(1), reader.GetBoolean(2));
    }

    /// <summary>Up to where messages are made. The place is this transaction's own from then on.</summary>
    /// <returns>Null when somebody else has it.</returns>
    public static async Task<ChangeCursor?> TryTakePlaceAsync(this NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT position, bucket, lead_id, sequence FROM webhook_progress FOR UPDATE SKIP LOCKED", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new ChangeCursor(reader.GetInt64(0), new LeadKey(reader.GetInt16(1), reader.GetString(2)), reader.GetInt32(3)) : null;
    }

    /// <summary>Waits until nobody makes messages, and keeps it so until this transaction ends.</summary>
    public static NpgsqlBatchCommand TakePlace() => new("SELECT FROM webhook_progress FOR UPDATE");

    /// <inheritdoc cref="TakePlace"/>
    public static async Task TakePlaceAsync(this NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { TakePlace() } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task MovePlaceAsync(this NpgsqlConnection connection, ChangeCursor place, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("UPDATE webhook_progress SET position = $1, bucket = $2, lead_id = $3, sequence = $4", connection)
        {
            Parameters = { new() { Value = place.Position }, new() { Value = place.Lead.Bucket }, new() { Value = place.Lead.LeadId }, new() { Value = place.Sequence } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>All endpoints, which stay until this transaction ends. Those that are disabled get messages, too: they are sent once it is enabled.</summary>
    public static async Task<List<Listener>> ReadListenersAsync(this NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT id, filters, notify_again_after, created_at, format, settings FROM webhook_endpoints ORDER BY id FOR KEY SHARE", connection);
        List<Listener> listeners = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            listeners.Add(new Listener(reader.GetGuid(0), WebhookFilters.Read(reader.GetString(1)), reader.GetFieldValue<TimeSpan?>(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetString(4), reader.GetString(5)));
        }

        return listeners;
    }

    /// <summary>Those of the messages, by their place in the list, of which the same was told since the moment that each has. What never arrived, and will not, told nobody.</summary>
    public static async Task<HashSet<int>> FindToldAsync(this NpgsqlConnection connection, IReadOnlyCollection<(NewMessage Message, DateTimeOffset Since)> asked, CancellationToken cancellationToken)
    {
        HashSet<int> told = [];
        if (asked.Count == 0)
        {
            return told;
        }

        await using var command = new NpgsqlCommand(
            $"""
            SELECT asked.number::integer FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY AS asked (bucket, lead_id, endpoint_id, kind, model_key, since, number)
            WHERE EXISTS (
                SELECT FROM webhook_deliveries d
                WHERE d.bucket = asked.bucket AND d.lead_id = asked.lead_id AND d.endpoint_id = asked.endpoint_id AND d.kind = asked.kind AND d.created_at > asked.since
                    AND d.model_key = asked.model_key AND d.state NOT IN ('{DeliveryState.Damped}', '{DeliveryState.Failed}', '{DeliveryState.Skipped}'))
            """, connection);
        command.AddKeys([.. asked.Select(each => each.Message.Subject)]);
        command.Add(NpgsqlDbType.Uuid, asked.Select(each => each.Message.EndpointId));
        command.Add(NpgsqlDbType.Text, asked.Select(each => each.Message.Kind));
        command.Add(NpgsqlDbType.Text, asked.Select(each => each.Message.ModelKey));
        command.Add(NpgsqlDbType.TimestampTz, asked.Select(each => each.Since));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            told.Add(reader.GetInt32(0) - 1);
        }

        return told;
    }

    public static async Task InsertMessagesAsync(this NpgsqlConnection connection, IReadOnlyCollection<NewMessage> messages, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            INSERT INTO webhook_deliveries (bucket, lead_id, id, endpoint_id, sequence, kind, model_key, payload, state, created_at, begun_at, next_attempt_at, step, attempts)
            SELECT n.bucket, n.lead_id, n.id, n.endpoint_id, n.sequence, n.kind, n.model_key, n.payload, n.state, $10, $10, CASE WHEN n.state = '{DeliveryState.Waiting}' THEN $10 END, 0, 0
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS n (bucket, lead_id, id, endpoint_id, sequence, kind, model_key, payload, state)
            """, connection);
        command.AddKeys([.. messages.Select(message => message.Subject)]);
        command.Add(NpgsqlDbType.Uuid, messages.Select(message => message.Id));
        command.Add(NpgsqlDbType.Uuid, messages.Select(message => message.EndpointId));
        command.Add(NpgsqlDbType.Integer, messages.Select(message => message.Sequence));
        command.Add(NpgsqlDbType.Text, messages.Select(message => message.Kind));
        command.Add(NpgsqlDbType.Text, messages.Select(message => message.ModelKey));
        command.Add(NpgsqlDbType.Json, messages.Select(message => message.Payload));
        command.Add(NpgsqlDbType.Text, messages.Select(message => message.IsDamped ? DeliveryState.Damped : DeliveryState.Waiting));
        command.Parameters.Add(new() { Value = now.ToUniversalTime() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>An endpoint, as far as making messages goes.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Filters">What it wants.</param>
/// <param name="NotifyAgainAfter">How long the same is not told again; null: it always is, but for spikes.</param>
/// <param name="CreatedAt">Crossings from then on are told, included.</param>
/// <param name="Format">What its messages look like.</param>
/// <param name="Settings">What the format needs beside, as JSON.</param>
internal sealed record Listener(Guid Id, WebhookFilters Filters, TimeSpan? NotifyAgainAfter, DateTimeOffset CreatedAt, string Format, string Settings)
{
    public static Listener Of(WebhookEndpoint endpoint) => new(endpoint.Id, WebhookFilters.Read(endpoint.Filters), endpoint.NotifyAgainAfter, endpoint.CreatedAt, endpoint.Format, endpoint.Settings);
}

/// <summary>A message that is to be stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="EndpointId">To whom.</param>
/// <param name="Subject">The lead or the account.</param>
/// <param name="Sequence">The number of the crossing.</param>
/// <param name="Kind">Its kind; of a spike with the alert's key.</param>
/// <param name="ModelKey">Key of the model.</param>
/// <param name="Payload">The message as JSON.</param>
/// <param name="IsDamped">Whether the same was told a short time ago.</param>
internal sealed record NewMessage(Guid Id, Guid EndpointId, LeadKey Subject, int Sequence, string Kind, string ModelKey, string Payload, bool IsDamped = false)
{
    /// <summary>What must not be told again too soon.</summary>
    public (Guid, LeadKey, string, string) News => (EndpointId, Subject, Kind, ModelKey);
}
