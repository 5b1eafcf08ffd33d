using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LeadScoring.Api.Tests.Telemetry;

/// <summary>A span as it arrived.</summary>
internal sealed record Span(string Scope, string TraceId, string Id, string Parent, string Name, ulong Kind, TimeSpan Took, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<(string TraceId, string Id)> Links, ulong Status);

/// <summary>Takes metrics and traces by OTLP over HTTP, as a collector does.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private readonly ConcurrentQueue<Span> _spans = new();
    private readonly ConcurrentDictionary<string, string> _units = new(StringComparer.Ordinal);

    private Collector(WebApplication app) => _app = app;

    /// <summary>Where to send to.</summary>
    public string Endpoint => _app.Urls.First();

    public IReadOnlyList<Span> Spans => [.. _spans];

    /// <summary>Units by name of the metrics that have arrived with at least one point.</summary>
    public IReadOnlyDictionary<string, string> Metrics => _units;

    /// <summary>What every message said of its sender.</summary>
    public ConcurrentDictionary<string, string> Resource { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a text has arrived anywhere.</summary>
    public bool HasHeard(string text) => _bodies.Any(body => Encoding.Latin1.GetString(body).Contains(text, StringComparison.OrdinalIgnoreCase));

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var collector = new Collector(builder.Build());
        collector._app.MapPost("/v1/traces", context => collector.ReceiveAsync(context, collector.TakeSpans));
        collector._app.MapPost("/v1/metrics", context => collector.ReceiveAsync(context, collector.TakeMetrics));
        await collector._app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context, Action<ProtoMessage> take)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _bodies.Enqueue(body.ToArray());
        // Of either kind: field 1 holds what one sender says, and its field 1 who that is.
        foreach (var sender in new ProtoMessage(body.ToArray()).Messages(1))
        {
            foreach (var (name, value) in sender.Messages(1).SelectMany(resource => TagsOf(resource, 1))) Resource[name] = value;
            foreach (var scope in sender.Messages(2)) take(scope);
        }

        context.Response.ContentType = "application/x-protobuf";
    }

    private void TakeSpans(ProtoMessage scope)
    {
        foreach (var span in scope.Messages(2))
        {
            _spans.Enqueue(new Span(
                scope.Messages(1).Single().Text(1), span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), span.Number(6), TimeSpan.FromMicroseconds((span.Number(8) - span.Number(7)) / 1000d),
                TagsOf(span, 9), [.. span.Messages(13).Select(link => (link.Hex(1), link.Hex(2)))], span.Messages(15).Select(status => status.Number(3)).LastOrDefault()));
        }
    }

    private void TakeMetrics(ProtoMessage scope)
    {
        foreach (var metric in scope.Messages(2))
        {
            // Gauge, sum and histogram; the points of each are its field 1.
            int[] kinds = [5, 7, 9];
            if (kinds.Any(kind => metric.Messages(kind).Any(data => data.Has(1)))) _units[metric.Text(1)] = metric.Text(3);
        }
    }

    private static Dictionary<string, string> TagsOf(ProtoMessage message, int number) => message.Messages(number).ToDictionary(
        tag => tag.Text(1),
        tag => tag.Messages(2).Select(value => value.Has(1) ? value.Text(1) : value.Number(3).ToString(CultureInfo.InvariantCulture)).Single(),
        StringComparer.Ordinal);
}
