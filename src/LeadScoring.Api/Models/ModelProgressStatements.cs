using Npgsql;

namespace LeadScoring.Api.Models;

/// <summary>What is asked of the database about how far a change of models is. Raw SQL: counts that stop.</summary>
internal static class ModelProgressStatements
{
    /// <summary>How far the last change is.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="history">The changes so far.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    public static async Task<ModelProgress> ReadProgressAsync(this NpgsqlConnection connection, ModelHistory history, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT (SELECT count(*) FROM (SELECT 1 FROM leads LIMIT $2) l),
                (SELECT count(*) FROM (SELECT 1 FROM lead_scores WHERE activation < $1 LIMIT $2) s) + (SELECT count(*) FROM (SELECT 1 FROM account_scores WHERE activation < $1 LIMIT $2) a)
            """, connection)
        {
            Parameters = { new() { Value = history.LastInForce }, new() { Value = ModelLimits.Counted } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (leads, behind) = (reader.GetInt64(0), reader.GetInt64(1));
        var state = history.Pending is not null ? ModelProgress.Backfilling : behind > 0 ? ModelProgress.Rescoring : ModelProgress.Done;
        return new ModelProgress(state, leads, history.Pending?.Backfilled, behind);
    }
}
