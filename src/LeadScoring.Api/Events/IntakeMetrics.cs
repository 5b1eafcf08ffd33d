using System.Diagnostics;
using System.Diagnostics.Metrics;
using LeadScoring.Api.Telemetry;

namespace LeadScoring.Api.Events;

/// <summary>What operations watch of the intake.</summary>
internal sealed class IntakeMetrics
{
    private static readonly InstrumentAdvice<int> Sizes = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_000] };

    private readonly Counter<long> _events;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _wait;
    private readonly Histogram<int> _groupSize;
    private readonly Histogram<double> _groupDuration;
    private readonly Meter _meter;

    public IntakeMetrics(IMeterFactory factory)
    {
        _meter = factory.CreateServiceMeter();
        _events = _meter.CreateCounter<long>("leadscoring.intake.events", "{event}", "Items of requests, by dialect and outcome: accepted, duplicate, ignored (about somebody who was erased, or older than events are kept) or rejected.");
        _duration = _meter.CreateHistogram("leadscoring.intake.duration", "s", "From a request that is read to the commit of all its items, by dialect.", advice: ServiceMeter.Durations);
        _wait = _meter.CreateHistogram("leadscoring.intake.wait.duration", "s", "How long the events of a request wait for a transaction of their lane to begin.", advice: ServiceMeter.Durations);
        _groupSize = _meter.CreateHistogram("leadscoring.intake.group.size", "{event}", "Events that are committed in one transaction.", advice: Sizes);
        _groupDuration = _meter.CreateHistogram("leadscoring.intake.group.duration", "s", "How long it takes to store and score a group, its commit and second tries included.", advice: ServiceMeter.Durations);
    }

    /// <summary>Shows how full the queue is.</summary>
    /// <param name="waiting">How many events wait or are being stored.</param>
    /// <param name="most">Beyond how many requests are turned away.</param>
    public void Watch(Func<long> waiting, long most)
    {
        _meter.CreateObservableGauge("leadscoring.intake.queue.length", waiting, "{event}", "Events that wait to be stored or are being stored; large ones count more than once.");
        _meter.CreateObservableGauge("leadscoring.intake.queue.limit", () => most, "{event}", "Beyond how many waiting events requests are answered 429.");
    }

    /// <summary>A request's items are committed.</summary>
    public void Took(string dialect, IReadOnlyCollection<ItemOutcome> outcomes, long begun)
    {
        foreach (var same in outcomes.CountBy(outcome => outcome.Word, StringComparer.Ordinal))
        {
            _events.Add(same.Value, new("dialect", dialect), new("outcome", same.Key));
        }

        _duration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, new KeyValuePair<string, object?>("dialect", dialect));
    }

    /// <summary>Events waited, and their transaction begins.</summary>
    public void Waited(long since) => _wait.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);

    /// <summary>A group is committed, or has failed.</summary>
    public void Wrote(int events, long begun)
    {
        _groupSize.Record(events);
        _groupDuration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }
}
