using LeadScoring.Api.Data;
using LeadScoring.Api.Retention;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.Webhooks;

/// <summary>Deletes messages, with their attempts, that are older than is kept.</summary>
internal sealed class WebhookCleaner(Transactions transactions, IOptions<RetentionOptions> options, RetentionMetrics metrics, TimeProvider clock)
{
    /// <summary>Messages of one statement: a few with large logs must not keep others waiting.</summary>
    private const int MostAtOnce = 500;

    private static readonly TimeSpan Between = TimeSpan.FromHours(1);

    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Cleans once an hour, a part each round until nothing is left.</summary>
    public async Task CleanNowAndThenAsync(bool hasEndpoints, CancellationToken cancellationToken)
    {
        if (!hasEndpoints || options.Value.DeliveryDays is not { } days || clock.GetUtcNow() < _next)
        {
            return;
        }

        var removed = await CleanSomeAsync(clock.GetUtcNow().AddDays(-days), cancellationToken);
        metrics.Removed("webhook_deliveries", removed);
        if (removed == 0)
        {
            _next = clock.GetUtcNow() + Between;
        }
    }

    /// <summary>What is still to be sent stays, unless its endpoint is disabled: nobody may ever enable it again.</summary>
    private Task<int> CleanSomeAsync(DateTimeOffset before, CancellationToken cancellationToken) => transactions.WriteAsync(
        async (connection, ct) =>
        {
            await using var command = new NpgsqlCommand(
                $"""
                DELETE FROM webhook_deliveries WHERE (bucket, id) IN (
                    SELECT old.bucket, old.id FROM webhook_endpoints e CROSS JOIN LATERAL (
                        SELECT d.bucket, d.id FROM webhook_deliveries d
                        WHERE d.endpoint_id = e.id AND d.created_at < $1 AND (d.state <> '{DeliveryState.Waiting}' OR e.disabled_at IS NOT NULL)
                        ORDER BY d.created_at LIMIT $2 FOR UPDATE SKIP LOCKED) AS old
                    LIMIT $2)
                """, connection)
            {
                Parameters = { new() { Value = before.ToUniversalTime() }, new() { Value = MostAtOnce } },
            };
            return await command.ExecuteNonQueryAsync(ct);
        },
        cancellationToken);
}
