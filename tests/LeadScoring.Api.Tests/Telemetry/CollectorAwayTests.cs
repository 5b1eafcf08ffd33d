using System.Net;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Telemetry;

/// <summary>What somebody else's collector does must not be the service's trouble.</summary>
public sealed class CollectorAwayTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_collector_that_is_away_is_told_in_the_log_and_holds_nothing_up()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__LeadScoring"] = database.ConnectionString,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
        };
        var (service, address) = await LoggedService.StartAsync(environment, ["--Shutdown:ReadinessDelay=00:00:00"]);
        using var running = service;
        using var client = new HttpClient { BaseAddress = address };

        await client.SendAsync(Given.Event("ada", 0, "Signed In"));
        await Eventually.IsTrueAsync(() => service.Lines.Any(IsToldOf), "the log says so");
        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/health/ready"));
        await service.StopAsync();

        Assert.Single(service.Lines, IsToldOf);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    public async Task A_variable_that_cannot_be_used_stops_the_start(string name, string value)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1", [name] = value };

        var (exitCode, error) = await ServiceProcess.RunWithAsync(environment, "--ConnectionStrings:LeadScoring=" + database.ConnectionString);

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"A setting cannot be used: {name} is \"{value}\"; it must be ", error, StringComparison.Ordinal);
    }

    private static bool IsToldOf(string line) => line.Contains("cannot be sent", StringComparison.Ordinal);
}
