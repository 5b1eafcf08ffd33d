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

    /// <summary>Puts the change into force.</summary>
    public static async Task ActivateAsync(this NpgsqlConnection connection, int number, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("UPDATE model_activations SET activated_at = $2, backfill_lead = '' WHERE number = $1", connection)
        {
            Parameters = { new() { Value = number }, new() { Value = now.ToUniversalTime() } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
