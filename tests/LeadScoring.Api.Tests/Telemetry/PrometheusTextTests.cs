using System.Diagnostics.Metrics;
using LeadScoring.Api.Telemetry;
using LeadScoring.Api.Telemetry.Prometheus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadScoring.Api.Tests.Telemetry;

/// <summary>How measurements are written.</summary>
public sealed class PrometheusTextTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Meter _meter;
    private readonly Measurements _measurements;

    public PrometheusTextTests()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        _measurements = new Measurements(factory, NullLogger<Measurements>.Instance);
        _meter = factory.CreateServiceMeter();
    }

    public void Dispose()
    {
        _measurements.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Names_carry_units_and_counters_end_in_total()
    {
        _meter.CreateCounter<long>("leadscoring.some.events", "{event}", "Some.").Add(2);
        _meter.CreateCounter<double>("leadscoring.some.time", "s").Add(0.5);
        _meter.CreateUpDownCounter<int>("leadscoring.some.level").Add(-3);
        _meter.CreateGauge<long>("leadscoring.some.memory", "By").Record(7);

        Assert.Equal(2, Own()["leadscoring_some_events_total"].Samples.Single().Value);
        Assert.Equal(("counter", "Some."), (Own()["leadscoring_some_events_total"].Type, Own()["leadscoring_some_events_total"].Help));
        Assert.Equal(0.5, Own()["leadscoring_some_time_seconds_total"].Samples.Single().Value);
        Assert.Equal(("gauge", -3), (Own()["leadscoring_some_level"].Type, Own()["leadscoring_some_level"].Samples.Single().Value));
        Assert.Equal(7, Own()["leadscoring_some_memory_bytes"].Samples.Single().Value);
    }

    [Fact]
    public void A_label_may_hold_any_text_and_the_order_of_labels_does_not_matter()
    {
        const string Hostile = "a\\n \"b\"\n,c=\"d\"} 1";
        var counter = _meter.CreateCounter<int>("leadscoring.some.events", null, "Two\nlines with a \\.");

        counter.Add(1, new("a.name", Hostile), new("b", 200));
        counter.Add(1, new("b", 200), new("a.name", Hostile));

        var family = Own()["leadscoring_some_events_total"];
        var sample = Assert.Single(family.Samples);
        Assert.Equal((Hostile, "200", 2), (sample.Labels["a_name"], sample.Labels["b"], sample.Value));
        Assert.Equal("Two\\nlines with a \\\\.", family.Help);
    }

    [Fact]
    public void A_histogram_counts_up_and_a_value_that_equals_a_bound_is_below_it()
    {
        var histogram = _meter.CreateHistogram("leadscoring.some.duration", "s", null, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        double[] values = [0.05, 0.1, 0.5, 1, 30];

        foreach (var value in values) histogram.Record(value, new KeyValuePair<string, object?>("kind", "x"));

        var samples = Own()["leadscoring_some_duration_seconds"].Samples;
        Assert.Equal([("0.1", 2), ("1", 4), ("+Inf", 5)], samples.Where(sample => sample.Name.EndsWith("_bucket", StringComparison.Ordinal)).Select(sample => (sample.Labels["le"], sample.Value)));
        Assert.Equal((31.65, 5), (samples[^2].Value, samples[^1].Value));
        Assert.All(samples, sample => Assert.Equal("x", sample.Labels["kind"]));
    }

    [Fact]
    public void What_is_observed_is_what_is_there_now()
    {
        string[] there = ["first", "second"];
        _meter.CreateObservableGauge("leadscoring.some.there", () => there.Select(name => new Measurement<int>(1, new KeyValuePair<string, object?>("name", name))));
        Assert.Equal(2, Own()["leadscoring_some_there"].Samples.Count);

        there = ["third"];

        Assert.Equal("third", Own()["leadscoring_some_there"].Samples.Single().Labels["name"]);
    }

    [Fact]
    public void However_many_labels_come_memory_is_bounded_and_nothing_is_lost_of_the_sum()
    {
        var counter = _meter.CreateCounter<int>("leadscoring.some.events");

        for (var i = 0; i < Measured.MostSeries + 500; i++) counter.Add(1, new KeyValuePair<string, object?>("id", i));

        var samples = Own()["leadscoring_some_events_total"].Samples;
        Assert.Equal(Measured.MostSeries + 1, samples.Count);
        Assert.Equal(500, samples.Single(sample => sample.Labels.ContainsKey("otel_metric_overflow")).Value);
    }

    [Fact]
    public async Task Nothing_is_lost_when_many_measure_at_once()
    {
        var (counter, histogram) = (_meter.CreateCounter<long>("leadscoring.some.events"), _meter.CreateHistogram<int>("leadscoring.some.sizes"));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("parity", i % 2));
                histogram.Record(i);
            }
        })));

        Assert.Equal([20_000, 20_000], Own()["leadscoring_some_events_total"].Samples.Select(sample => sample.Value));
        Assert.Equal(40_000, Own()["leadscoring_some_sizes"].Samples.Single(sample => sample.Name.EndsWith("_count", StringComparison.Ordinal)).Value);
    }

    [Fact]
    public void A_gauge_that_cannot_be_asked_does_not_hide_the_others()
    {
        _meter.CreateObservableGauge("leadscoring.some.broken", Broken);
        _meter.CreateObservableGauge("leadscoring.some.sound", () => 7);

        Assert.Equal(7, Own()["leadscoring_some_sound"].Samples.Single().Value);
    }

    private static int Broken() => throw new InvalidOperationException("broken");

    private IReadOnlyDictionary<string, MetricFamily> Own()
    {
        using var text = new StringWriter();
        _measurements.Write(text);
        return ScrapedMetrics.Parse(text.ToString());
    }
}
