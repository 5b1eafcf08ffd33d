using System.Net;
using System.Text.Json;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Http;

/// <summary>Logs are read by more people, and kept longer, than the data itself.</summary>
public sealed class LogPrivacyTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task No_log_line_says_who_somebody_is_or_what_they_did_and_each_request_makes_one()
    {
        var (service, address) = await LoggedService.StartAsync(database.ConnectionString, "--Serilog:MinimumLevel:Override:LeadScoring.Api.Telemetry=Debug", "--Secrets:Key=" + LeadScoringApp.SecretKey);
        using var running = service;
        var statuses = await CanaryRequests.SendAllAsync(address, database.ConnectionString);

        Assert.Contains(HttpStatusCode.ServiceUnavailable, statuses);
        await Eventually.IsTrueAsync(() => service.Lines.Count(IsRequest) >= statuses.Count, "Each request is logged.");
        Assert.Equal(statuses.Count, service.Lines.Count(IsRequest));
        Assert.All(service.Lines, line => Assert.True(IsObject(line), "No compact JSON: " + line));
        Assert.All(service.Lines, line => Assert.False(line.Contains(CanaryRequests.Canary, StringComparison.OrdinalIgnoreCase), line));
        Assert.All(service.Lines, line => Assert.False(line.Contains(KeyFormat.Beginning, StringComparison.Ordinal), line));
        Assert.All(service.Lines, line => Assert.False(line.Contains("whsec_", StringComparison.Ordinal) || line.Contains(LeadScoringApp.SecretKey, StringComparison.Ordinal), line));
    }

    private static bool IsRequest(string line) => line.Contains("\"@mt\":\"HTTP {Method} {Route} responded", StringComparison.Ordinal);

    private static bool IsObject(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.TryGetProperty("@t", out _) && json.RootElement.TryGetProperty("@mt", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
