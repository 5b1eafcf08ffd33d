using System.Net;
using System.Net.Http.Json;
using LeadScoring.Api.Telemetry.Prometheus;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Webhooks;

namespace LeadScoring.Api.Tests.Telemetry;

/// <summary>What arrives at a collector.</summary>
public sealed class OtlpTests(TracedService service) : IClassFixture<TracedService>
{
    /// <summary>The span of whoever sends.</summary>
    private const string Caller = "00f067aa0ba902b7";

    private const ulong Server = 2;
    private const ulong Client = 3;
    private const ulong Error = 2;

    private static readonly string[] Probes = ["/health/live", "/health/ready", "/metrics"];

    private static readonly bool[] Kinds = [true, false];

    private static int _traces;

    [Fact]
    public async Task A_request_can_be_followed_from_its_caller_to_the_commit()
    {
        using var client = new HttpClient { BaseAddress = service.Address };
        var trace = await PostAsync(client, Given.Event("ada", 0, "Signed In"));

        await Eventually.PassesAsync(() =>
        {
            var request = Spans(trace).Single(span => span.Scope == "Microsoft.AspNetCore");
            Assert.Equal(("POST /v1/events", Server, Caller), (request.Name, request.Kind, request.Parent));
            Assert.Equal(("v1/events", "200", "POST"), (request.Tags["http.route"], request.Tags["http.response.status_code"], request.Tags["http.request.method"]));
            var commit = Spans(trace).Single(span => span.Name == "intake commit");
            Assert.Equal((request.Id, "1"), (commit.Parent, commit.Tags["leadscoring.intake.group.size"]));
            Assert.Equal([(trace, request.Id)], commit.Links);
            var wait = Spans(trace).Single(span => span.Name == "intake wait");
            Assert.Equal(request.Id, wait.Parent);
            Assert.Equal([(trace, commit.Id)], wait.Links);
            var statements = Spans(trace).Where(span => span.Scope == "Npgsql").ToList();
            Assert.Contains(statements, span => span.Parent == commit.Id && span.Tags.Values.Any(value => value.Contains("INSERT INTO events", StringComparison.Ordinal)));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Requests_that_are_committed_together_are_linked_to_their_commit()
    {
        using var client = new HttpClient { BaseAddress = service.Address };
        await PostAsync(client, Given.Event("busy", 0, "Signed Up"));
        Task<string>[] sent;
        await using (await service.Database.HoldAsync("user:busy"))
        {
            sent = [.. Enumerable.Range(0, 10).Select(_ => PostAsync(client, Given.Event("busy", 1, "Signed In")))];
            await Eventually.IsTrueAsync(async () => (await client.ScrapeAsync()).Value("leadscoring_intake_queue_length") >= 10, "all wait");
        }

        var traces = (await Task.WhenAll(sent)).ToList();
        await Eventually.PassesAsync(() =>
        {
            var requests = traces.ConvertAll(trace => Spans(trace).Single(span => span.Scope == "Microsoft.AspNetCore"));
            var commits = service.Collector.Spans.Where(span => span.Name == "intake commit" && traces.Contains(span.TraceId, StringComparer.Ordinal)).ToList();
            Assert.InRange(commits.Count, 1, 9);
            Assert.Equal(requests.Select(span => (span.TraceId, span.Id)).Order(), commits.SelectMany(commit => commit.Links).Order());
            var waits = traces.ConvertAll(trace => Spans(trace).Single(span => span.Name == "intake wait"));
            Assert.All(waits, wait => Assert.Contains(wait.Links.Single(), commits.Where(commit => commit.Links.Contains((wait.TraceId, wait.Parent))).Select(commit => (commit.TraceId, commit.Id))));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_read_can_be_followed_to_its_statements()
    {
        using var client = new HttpClient { BaseAddress = service.Address };
        await PostAsync(client, Given.Event("read", 0, "Signed In"));
        var trace = NewTrace();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/leads/read/score", UriKind.Relative)) { Headers = { { "traceparent", $"00-{trace}-{Caller}-01" } } };
        using var answer = await client.SendAsync(request);

        await Eventually.PassesAsync(() =>
        {
            var server = Spans(trace).Single(span => span.Scope == "Microsoft.AspNetCore");
            Assert.Equal("GET /v1/leads/{userId}/score", server.Name);
            var read = Spans(trace).Single(span => span.Name == "score read");
            Assert.Equal([(trace, server.Id)], read.Links);
            Assert.Contains(Spans(trace), span => span.Scope == "Npgsql" && span.Parent == read.Id);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_message_to_a_receiver_carries_the_trace_of_its_attempt()
    {
        using var client = new HttpClient { BaseAddress = service.Address };
        var (id, _) = await client.CreateEndpointAsync(service.Receiver.UrlOf("traced"));
        service.Receiver.Answer = (context, _) =>
        {
            context.Response.StatusCode = service.Receiver.MessagesTo("traced").Count == 1 ? 500 : 200;
            return Task.CompletedTask;
        };

        await client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/test", new { });
        await client.SendAsync(Given.Event("told", 0, "Integration Connected") with { Timestamp = DateTimeOffset.UtcNow });

        await Eventually.PassesAsync(() =>
        {
            var messages = service.Receiver.MessagesTo("traced");
            Assert.Equal(2, messages.Count);
            foreach (var (i, message) in messages.Index())
            {
                var parts = message.Headers["traceparent"].Split('-');
                var send = Spans(parts[1]).Single(span => span.Id == parts[2]);
                Assert.Equal(("webhook send", Client, i == 0 ? "500" : "200", i == 0 ? Error : 0), (send.Name, send.Kind, send.Tags["http.response.status_code"], send.Status));
                Assert.Equal((id.ToString(), message.Id), (send.Tags["leadscoring.webhook.endpoint"], send.Tags["messaging.message.id"]));
            }

            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task The_metrics_that_Prometheus_reads_arrive_as_well()
    {
        using var client = new HttpClient { BaseAddress = service.Address };
        await PostAsync(client, Given.Event("ada", 0, "Signed In"));

        await Eventually.PassesAsync(async () =>
        {
            var arrived = service.Collector.Metrics
                .SelectMany(metric => Kinds.Select(isCounter => PrometheusNames.OfMetric(metric.Key, metric.Value, isCounter)))
                .ToHashSet(StringComparer.Ordinal);
            var read = (await client.ScrapeAsync()).Values.Where(family => family.Samples.Count > 0).Select(family => family.Name).ToHashSet(StringComparer.Ordinal);
            Assert.Contains("leadscoring_intake_events_total", read);
            Assert.Subset(arrived, read);
        });
        Assert.Equal(("leadscoring", "test"), (service.Collector.Resource["service.name"], service.Collector.Resource["deployment.environment.name"]));
    }

    [Fact]
    public async Task Neither_probes_nor_workers_that_look_for_work_fill_the_traces()
    {
        using var client = new HttpClient { BaseAddress = service.Address };
        foreach (var path in Probes) await client.GetAsync(new Uri(path, UriKind.Relative));
        var trace = await PostAsync(client, Given.Event("ada", 0, "Signed In"));

        await Eventually.IsTrueAsync(() => Spans(trace).Any(), "what was sent later has arrived");
        Assert.All(service.Collector.Spans.Where(span => span.Scope == "Microsoft.AspNetCore"), span => Assert.DoesNotContain("/health", span.Name, StringComparison.Ordinal));
        Assert.DoesNotContain(service.Collector.Spans, span => span.Name.Contains("/metrics", StringComparison.Ordinal));
        Assert.All(service.Collector.Spans.Where(span => span.Scope == "Npgsql"), span => Assert.NotEmpty(span.Parent));
    }

    /// <summary>Sends an event as a part of somebody's trace.</summary>
    private static async Task<string> PostAsync(HttpClient client, SentEvent sent)
    {
        var trace = NewTrace();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/events", UriKind.Relative)) { Content = JsonContent.Create(sent), Headers = { { "traceparent", $"00-{trace}-{Caller}-01" } } };
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return trace;
    }

    private static string NewTrace() => $"{Interlocked.Increment(ref _traces):x32}";

    private IEnumerable<Span> Spans(string trace) => service.Collector.Spans.Where(span => span.TraceId == trace);
}
