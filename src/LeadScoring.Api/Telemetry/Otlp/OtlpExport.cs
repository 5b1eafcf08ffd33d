using LeadScoring.Api.Telemetry.Tracing;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LeadScoring.Api.Telemetry.Otlp;

/// <summary>
/// Sends metrics and traces to a collector by OTLP. Everything about it is said by OpenTelemetry's own environment variables, which
/// its libraries read themselves.
/// </summary>
internal sealed partial class OtlpExport(Uri endpoint, ILogger<OtlpExport> logger) : IHostedService, IDisposable
{
    /// <summary>Milliseconds to send what is left when the service stops. A collector that is away must not hold it up.</summary>
    private const int PatienceAtStop = 3_000;

    private static readonly ResourceBuilder Resource = ResourceBuilder.CreateEmpty().AddService("leadscoring").AddTelemetrySdk().AddEnvironmentVariableDetector();

    private readonly MeterProvider _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource).AddMeter([.. ServiceMeter.Exported]).AddOtlpExporter().Build();
    private readonly TracerProvider _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Resource).AddSource(ServiceTrace.Exported).AddOtlpExporter().Build();
    private readonly OtlpProblems _problems = new(logger);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogStarted(endpoint.GetLeftPart(UriPartial.Authority));
        return Task.CompletedTask;
    }

    /// <summary>Comes last, so that what the others did when they stopped is sent as well.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Task.Run(() => _traces.Shutdown(PatienceAtStop), CancellationToken.None), Task.Run(() => _metrics.Shutdown(PatienceAtStop), CancellationToken.None));

    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
        _problems.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Metrics and traces are sent to {Collector}")]
    private partial void LogStarted(string collector);
}
