using System.Text.Json.Nodes;
using LeadScoring.Benchmarks.EndToEnd.Load;
using LeadScoring.Benchmarks.EndToEnd.Processes;
using LeadScoring.Benchmarks.EndToEnd.Reporting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace LeadScoring.Benchmarks.EndToEnd;

/// <summary>What it costs to be watched: nothing measured at all, as the service is shipped, and with metrics and every trace sent to a collector.</summary>
internal static class ObservedGroup
{
    private const string Program = "LeadScoring.Api";

    /// <summary>One event a request: the most spans and measurements for an event.</summary>
    private static readonly Traffic Single = new(Connections: 64, Leads: 1, EventsPerLead: 1);

    public static async Task<Outcome> RunAsync(Stage stage, CancellationToken cancellationToken)
    {
        await using var collector = await StartCollectorAsync(cancellationToken);
        var database = await stage.DatabaseAsync("bench_observed", cancellationToken);
        var unwatched = await StartAsync(stage, database, ["exec", "--runtimeconfig", await RuntimeWithoutMetersAsync(cancellationToken)], new(StringComparer.Ordinal), cancellationToken);
        var shipped = await StartAsync(stage, database, [], new(StringComparer.Ordinal), cancellationToken);
        var traced = await StartAsync(stage, database, [], new(StringComparer.Ordinal) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.First(), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" }, cancellationToken);
        try
        {
            var nothing = new PostingContender("1 event, 64 connections, nothing measured", database, unwatched, stage.Mix, Single);
            var metrics = new PostingContender("the same, metrics as shipped", database, shipped, stage.Mix, Single);
            var traces = new PostingContender("the same, metrics and every trace sent by OTLP", database, traced, stage.Mix, Single);
            var rounds = await new Rounds(stage.Meter, stage.Options).RunAsync([nothing, metrics, traces], cancellationToken);
            return new Outcome(rounds,
            [
                Goal.AtLeast(0.95, $"{metrics.Name}: events/s against nothing measured", rounds.Ratio(metrics, nothing, round => round.EventsPerSecond)),
                Goal.AtMost(1.1, $"{metrics.Name}: CPU of the service per event", rounds.Ratio(metrics, nothing, round => round.ServiceCpuPerEvent)),
                Goal.AtLeast(0.8, $"{traces.Name}: events/s against nothing measured", rounds.Ratio(traces, nothing, round => round.EventsPerSecond)),
                Goal.AtMost(1.5, $"{traces.Name}: CPU of the service per event", rounds.Ratio(traces, nothing, round => round.ServiceCpuPerEvent)),
            ]);
        }
        finally
        {
            stage.End(unwatched);
            stage.End(shipped);
            stage.End(traced);
        }
    }

    private static async Task<ServiceUnderTest> StartAsync(Stage stage, Database database, string[] runtime, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var service = await ServiceUnderTest.StartAsync([.. runtime, Path.Combine(AppContext.BaseDirectory, Program + ".dll"), "--urls", "http://127.0.0.1:0"], environment, database, cancellationToken);
        stage.Meter.Watch(service);
        return service;
    }

    /// <summary>The service's own, with .NET's meters switched off.</summary>
    private static async Task<string> RuntimeWithoutMetersAsync(CancellationToken cancellationToken)
    {
        var usual = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, Program + ".runtimeconfig.json"), cancellationToken))!;
        usual["runtimeOptions"]!["configProperties"]!["System.Diagnostics.Metrics.Meter.IsSupported"] = false;
        var path = Path.Combine(AppContext.BaseDirectory, Program + ".unwatched.runtimeconfig.json");
        await File.WriteAllTextAsync(path, usual.ToJsonString(), cancellationToken);
        return path;
    }

    /// <summary>Takes everything and does nothing with it: in this process, whose time is not counted as the service's.</summary>
    private static async Task<WebApplication> StartCollectorAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.Run(context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        await collector.StartAsync(cancellationToken);
        return collector;
    }
}
