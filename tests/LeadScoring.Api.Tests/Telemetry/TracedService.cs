using LeadScoring.Api.Tests.Http;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Webhooks;

namespace LeadScoring.Api.Tests.Telemetry;

/// <summary>The built service as a process of its own, with a collector that it sends to.</summary>
public sealed class TracedService : IAsyncLifetime
{
    private LoggedService? _service;

    public TestDatabase Database { get; } = new();

    public Uri Address { get; private set; } = null!;

    internal Collector Collector { get; private set; } = null!;

    internal WebhookReceiver Receiver { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        (Collector, Receiver) = (await Collector.StartAsync(), await WebhookReceiver.StartAsync());
        (_service, Address) = await LoggedService.StartAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__LeadScoring"] = Database.ConnectionString,
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector.Endpoint,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
                ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=test",
            },
            ["--Secrets:Key=" + LeadScoringApp.SecretKey, "--Shutdown:ReadinessDelay=00:00:00", .. CanaryRequests.Settings, .. WebhookCalls.Settings().Select(setting => $"--{setting.Key}={setting.Value}")]);
    }

    /// <summary>SIGTERM: what is left is sent before it ends.</summary>
    public Task StopAsync() => _service!.StopAsync();

    public async Task DisposeAsync()
    {
        _service?.Dispose();
        await Receiver.DisposeAsync();
        await Collector.DisposeAsync();
        await Database.DisposeAsync();
    }
}
