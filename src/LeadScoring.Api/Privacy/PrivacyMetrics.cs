using System.Diagnostics.Metrics;
using LeadScoring.Api.Telemetry;

namespace LeadScoring.Api.Privacy;

/// <summary>What is counted of erasure; nothing of whom.</summary>
internal sealed class PrivacyMetrics(IMeterFactory meters)
{
    /// <summary>Counts erasures.</summary>
    public const string ErasuresCounter = "leadscoring.privacy.erasures";

    /// <summary>Counts events that were not stored because they are about erased people.</summary>
    public const string SuppressedCounter = "leadscoring.privacy.suppressed";

    private readonly Counter<long> _erasures = meters.CreateServiceMeter().CreateCounter<long>(ErasuresCounter, "{person}", "People who were erased.");
    private readonly Counter<long> _suppressed = meters.CreateServiceMeter().CreateCounter<long>(SuppressedCounter, "{event}", "Events about erased people, which were not stored.");

    public void Erased() => _erasures.Add(1);

    public void Suppressed(int events) => _suppressed.Add(events);
}
