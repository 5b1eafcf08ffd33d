using LeadScoring.Api.Webhooks.Formats;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>The statements of delivery. Raw SQL: messages are claimed by passing over what others have locked.</summary>
internal static class DispatchStatements
{
    private const int MostMadeDue = 10_000;

    private const string TargetColumns = "e.id, e.url, e.format, e.settings, e.secret, e.former_secrets, e.credentials, e.failures_in_a_row";

    /// <summary>Endpoints with messages that are due, unless they are disabled or paused.</summary>
    public static async Task<List<WebhookTarget>> FindTargetsAsync(this NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {TargetColumns} FROM webhook_endpoints e
            WHERE e.disabled_at IS NULL AND (e.paused_until IS NULL OR e.paused_until <= $1)
                AND EXISTS (SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.state = '{DeliveryState.Waiting}' AND d.next_attempt_at <= $1)
            """, connection)
        {
            Parameters = { new() { Value = now.ToUniversalTime() } },
        };
        List<WebhookTarget> targets = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            targets.Add(ReadTarget(reader));
        }

        return targets;
    }

    /// <summary>Whether messages of an endpoint may be claimed side by side: it may have failed, or have been disabled, since it was found. If so, nobody else claims for it, or notes how it does, until this transaction ends.</summary>
    public static async Task<bool> LockOpenAsync(this NpgsqlConnection connection, Guid endpointId, int failuresUntilPause, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT id FROM webhook_endpoints WHERE id = $1 AND disabled_at IS NULL AND coalesce(paused_until, $2) <= $2 AND failures_in_a_row < $3 FOR NO KEY UPDATE", connection)
        {
            Parameters = { new() { Value = endpointId }, new() { Value = now.ToUniversalTime() }, new() { Value = failuresUntilPause } },
        };
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>Makes some of an endpoint's due messages this process's own until their lease ends.</summary>
    public static async Task<List<Claim>> ClaimAsync(this NpgsqlConnection connection, Guid endpointId, DateTimeOffset now, DateTimeOffset until, int most, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            UPDATE webhook_deliveries d SET next_attempt_at = $3, lease_id = gen_random_uuid()
            FROM (SELECT bucket, id FROM webhook_deliveries
                  WHERE endpoint_id = $1 AND state = '{DeliveryState.Waiting}' AND next_attempt_at <= $2
                  ORDER BY next_attempt_at LIMIT $4 FOR UPDATE SKIP LOCKED) AS due
            WHERE d.bucket = due.bucket AND d.id = due.id
            RETURNING {Claim.Columns}
            """, connection)
        {
            Parameters = { new() { Value = endpointId }, new() { Value = now.ToUniversalTime() }, new() { Value = until.ToUniversalTime() }, new() { Value = most } },
        };
        return await Claim.ReadAsync(command, cancellationToken);
    }

    /// <summary>Makes the one try that an endpoint gets after a pause this process's own; others leave it alone until the lease ends. One that has come back meanwhile needs none.</summary>
    public static async Task<bool> TryProbeAsync(this NpgsqlConnection connection, Guid endpointId, int failuresUntilPause, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("UPDATE webhook_endpoints SET paused_until = $3 WHERE id = $1 AND disabled_at IS NULL AND coalesce(paused_until, $2) <= $2 AND failures_in_a_row >= $4", connection)
        {
            Parameters = { new() { Value = endpointId }, new() { Value = now.ToUniversalTime() }, new() { Value = until.ToUniversalTime() }, new() { Value = failuresUntilPause } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Notes what an attempt came to.</summary>
    /// <returns>False when the lease has ended and somebody else has the message, or it is gone.</returns>
    public static async Task<bool> RecordAttemptAsync(this NpgsqlConnection connection, Claim claim, Attempt attempt, string state, DateTimeOffset? nextAttemptAt, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH tried AS (
                UPDATE webhook_deliveries SET state = $4, next_attempt_at = $5, delivered_at = coalesce($6, delivered_at), lease_id = NULL, step = step + 1, attempts = attempts + 1
                WHERE bucket = $1 AND id = $2 AND lease_id = $3
                RETURNING bucket, id, attempts)
            INSERT INTO webhook_attempts (bucket, delivery_id, number, started_at, milliseconds, status, error, response)
            SELECT bucket, id, attempts, $7, $8, $9, $10, $11 FROM tried
            """, connection)
        {
            Parameters = { new() { Value = claim.Bucket }, new() { Value = claim.Id }, new() { Value = claim.LeaseId }, new() { Value = state } },
        };
        DateTimeOffset? deliveredAt = attempt.Verdict.HasArrived ? attempt.EndedAt : null;
        object?[] values = [nextAttemptAt?.ToUniversalTime(), deliveredAt?.ToUniversalTime(), attempt.StartedAt.ToUniversalTime(), attempt.Milliseconds, attempt.Status, attempt.Verdict.Error, attempt.Response];
        NpgsqlDbType[] types =
        [
            NpgsqlDbType.TimestampTz, NpgsqlDbType.TimestampTz, NpgsqlDbType.TimestampTz, NpgsqlDbType.Integer, NpgsqlDbType.Integer,
            NpgsqlDbType.Text, NpgsqlDbType.Text,
        ];
        foreach (var (value, type) in values.Zip(types))
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        }

        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Notes that an endpoint works.</summary>
    /// <returns>How many attempts in a row had failed before.</returns>
    public static async Task<int> NoteSuccessAsync(this NpgsqlConnection connection, Guid endpointId, int failuresUntilPause, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH failing AS (SELECT id, failures_in_a_row AS failures FROM webhook_endpoints WHERE id = $1 AND failures_in_a_row > 0 FOR NO KEY UPDATE)
            UPDATE webhook_endpoints e SET failing_since = NULL, failures_in_a_row = 0, paused_until = CASE WHEN failures < $2 THEN paused_until END
            FROM failing WHERE e.id = failing.id RETURNING failures
            """, connection)
        {
            Parameters = { new() { Value = endpointId }, new() { Value = failuresUntilPause } },
        };
        return await command.ExecuteScalarAsync(cancellationToken) is int failures ? failures : 0;
    }

    /// <summary>How an endpoint has been doing; nobody else changes that until this transaction ends. Null when it is gone or disabled.</summary>
    public static async Task<EndpointHealth?> LockHealthAsync(this NpgsqlConnection connection, Guid endpointId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT failing_since, failures_in_a_row, paused_until FROM webhook_endpoints WHERE id = $1 AND disabled_at IS NULL FOR NO KEY UPDATE", connection)
        {
            Parameters = { new() { Value = endpointId } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new EndpointHealth(reader.GetFieldValue<DateTimeOffset?>(0), reader.GetInt32(1), reader.GetFieldValue<DateTimeOffset?>(2), null) : null;
    }

    public static async Task WriteHealthAsync(this NpgsqlConnection connection, Guid endpointId, EndpointHealth health, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE webhook_endpoints SET failing_since = $2, failures_in_a_row = $3, paused_until = $4,
                disabled_because = $5, disabled_at = CASE WHEN $5 IS NULL THEN disabled_at ELSE $6 END
            WHERE id = $1
            """, connection)
        {
            Parameters =
            {
                new() { Value = endpointId }, new() { Value = (object?)health.FailingSince?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }, new() { Value = health.FailuresInARow },
                new() { Value = (object?)health.PausedUntil?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = (object?)health.DisabledBecause ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = now.ToUniversalTime() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Makes what waits for an endpoint due now: it is back. What somebody is just sending is left alone. Few wait, since an endpoint that fails is tried rarely; the rest is due already.</summary>
    public static async Task MakeDueAsync(this NpgsqlConnection connection, Guid endpointId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            UPDATE webhook_deliveries SET next_attempt_at = $2 WHERE (bucket, id) IN (
                SELECT bucket, id FROM webhook_deliveries
                WHERE endpoint_id = $1 AND state = '{DeliveryState.Waiting}' AND next_attempt_at > $2 AND lease_id IS NULL
                ORDER BY next_attempt_at LIMIT {MostMadeDue} FOR UPDATE SKIP LOCKED)
            """, connection)
        {
            Parameters = { new() { Value = endpointId }, new() { Value = now.ToUniversalTime() } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The columns of a target, in the order of <see cref="TargetColumns"/>.</summary>
    private static WebhookTarget ReadTarget(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<byte[]>(4),
        FormerSecret.Read(reader.GetString(5)), reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6), reader.GetInt32(7));
}
