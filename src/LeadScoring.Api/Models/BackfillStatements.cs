using LeadScoring.Api.Scoring;
using Npgsql;

namespace LeadScoring.Api.Models;

/// <summary>The statements of <see cref="ModelBackfill"/>. Raw SQL: they skip what is locked.</summary>
internal static class BackfillStatements
{
    /// <summary>Makes the backfill this transaction's own.</summary>
    /// <returns>The last lead that was looked at; null when somebody else has it, or it is done.</returns>
    public static async Task<LeadKey?> ClaimBackfillAsync(this NpgsqlConnection connection, int number, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT backfill_bucket, backfill_lead FROM model_activations WHERE number = $1 AND activated_at IS NULL FOR UPDATE SKIP LOCKED", connection)
        {
            Parameters = { new() { Value = number } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new LeadKey(reader.GetInt16(0), reader.GetString(1)) : null;
    }

    /// <summary>Notes how far it is: at the last lead, or where that one has been erased meanwhile, at the one before it.</summary>
    public static async Task MoveBackfillAsync(this NpgsqlConnection connection, int number, LeadKey last, int leads, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("UPDATE model_activations SET backfill_bucket = $2, backfill_lead = coalesce((SELECT max(lead_id) FROM leads WHERE bucket = $2 AND lead_id <= $3), ''), backfilled = backfilled + $4 WHERE number = $1", connection)
        {
            Parameters = { new() { Value = number }, new() { Value = last.Bucket }, new() { Value = last.LeadId }, new() { Value = leads } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Puts the change into force; where that comes from a model file, the primary model before it is withdrawn.</summary>
    public static async Task ActivateAsync(this NpgsqlConnection connection, int number, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            WITH activated AS (
                UPDATE model_activations SET activated_at = $2, backfill_lead = '' WHERE number = $1 RETURNING number, model_key, action, notify, why),
            former AS (
                SELECT model_key FROM model_activations
                WHERE number < $1 AND is_primary AND activated_at IS NOT NULL AND action <> '{ModelAction.CalledOff}' ORDER BY number DESC LIMIT 1)
            INSERT INTO model_activations (number, model_key, is_primary, action, notify, why, requested_at, activated_at, backfill_bucket, backfilled)
            SELECT a.number + 1, f.model_key, false, '{ModelAction.Withdrawn}', a.notify, a.why, $2, $2, 0, 0
            FROM activated a, former f WHERE a.action = '{ModelAction.Configured}' AND f.model_key <> a.model_key
            """, connection)
        {
            Parameters = { new() { Value = number }, new() { Value = now.ToUniversalTime() } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
