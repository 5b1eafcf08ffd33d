using System.Diagnostics.Metrics;
using LeadScoring.Api.Telemetry;

namespace LeadScoring.Api.Data;

/// <summary>What operations watch of the way to the database; Npgsql's own meter has connections and statements.</summary>
internal sealed class DatabaseMetrics
{
    private const string Reason = "error.type";

    private readonly Counter<long> _retries;

    public DatabaseMetrics(IMeterFactory factory, EmbeddedPostgres? embedded)
    {
        var meter = factory.CreateServiceMeter();
        _retries = meter.CreateCounter<long>("leadscoring.database.retries", "{transaction}", "Transactions that were begun again, by error.type: deadlock, serialization, stale_models, stale_links or lost_statement.");
        meter.CreateObservableCounter("leadscoring.database.embedded.restarts", () => embedded?.Restarts ?? 0, "{restart}", "How often the embedded server has died and was started again.");
        Array.ForEach([.. RetryReasons], reason => _retries.Add(0, new KeyValuePair<string, object?>(Reason, reason)));
    }

    private static IEnumerable<string> RetryReasons => [RetryReason.Deadlock, RetryReason.Serialization, RetryReason.StaleModels, RetryReason.StaleLinks, RetryReason.LostStatement];

    /// <summary>A transaction begins again.</summary>
    public void Retries(string reason) => _retries.Add(1, new KeyValuePair<string, object?>(Reason, reason));
}

/// <summary>Why a transaction has to begin again.</summary>
internal static class RetryReason
{
    public const string Deadlock = "deadlock";
    public const string Serialization = "serialization";
    public const string StaleModels = "stale_models";
    public const string StaleLinks = "stale_links";
    public const string LostStatement = "lost_statement";
}
