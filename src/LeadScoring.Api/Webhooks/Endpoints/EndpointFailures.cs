using LeadScoring.Api.Data;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Webhooks.Endpoints;

/// <summary>Why endpoints fail.</summary>
internal static class EndpointFailures
{
    /// <summary>Messages of an endpoint that are looked at. Those that were tried are due later than those that wait for their first attempt.</summary>
    private const int MostLooked = 100;

    /// <summary>What went wrong the last time, of endpoints whose messages wait for another attempt. Raw SQL: one look for each of a set.</summary>
    public static async Task<Dictionary<Guid, string>> ReadLastErrorsAsync(this LeadScoringDbContext db, Guid[] endpoints, CancellationToken cancellationToken)
    {
        var rows = await db.Database.SqlQuery<LastError>(
            $"""
            SELECT asked.id AS "EndpointId", last.error AS "Error" FROM unnest({endpoints}) AS asked (id)
            CROSS JOIN LATERAL (
                SELECT a.error FROM (
                    SELECT bucket, id, attempts FROM webhook_deliveries
                    WHERE endpoint_id = asked.id AND state = {DeliveryState.Waiting} AND next_attempt_at IS NOT NULL
                    ORDER BY next_attempt_at DESC LIMIT {MostLooked}) AS d
                JOIN webhook_attempts a ON a.bucket = d.bucket AND a.delivery_id = d.id AND a.number = d.attempts
                WHERE a.error IS NOT NULL
                ORDER BY a.started_at DESC LIMIT 1) AS last
            """).ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.EndpointId, row => row.Error);
    }

    private sealed record LastError(Guid EndpointId, string Error);
}
