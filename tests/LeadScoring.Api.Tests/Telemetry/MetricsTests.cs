using System.Net.Http.Json;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Webhooks;
using LeadScoring.Domain.Tests.Docs;

namespace LeadScoring.Api.Tests.Telemetry;

/// <summary>What operations see of a running service.</summary>
public sealed class MetricsTests() : WebhookTests(("Rescoring:Interval", "00:00:00.020"))
{
    [Fact]
    public async Task What_came_in_is_counted_by_dialect_and_outcome_and_timed()
    {
        await Client.SendAsync(Given.Event("ada", 0, "Signed In"), Given.Event("ada", 0, "Signed In"));
        var repeat = Given.Event("ada", 0, "Signed In");
        await Client.SendAsync(repeat);
        await Client.SendAsync(repeat);
        await Client.PostAsJsonAsync(new Uri("/v1/events", UriKind.Relative), new { messageId = "cannot be taken" });
        await Client.PostAsJsonAsync(new Uri("/v1/track", UriKind.Relative), new { messageId = "t", userId = "ada", @event = "Signed In" });

        var metrics = await Client.ScrapeAsync();

        Assert.Equal(3, metrics.Value("leadscoring_intake_events_total", ("dialect", "native"), ("outcome", "accepted")));
        Assert.Equal(1, metrics.Value("leadscoring_intake_events_total", ("dialect", "native"), ("outcome", "duplicate")));
        Assert.Equal(1, metrics.Value("leadscoring_intake_events_total", ("dialect", "native"), ("outcome", "rejected")));
        Assert.Equal(1, metrics.Value("leadscoring_intake_events_total", ("dialect", "segment/track"), ("outcome", "accepted")));
        Assert.Equal(4, metrics.Value("leadscoring_intake_duration_seconds_count", ("dialect", "native")));
        Assert.Equal(5, metrics.Value("leadscoring_intake_group_size_sum"));
        Assert.Equal(metrics.Value("leadscoring_intake_group_size_count"), metrics.Value("leadscoring_intake_group_duration_seconds_count"));
        Assert.Equal(4, metrics.Value("leadscoring_intake_wait_duration_seconds_count"));
        Assert.Equal((0, 20_000), (metrics.Value("leadscoring_intake_queue_length"), metrics.Value("leadscoring_intake_queue_limit")));
        Assert.Equal(1, metrics.Value("leadscoring_quarantine_kept_total", ("code", "missing_member")));
        Assert.Equal(5, metrics.Value("http_server_request_duration_seconds_count", ("http_route", "v1/events")) + metrics.Value("http_server_request_duration_seconds_count", ("http_route", "v1/track")));
    }

    [Fact]
    public async Task Crossings_and_what_becomes_of_them_are_counted()
    {
        await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Given.PerfectFitAsync(Client, "acme", "vera");
        await Client.SendAsync(Given.EagerHistory("vera"));

        await Eventually.PassesAsync(async () =>
        {
            var metrics = await Client.ScrapeAsync();
            Assert.Equal(1, metrics.Value("leadscoring_transitions_total", ("subject", "lead"), ("kind", "pql_gained"), ("cause", "event")));
            Assert.True(metrics.Value("leadscoring_transitions_total", ("subject", "account")) >= 1);
            Assert.True(metrics.Value("leadscoring_webhooks_messages_total", ("state", "delivered")) >= 1);
            Assert.Equal(1, metrics.Value("leadscoring_webhooks_endpoints", ("state", "active")));
            Assert.True(metrics.Value("leadscoring_rescoring_accounts_total") >= 1);
        });
    }

    [Fact]
    public async Task Refusals_readiness_and_the_pool_of_connections_are_seen_while_the_database_is_away()
    {
        await using var proxy = new DatabaseProxy(App.Database.ConnectionString);
        await using var replica = App.NewReplica(Given.Settings(("ConnectionStrings:LeadScoring", proxy.ConnectionString)));
        using var client = replica.CreateClient();
        await client.SendAsync(Given.Event("ada", 0, "Signed In"));
        Assert.Equal(0, (await client.ScrapeAsync()).Value("leadscoring_http_refusals_total"));

        await proxy.CutAsync();
        await EveryRoute.Writes().AreTurnedAwayAsync(client, TimeSpan.FromSeconds(10));

        var metrics = await client.ScrapeAsync();
        Assert.Equal(EveryRoute.Writes().Count(), metrics.Value("leadscoring_http_refusals_total", ("http_response_status_code", "503"), ("error_type", "database_away")));
        await Eventually.PassesAsync(async () =>
        {
            var later = await client.ScrapeAsync();
            Assert.Equal(0, later["leadscoring_readiness"].Samples.Single(sample => sample.Labels["check"] == "database").Value);
            Assert.Equal(1, later.Value("leadscoring_readiness", ("check", "shutdown")));
        });
    }

    [Fact]
    public async Task The_table_in_the_docs_says_what_the_service_exports()
    {
        await EveryRoute.Requests().SucceedAsync(Client);

        var own = (await Client.ScrapeAsync()).Values.Where(family => family.Name.StartsWith("leadscoring_", StringComparison.Ordinal)).ToList();

        Assert.All(own, family => Assert.EndsWith(".", family.Help, StringComparison.Ordinal));
        Assert.All(own, family => Assert.All(family.Samples.SelectMany(sample => sample.Labels.Keys).Distinct(StringComparer.Ordinal).Where(label => label != "le"),
            label => Assert.Contains(label, family.Help.Replace('.', '_'), StringComparison.Ordinal)));
        new GeneratedDoc("docs/operations.md").Check("metrics",
        [
            "| metric | type | |",
            "| --- | --- | --- |",
            .. own.OrderBy(family => family.Name, StringComparer.Ordinal).Select(family => $"| `{family.Name}` | {family.Type} | {family.Help} |"),
        ]);
    }
}
