using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Http;

/// <summary>Logs are read by more people, and kept longer, than the data itself.</summary>
public sealed partial class LogPrivacyTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly string[] Everything = [.. new[] { "Default", "Override:Microsoft.AspNetCore", "Override:Microsoft.EntityFrameworkCore", "Override:Npgsql", "Override:System.Net.Http" }.Select(source => $"--Serilog:MinimumLevel:{source}=Verbose")];

    [Fact]
    public async Task No_log_line_says_who_somebody_is_or_what_they_did_and_each_request_makes_one()
    {
        var (service, address) = await LoggedService.StartAsync(database.ConnectionString, [.. Everything, .. CanaryRequests.Settings, "--Secrets:Key=" + LeadScoringApp.SecretKey]);
        using var running = service;
        var answers = await CanaryRequests.SendAllAsync(address, database.ConnectionString);

        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.ServiceUnavailable);
        await Eventually.IsTrueAsync(() => service.Lines.Count(IsRequest) >= answers.Count, "Each request is logged.");
        Assert.Equal(answers.Count, service.Lines.Count(IsRequest));
        Assert.Empty(CanaryOperations.All.Except(service.Lines.Where(IsRequest).Select(OperationIn), StringComparer.Ordinal));
        Assert.All(service.Lines, line => Assert.True(IsObject(line), "No compact JSON: " + line));
        Assert.All(service.Lines, line => Assert.False(line.Contains(CanaryRequests.Canary, StringComparison.OrdinalIgnoreCase), line));
        Assert.All(service.Lines, line => Assert.False(line.Contains(KeyFormat.Beginning, StringComparison.Ordinal), line));
        Assert.All(service.Lines, line => Assert.False(line.Contains("whsec_", StringComparison.Ordinal) || line.Contains(LeadScoringApp.SecretKey, StringComparison.Ordinal), line));
    }

    private static bool IsRequest(string line) => line.Contains("\"@mt\":\"HTTP {Method} {Route} responded", StringComparison.Ordinal);

    /// <summary>As the description of the API has it: without what a route asks of its parameters.</summary>
    private static string OperationIn(string line)
    {
        using var json = JsonDocument.Parse(line);
        var (method, route) = (json.RootElement.GetProperty("Method").GetString(), json.RootElement.GetProperty("Route").GetString()!);
        return $"{method} /{Constraint().Replace(route, "").TrimStart('/')}";
    }

    [GeneratedRegex(":[^}]*", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Constraint();

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
