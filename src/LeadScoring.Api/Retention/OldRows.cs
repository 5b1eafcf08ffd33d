using LeadScoring.Api.Data;
using LeadScoring.Api.Models.Backtests;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.Retention;

/// <summary>Removes rows that are too old from tables on whose rows nothing else rests, in parts, passing over what others have locked.</summary>
internal sealed class OldRows(Transactions transactions, KeptSince kept, RetentionMetrics metrics, IOptions<RetentionOptions> options)
{
    /// <summary>Rows of one statement.</summary>
    private const int MostAtOnce = 1_000;

    /// <summary>Crossings in the order in which they were written down, as the index has them. Those of which messages are still to be made stay.</summary>
    private static readonly string Transitions =
        $"""
        DELETE FROM transitions WHERE (bucket, lead_id, sequence) IN (
            SELECT old.bucket, old.lead_id, old.sequence FROM (
                SELECT t.bucket, t.lead_id, t.sequence, t.recorded_at FROM transitions t
                WHERE t.position < (SELECT position FROM webhook_progress) OR NOT EXISTS (SELECT FROM webhook_endpoints)
                ORDER BY t.position LIMIT {MostAtOnce}) AS old
            WHERE old.recorded_at < $1)
        """;

    private static readonly string Quarantine =
        $"""
        DELETE FROM quarantined_events WHERE id IN (
            SELECT id FROM quarantined_events WHERE first_received_at < $1 AND last_received_at < $1 ORDER BY first_received_at, id LIMIT {MostAtOnce} FOR UPDATE SKIP LOCKED)
        """;

    /// <summary>One at a time: each may name a million leads.</summary>
    private static readonly string Backtests =
        $"""
        DELETE FROM backtests WHERE id IN (
            SELECT id FROM backtests WHERE state IN ('{BacktestState.Done}', '{BacktestState.Cancelled}', '{BacktestState.Failed}') AND finished_at < $1 ORDER BY finished_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        """;

    private static readonly string Suppression =
        $"DELETE FROM erased_identities WHERE (bucket, hash) IN (SELECT bucket, hash FROM erased_identities WHERE erased_at < $1 LIMIT {MostAtOnce} FOR UPDATE SKIP LOCKED)";

    private static readonly string Audit =
        $"DELETE FROM audit_entries WHERE (at, id) IN (SELECT at, id FROM audit_entries WHERE at < $1 ORDER BY at, id LIMIT {MostAtOnce} FOR UPDATE SKIP LOCKED)";

    /// <summary>The counts stay: they are of nobody.</summary>
    private const string Violations =
        "UPDATE plan_violations SET identity = NULL, message_id = '', example = NULL WHERE last_seen_at < $1 AND (identity IS NOT NULL OR example IS NOT NULL OR message_id <> '')";

    /// <summary>Comes back when nothing is left that is too old.</summary>
    public async Task RemoveAsync(Pace pace, CancellationToken cancellationToken)
    {
        foreach (var (table, statement, days) in ((string, string, int?)[])[
            ("transitions", Transitions, options.Value.TransitionDays),
            ("quarantined_events", Quarantine, options.Value.QuarantineDays),
            ("backtests", Backtests, options.Value.BacktestDays),
            ("erased_identities", Suppression, options.Value.SuppressionDays),
            ("audit_entries", Audit, options.Value.AuditDays),
            ("plan_violations", Violations, options.Value.EventDays)])
        {
            if (kept.After(days) is { } before)
            {
                while (await RemoveAsync(table, statement, before, cancellationToken) > 0)
                {
                    await pace.RestAsync(cancellationToken);
                }
            }
        }
    }

    private async Task<int> RemoveAsync(string table, string statement, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var removed = await transactions.WriteAsync(
            async (connection, ct) =>
            {
                await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 60, Parameters = { new() { Value = before } } };
                return await command.ExecuteNonQueryAsync(ct);
            },
            cancellationToken);
        metrics.Removed(table, removed);
        return removed;
    }
}
