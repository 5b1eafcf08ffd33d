using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace LeadScoring.Api.Data;

/// <summary>Whether the database answers. It may be read-only: scores can be read then, and intake says 503 by itself.</summary>
internal sealed class DatabaseCheck(NpgsqlDataSource dataSource) : IHealthCheck
{
    /// <summary>Shorter than the five seconds after which most probes give up: they would not learn the reason.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private Task _asking = Task.CompletedTask;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // Left behind when it takes longer; it ends by its own time-outs.
            await AskTogetherAsync().WaitAsync(Patience, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (DatabaseFaults.IsAway(e))
        {
            return HealthCheckResult.Unhealthy(e is PostgresException refusal ? $"The database refuses: SQLSTATE {refusal.SqlState}." : "The database does not answer.");
        }
    }

    /// <summary>However many ask for it, one question is under way at a time.</summary>
    private Task AskTogetherAsync()
    {
        lock (_lock)
        {
            return _asking.IsCompleted ? _asking = AskAsync() : _asking;
        }
    }

    private async Task AskAsync()
    {
        await using var question = dataSource.CreateCommand("SELECT 1");
        await question.ExecuteScalarAsync();
    }
}
