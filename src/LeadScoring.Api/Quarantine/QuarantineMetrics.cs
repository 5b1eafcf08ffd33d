using System.Diagnostics.Metrics;
using LeadScoring.Api.Events;
using LeadScoring.Api.Telemetry;

namespace LeadScoring.Api.Quarantine;

/// <summary>What operations watch of the quarantine.</summary>
internal sealed class QuarantineMetrics
{
    private readonly Counter<long> _kept;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _replayed;
    private long _waiting;

    public QuarantineMetrics(IMeterFactory factory)
    {
        var meter = factory.CreateServiceMeter();
        _kept = meter.CreateCounter<long>("leadscoring.quarantine.kept", "{item}", "Items that could not be taken and are kept, by code; repeats are not counted.");
        _dropped = meter.CreateCounter<long>("leadscoring.quarantine.dropped", "{item}", "Items that are no longer kept because there were too many.");
        _replayed = meter.CreateCounter<long>("leadscoring.quarantine.replayed", "{item}", "Items that were taken again, by outcome: accepted, duplicate or rejected.");
        meter.CreateObservableGauge("leadscoring.quarantine.waiting", () => Interlocked.Read(ref _waiting), "{item}", "Items that are kept, up to 100,000. Looked at every five seconds.");
        _dropped.Add(0);
    }

    public void Kept(string code) => _kept.Add(1, new KeyValuePair<string, object?>("code", code));

    public void Dropped(int items) => _dropped.Add(items);

    public void Replayed(IEnumerable<ItemOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            _replayed.Add(1, new KeyValuePair<string, object?>("outcome", outcome.Word));
        }
    }

    /// <summary>So many are kept.</summary>
    public void Wait(long items) => Interlocked.Exchange(ref _waiting, items);
}
