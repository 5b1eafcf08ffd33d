using Npgsql;

namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>What is to be delivered, and how the endpoints are doing.</summary>
/// <param name="Messages">How many are to be delivered; those of disabled endpoints left out.</param>
/// <param name="Since">When the oldest of them was made.</param>
/// <param name="Active">Endpoints that are sent to.</param>
/// <param name="Paused">Endpoints that are left alone for a while.</param>
/// <param name="Disabled">Endpoints that nothing is sent to.</param>
internal sealed record WebhookBacklog(long Messages, DateTimeOffset? Since, long Active, long Paused, long Disabled);

/// <summary>The statement that operations are told by. Raw SQL: counts of two tables in one round trip.</summary>
internal static class WebhookBacklogStatements
{
    /// <summary>What is to be delivered, and how the endpoints are doing.</summary>
    public static async Task<WebhookBacklog> ReadBacklogAsync(this NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT waiting.count, waiting.since, endpoints.active, endpoints.paused, endpoints.disabled
            FROM (SELECT count(*) AS count, min(d.created_at) AS since
                  FROM webhook_endpoints e JOIN webhook_deliveries d ON d.endpoint_id = e.id AND d.state = '{DeliveryState.Waiting}'
                  WHERE e.disabled_at IS NULL) AS waiting,
                 (SELECT count(*) FILTER (WHERE disabled_at IS NULL AND coalesce(paused_until, $1) <= $1) AS active,
                         count(*) FILTER (WHERE disabled_at IS NULL AND paused_until > $1) AS paused,
                         count(*) FILTER (WHERE disabled_at IS NOT NULL) AS disabled
                  FROM webhook_endpoints) AS endpoints
            """, connection)
        {
            Parameters = { new() { Value = now.ToUniversalTime() } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new WebhookBacklog(reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset?>(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
    }
}
