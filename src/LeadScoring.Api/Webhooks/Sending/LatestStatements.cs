using Npgsql;

namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>
/// Claims messages for receivers that keep the latest state: of each lead or account one at a time, the newest first, and never one
/// that is overtaken. Raw SQL: sets of rows, beside the other statements of delivery.
/// </summary>
internal static class LatestStatements
{
    /// <summary>Messages that a look begins with: enough for the places there are, few enough for a backlog of any length.</summary>
    private const int MostLooked = 50;

    /// <summary>Whose messages are due.</summary>
    private const string DueSubjects =
        $"""
        SELECT DISTINCT bucket, lead_id FROM (
            SELECT bucket, lead_id FROM webhook_deliveries WHERE endpoint_id = $1 AND state = '{DeliveryState.Waiting}' AND next_attempt_at <= $2 ORDER BY next_attempt_at LIMIT $3) AS first
        """;

    /// <summary>
    /// Makes due messages this process's own until their lease ends, and ends those that are overtaken: a later one about the same lead or account was handed over.
    /// Whoever calls has locked the endpoint: two messages about one lead must not be under way at once.
    /// The claim looks for later ones by itself: it may see subjects, and attempts that were just recorded, which the ending has not seen.
    /// </summary>
    /// <returns>The messages, and how many are overtaken.</returns>
    public static async Task<(List<Claim> Claims, int Superseded)> ClaimLatestAsync(this NpgsqlConnection connection, Guid endpointId, DateTimeOffset now, DateTimeOffset until, int most, CancellationToken cancellationToken)
    {
        var superseded = await connection.SupersedeAsync(endpointId, now, cancellationToken);
        await using var command = new NpgsqlCommand(
            $"""
            UPDATE webhook_deliveries d SET next_attempt_at = $4, lease_id = gen_random_uuid()
            FROM (
                SELECT newest.bucket, newest.id FROM ({DueSubjects}) AS due
                CROSS JOIN LATERAL (
                    SELECT n.bucket, n.id, n.next_attempt_at, n.sequence, n.kind FROM webhook_deliveries n
                    WHERE n.bucket = due.bucket AND n.lead_id = due.lead_id AND n.endpoint_id = $1 AND n.state = '{DeliveryState.Waiting}' AND n.next_attempt_at <= $2
                    ORDER BY n.sequence DESC LIMIT 1) AS newest
                WHERE NOT EXISTS (
                    SELECT FROM webhook_deliveries f
                    WHERE f.bucket = due.bucket AND f.lead_id = due.lead_id AND f.endpoint_id = $1 AND f.state = '{DeliveryState.Waiting}' AND f.lease_id IS NOT NULL AND f.next_attempt_at > $2)
                    AND (newest.kind = '{DeliveryKind.Test}' OR NOT EXISTS (
                        SELECT FROM webhook_deliveries l
                        WHERE l.bucket = due.bucket AND l.lead_id = due.lead_id AND l.endpoint_id = $1 AND l.sequence > newest.sequence AND l.state IN ('{DeliveryState.Delivered}', '{DeliveryState.Skipped}')))
                ORDER BY newest.next_attempt_at LIMIT $5) AS chosen
            WHERE d.bucket = chosen.bucket AND d.id = chosen.id AND d.state = '{DeliveryState.Waiting}' AND d.next_attempt_at <= $2
            RETURNING {Claim.Columns}
            """, connection)
        {
            Parameters = { new() { Value = endpointId }, new() { Value = now.ToUniversalTime() }, new() { Value = MostLooked }, new() { Value = until.ToUniversalTime() }, new() { Value = most } },
        };
        return (await Claim.ReadAsync(command, cancellationToken), superseded);
    }

    private static async Task<int> SupersedeAsync(this NpgsqlConnection connection, Guid endpointId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            UPDATE webhook_deliveries d SET state = '{DeliveryState.Superseded}', next_attempt_at = NULL, lease_id = NULL
            FROM ({DueSubjects}) AS due
            WHERE d.bucket = due.bucket AND d.lead_id = due.lead_id AND d.endpoint_id = $1 AND d.state = '{DeliveryState.Waiting}' AND d.next_attempt_at <= $2 AND d.kind <> '{DeliveryKind.Test}'
                AND EXISTS (
                    SELECT FROM webhook_deliveries l
                    WHERE l.bucket = d.bucket AND l.lead_id = d.lead_id AND l.endpoint_id = $1 AND l.sequence > d.sequence AND l.state IN ('{DeliveryState.Delivered}', '{DeliveryState.Skipped}'))
            """, connection)
        {
            Parameters = { new() { Value = endpointId }, new() { Value = now.ToUniversalTime() }, new() { Value = MostLooked } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
