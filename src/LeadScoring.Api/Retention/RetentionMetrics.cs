using System.Diagnostics.Metrics;
using LeadScoring.Api.Telemetry;

namespace LeadScoring.Api.Retention;

/// <summary>What is counted of retention.</summary>
internal sealed class RetentionMetrics
{
    /// <summary>Counts rows that were too old, by table.</summary>
    public const string RemovedCounter = "leadscoring.retention.removed";

    /// <summary>Counts rounds and leads that failed and are taken up again.</summary>
    public const string FailuresCounter = "leadscoring.retention.failures";

    /// <summary>How far the logs are behind.</summary>
    public const string BehindGauge = "leadscoring.retention.behind";

    private readonly Counter<long> _removed;
    private readonly Counter<long> _failures;
    private TimeSpan _behind;

    public RetentionMetrics(IMeterFactory meters)
    {
        var meter = meters.CreateServiceMeter();
        _removed = meter.CreateCounter<long>(RemovedCounter, "{row}", "Rows that were too old, by table.");
        _failures = meter.CreateCounter<long>(FailuresCounter, "{failure}", "Rounds and leads that failed; they are taken up again.");
        meter.CreateObservableGauge(BehindGauge, () => _behind.TotalSeconds, "s", "By how much the longest log is longer than it should be: 0, or for a while after midnight a day.");
    }

    public void Removed(string table, int rows)
    {
        if (rows > 0)
        {
            _removed.Add(rows, new KeyValuePair<string, object?>("table", table));
        }
    }

    public void Failed() => _failures.Add(1);

    public void IsBehind(TimeSpan by) => _behind = by;
}
