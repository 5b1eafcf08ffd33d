using System.Diagnostics.Metrics;
using LeadScoring.Api.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.Api.Http;

/// <summary>Shows what the checks of readiness say, whether or not anybody asks for it.</summary>
internal sealed class HealthMetrics : IHealthCheckPublisher
{
    private volatile HealthReport? _last;

    public HealthMetrics(IMeterFactory factory) =>
        factory.CreateServiceMeter().CreateObservableGauge("leadscoring.readiness", Measure, unit: null, "1 where a check of readiness passes, 0 where it fails, by check. Looked at every ten seconds.");

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        _last = report;
        return Task.CompletedTask;
    }

    private IEnumerable<Measurement<int>> Measure() =>
        _last?.Entries.Select(check => new Measurement<int>(check.Value.Status == HealthStatus.Healthy ? 1 : 0, new KeyValuePair<string, object?>("check", check.Key))) ?? [];
}
