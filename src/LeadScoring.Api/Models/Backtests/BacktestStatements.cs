using LeadScoring.Api.Data;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>
/// The statements of runs. Raw SQL: they skip what is locked, and write whole sets of flips. What a run writes names its attempt, so that one that was taken over or cancelled writes nothing any more.
/// </summary>
internal static class BacktestStatements
{
    /// <summary>Seconds: reading or deleting the rows of a million leads takes longer than any other statement may.</summary>
    private const int LongTimeout = 120;

    private const string IsHeld = $"id = $1 AND attempt = $2 AND state = '{BacktestState.Running}'";

    /// <summary>Makes the oldest backtest that waits, or that a replica has left behind, this replica's own, and throws away what was found of it before.</summary>
    /// <returns>Its id and the number of this attempt; null: there is none.</returns>
    public static async Task<(Guid Id, int Attempt)?> ClaimBacktestAsync(this NpgsqlConnection connection, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            WITH claimed AS (
                UPDATE backtests SET state = '{BacktestState.Running}', attempt = attempt + 1, started_at = $1, lease_until = $2, leads = 0, leads_done = 0
                WHERE id = (
                    SELECT id FROM backtests
                    WHERE state = '{BacktestState.Waiting}' OR (state = '{BacktestState.Running}' AND lease_until <= $1)
                    ORDER BY requested_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
                RETURNING id, attempt),
            former AS (DELETE FROM backtest_flips WHERE backtest_id IN (SELECT id FROM claimed))
            SELECT id, attempt FROM claimed
            """, connection)
        {
            CommandTimeout = LongTimeout,
            Parameters = { new() { Value = now.ToUniversalTime() }, new() { Value = (now + lease).ToUniversalTime() } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetGuid(0), reader.GetInt32(1)) : null;
    }

    /// <summary>Notes how far the run is, and keeps it for longer.</summary>
    /// <returns>Whether it is still this attempt's.</returns>
    public static async Task<bool> HoldBacktestAsync(this NpgsqlConnection connection, Guid id, int attempt, (long Leads, long Done) progress, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"UPDATE backtests SET leads = $3, leads_done = $4, lease_until = $5 WHERE {IsHeld}", connection)
        {
            Parameters = { new() { Value = id }, new() { Value = attempt }, new() { Value = progress.Leads }, new() { Value = progress.Done }, new() { Value = leaseUntil.ToUniversalTime() } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Notes that the run has ended, or waits again.</summary>
    /// <returns>Whether it was still this attempt's.</returns>
    public static async Task<bool> EndBacktestAsync(this NpgsqlConnection connection, Guid id, int attempt, BacktestEnd end, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"UPDATE backtests SET state = $3, finished_at = $4, lease_until = NULL, result = $5, error = $6 WHERE {IsHeld}", connection)
        {
            Parameters =
            {
                new() { Value = id },
                new() { Value = attempt },
                new() { Value = end.State },
                new NpgsqlParameter<DateTimeOffset?> { TypedValue = end.At?.ToUniversalTime() },
                new() { Value = (object?)end.Result ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Json },
                new() { Value = (object?)end.Error ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Appends flips; the run must have been held in the same transaction.</summary>
    public static async Task InsertFlipsAsync(this NpgsqlConnection connection, Guid id, long lastNumber, IReadOnlyList<FoundFlip> flips, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO backtest_flips (backtest_id, number, lead_id, kind, details)
            SELECT $1, $2 + number, lead_id, kind, details::json FROM unnest($3, $4, $5) WITH ORDINALITY AS found (lead_id, kind, details, number)
            """, connection)
        {
            Parameters = { new() { Value = id }, new() { Value = lastNumber } },
        };
        command.Add(NpgsqlDbType.Text, flips.Select(flip => flip.LeadId));
        command.Add(NpgsqlDbType.Text, flips.Select(flip => flip.Kind));
        command.Add(NpgsqlDbType.Text, flips.Select(flip => flip.Details.Write()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>How many leads there are.</summary>
    public static async Task<long> CountLeadsAsync(this NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT count(*) FROM leads WHERE linked_to IS NULL", connection) { CommandTimeout = LongTimeout };
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

/// <summary>How a run ends.</summary>
/// <param name="State">See <see cref="BacktestState"/>.</param>
/// <param name="At">When; null: it waits again.</param>
/// <param name="Result">What came of it, as JSON.</param>
/// <param name="Error">What went wrong.</param>
internal sealed record BacktestEnd(string State, DateTimeOffset? At, string? Result = null, string? Error = null);
