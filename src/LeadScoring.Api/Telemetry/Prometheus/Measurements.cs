using System.Diagnostics.Metrics;

namespace LeadScoring.Api.Telemetry.Prometheus;

/// <summary>
/// Everything that the exported meters measure, and how Prometheus reads it: text format 0.0.4. It stands in for OpenTelemetry's
/// exporter for Prometheus, and gives the same names, so that one can take its place.
/// </summary>
internal sealed partial class Measurements : IDisposable
{
    /// <summary>The format's name.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly MeterListener _listener = new();
    private readonly Lock _reading = new();
    private readonly Lock _lock = new();
    private readonly List<Measured> _all = [];
    private readonly IMeterFactory _factory;
    private readonly ILogger<Measurements> _logger;

    /// <summary>Begins to listen.</summary>
    /// <param name="factory">Meters of another factory are those of another service in the same process, as in tests.</param>
    /// <param name="logger">For gauges that cannot be asked.</param>
    public Measurements(IMeterFactory factory, ILogger<Measurements> logger)
    {
        (_factory, _logger) = (factory, logger);
        _listener.InstrumentPublished = Listen;
        _listener.MeasurementsCompleted = (_, measured) => Forget((Measured)measured!);
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, measured) => Record(measured, value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, measured) => Record(measured, value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, measured) => Record(measured, value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, measured) => Record(measured, value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, measured) => Record(measured, value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, measured) => Record(measured, value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, measured) => Record(measured, (double)value, tags));
        _listener.Start();
    }

    /// <summary>Writes everything that was measured so far.</summary>
    public void Write(TextWriter output)
    {
        // One reader at a time: what is observed is measured now, and forgotten before.
        lock (_reading)
        {
            foreach (var family in Observe().GroupBy(each => each.Name, StringComparer.Ordinal).OrderBy(family => family.Key, StringComparer.Ordinal))
            {
                var first = family.First();
                output.Write($"# HELP {first.Name} {PrometheusNames.Escape(first.Instrument.Description ?? "")}\n# TYPE {first.Name} {first.Type}\n");
                foreach (var measured in family.Where(each => each.Type == first.Type))
                {
                    measured.Write(output);
                }
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private Measured[] Observe()
    {
        Measured[] all;
        lock (_lock)
        {
            all = [.. _all];
        }

        Array.ForEach(all, measured => measured.ForgetObserved());
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException e)
        {
            // All others were asked.
            LogNotMeasured(e);
        }

        return all;
    }

    private void Listen(Instrument instrument, MeterListener listener)
    {
        if (!ServiceMeter.Exported.Contains(instrument.Meter.Name) || (instrument.Meter.Scope is { } scope && !ReferenceEquals(scope, _factory)))
        {
            return;
        }

        var measured = new Measured(instrument);
        lock (_lock)
        {
            _all.Add(measured);
        }

        listener.EnableMeasurementEvents(instrument, measured);
    }

    private void Forget(Measured measured)
    {
        lock (_lock)
        {
            _all.Remove(measured);
        }
    }

    private static void Record(object? measured, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => ((Measured)measured!).Record(value, tags);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Something could not be measured")]
    private partial void LogNotMeasured(Exception exception);
}
