using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Telemetry;

namespace LeadScoring.Api.Tests.Webhooks;

public sealed class WebhookMetricsTests() : WebhookTests(("Webhooks:FailuresUntilPause", "1000"))
{
    [Fact]
    public async Task Operations_see_attempts_failures_states_and_the_age_of_what_waits()
    {
        Receiver.Answer = RetryTests.Status(500);
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Client.SpikeAsync("ada");
        await Client.AfterAttemptsAsync(id, 1);
        App.Clock.Advance(TimeSpan.FromSeconds(4));
        await Eventually.PassesAsync(async () =>
        {
            var metrics = await Client.ScrapeAsync();
            Assert.Equal((4, 1), (metrics.Value("leadscoring_webhooks_lag_seconds"), metrics.Value("leadscoring_webhooks_waiting")));
        });

        Receiver.Answer = RetryTests.Status(200);
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        await Client.AfterAttemptsAsync(id, 2);
        await Eventually.IsTrueAsync(async () => (await Client.ScrapeAsync()).Value("leadscoring_webhooks_lag_seconds") is 0, "nothing waits");

        var counted = await Client.ScrapeAsync();
        Assert.Equal((2, 1), (counted.Value("leadscoring_webhooks_attempts_total", ("endpoint", $"{id}")), counted.Value("leadscoring_webhooks_failures_total", ("endpoint", $"{id}"))));
        Assert.Equal((1, 1), (counted.Value("leadscoring_webhooks_messages_total", ("state", "waiting")), counted.Value("leadscoring_webhooks_messages_total", ("state", "delivered"))));
    }
}
