using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace LeadScoring.Api.Telemetry.Prometheus;

/// <summary>What one instrument has measured so far.</summary>
internal sealed class Measured
{
    /// <summary>Of one instrument; what comes under still other labels is put together, as OpenTelemetry does. No caller can make the service grow.</summary>
    public const int MostSeries = 2_000;

    private const string Overflow = "otel_metric_overflow=\"true\"";

    /// <summary>OpenTelemetry's, for instruments that do not say.</summary>
    private static readonly double[] UsualBounds = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000];
    private static readonly double[] UsualBoundsOfSeconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Series> _byLabels = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series> _byTags = new(TagComparer.Instance);
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _lookup;
    private readonly Func<string, Series> _newSeries;

    public Measured(Instrument instrument)
    {
        Instrument = instrument;
        _lookup = _byTags.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        var kind = instrument.GetType().GetGenericTypeDefinition();
        var isCounter = kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>);
        if (kind == typeof(Histogram<>))
        {
            var bounds = BoundsOf(instrument);
            (Type, _newSeries) = ("histogram", labels => new DistributionSeries(labels, bounds));
        }
        else
        {
            Type = isCounter ? "counter" : "gauge";
            _newSeries = instrument.IsObservable || kind == typeof(Gauge<>) ? labels => new LastSeries(labels) : labels => new SumSeries(labels);
        }

        Name = PrometheusNames.OfMetric(instrument.Name, instrument.Unit, isCounter);
    }

    public Instrument Instrument { get; }

    /// <summary>The name in Prometheus.</summary>
    public string Name { get; }

    /// <summary><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</summary>
    public string Type { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        (_lookup.TryGetValue(tags, out var series) ? series : Find(tags)).Record(value);

    /// <summary>Forgets what is asked for anew each time: labels that are not measured any more are gone.</summary>
    public void ForgetObserved()
    {
        if (!Instrument.IsObservable) return;
        lock (_lock)
        {
            _byTags.Clear();
            _byLabels.Clear();
        }
    }

    /// <summary>Writes a line for each series.</summary>
    public void Write(TextWriter output)
    {
        Series[] all;
        lock (_lock)
        {
            all = [.. _byLabels.Values];
        }

        foreach (var series in all.OrderBy(series => series.Labels, StringComparer.Ordinal))
        {
            series.Write(Name, output);
        }
    }

    /// <summary>The same labels may come in another order, or of values that are written alike.</summary>
    private Series Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = PrometheusNames.OfLabels(tags);
        lock (_lock)
        {
            var isKnown = _byLabels.TryGetValue(labels, out var series);
            if (!isKnown && _byLabels.Count >= MostSeries)
            {
                return _byLabels.TryGetValue(Overflow, out var others) ? others : _byLabels[Overflow] = _newSeries(Overflow);
            }

            series ??= _byLabels[labels] = _newSeries(labels);
            if (_byTags.Count < 2 * MostSeries)
            {
                _lookup[tags] = series;
            }

            return series;
        }
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        { Unit: "s" } => UsualBoundsOfSeconds,
        _ => UsualBounds,
    };
}
