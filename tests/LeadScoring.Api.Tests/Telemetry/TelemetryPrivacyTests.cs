using System.Net;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Tests.Http;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Telemetry;

/// <summary>Traces and metrics are kept by others, for longer than the data.</summary>
public sealed class TelemetryPrivacyTests(TracedService service) : IClassFixture<TracedService>
{
    private static readonly string[] Secrets = [CanaryRequests.Canary, LeadScoringApp.SecretKey, "whsec_", KeyFormat.Beginning];

    private static readonly string[] Untraced = ["/health/live", "/health/ready", "/metrics"];

    [Fact]
    public async Task Neither_traces_nor_metrics_say_who_somebody_is_or_what_they_did()
    {
        var answers = await CanaryRequests.SendAllAsync(service.Address, service.Database.ConnectionString);
        using var client = new HttpClient { BaseAddress = service.Address };
        var scrape = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        await service.StopAsync();

        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.ServiceUnavailable);
        // The fault that the database reported is in one of them: nothing was left unsaid because nothing went wrong.
        Assert.Contains(service.Collector.Spans, span => span.Scope == "Npgsql" && span.Status == 2);
        // What asks every few seconds whether the service is well has no traces.
        Assert.Equal(answers.Count(answer => !Untraced.Contains(answer.Path, StringComparer.Ordinal)), service.Collector.Spans.Count(span => span.Scope == "Microsoft.AspNetCore"));
        Assert.True(service.Collector.HasHeard("leadscoring.intake.events"));
        Assert.All(Secrets, secret =>
        {
            Assert.False(service.Collector.HasHeard(secret), secret);
            Assert.DoesNotContain(secret, scrape, StringComparison.OrdinalIgnoreCase);
        });
    }
}
