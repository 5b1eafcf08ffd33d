using System.Net;
using System.Text;
using System.Text.Json;
using LeadScoring.Api.Tests.Support;
using Npgsql;

namespace LeadScoring.Api.Tests.Http;

/// <summary>Logs are read by more people, and kept longer, than the data itself.</summary>
public sealed class LogPrivacyTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>Stands in every id, name, address and value that these requests send.</summary>
    private const string Canary = "canary7301";

    private const string Event = $$$"""{"messageId":"{{{Canary}}}-1","userId":"{{{Canary}}}","anonymousId":"{{{Canary}}}-a","event":"{{{Canary}}} Clicked","properties":{"{{{Canary}}}":"{{{Canary}}}"}}""";

    private static readonly (HttpMethod Method, string Path, string? Body)[] Requests =
    [
        (HttpMethod.Post, "/v1/webhook-endpoints", $$"""{"url":"https://{{Canary}}.example/{{Canary}}","description":"{{Canary}}"}"""),
        (HttpMethod.Post, "/v1/webhook-endpoints", $$$"""{"url":"ftp://{{{Canary}}}.example/","filters":{"accounts":["{{{Canary}}}"]}}"""),
        (HttpMethod.Post, "/v1/events", Event),
        (HttpMethod.Post, "/v1/events", Event),
        (HttpMethod.Post, "/v1/events", $$"""{"events":[{{Event}},{"messageId":"{{Canary}}","userId":"{{Canary}}","event":["{{Canary}}"]}]}"""),
        (HttpMethod.Post, "/v1/events", $"{{\"{Canary}\":"),
        (HttpMethod.Post, "/v1/events?" + Canary, Event),
        (HttpMethod.Post, "/v1/events", $$"""{"messageId":"{{Canary}}-2","userId":"{{Canary}}","event":"Integration Connected"}"""),
        (HttpMethod.Put, $"/v1/leads/{Canary}", $$$"""{"email":"{{{Canary}}}@example.com","name":"{{{Canary}}}","accountId":"{{{Canary}}}","traits":{"{{{Canary}}}":"{{{Canary}}}"}}"""),
        (HttpMethod.Put, $"/v1/leads/{Canary}", $$"""{"email":"{{Canary}}"}"""),
        (HttpMethod.Put, $"/v1/leads/{Canary}", $$"""{"{{Canary}}":"{{Canary}}"}"""),
        (HttpMethod.Put, $"/v1/leads/{Canary}", $$"""{"title":["{{Canary}}"]}"""),
        (HttpMethod.Put, $"/v1/leads/anon:{Canary}", """{"title":"x"}"""),
        (HttpMethod.Put, $"/v1/accounts/{Canary}", $$"""{"name":"{{Canary}}","domain":"{{Canary}}.example","technologies":["{{Canary}}"]}"""),
        (HttpMethod.Put, $"/v1/accounts/{Canary}", $$"""{"employees":"{{Canary}}"}"""),
        (HttpMethod.Get, $"/v1/leads/{Canary}/score", null),
        (HttpMethod.Get, $"/v1/leads/{Canary}-unknown/score", null),
        (HttpMethod.Get, $"/v1/leads?accountId={Canary}", null),
        (HttpMethod.Get, $"/v1/leads?cursor={Canary}", null),
        (HttpMethod.Get, $"/v1/quarantine?leadId={Canary}&messageId={Canary}", null),
        (HttpMethod.Post, "/v1/quarantine/replay?all=true", null),
        (HttpMethod.Get, $"/v1/leads?{Canary}={Canary}", null),
        (HttpMethod.Put, $"/v1/tracking-plan?by={Canary}", $$$"""{"mode":"enforce","events":{"{{{Canary}}} Clicked":{"properties":{"{{{Canary}}}":{"oneOf":["{{{Canary}}} 2"] } } } } }"""),
        (HttpMethod.Put, "/v1/tracking-plan", $$$"""{"mode":"{{{Canary}}}","events":{"{{{Canary}}}":7}}"""),
        (HttpMethod.Get, $"/v1/tracking-plan/violations?event={Canary}", null),
        (HttpMethod.Get, "/v1/signals?fresh=true", null),
        (HttpMethod.Get, $"/{Canary}", null),
        (HttpMethod.Delete, $"/v1/leads/{Canary}", null),
    ];

    [Fact]
    public async Task No_log_line_says_who_somebody_is_or_what_they_did_and_each_request_makes_one()
    {
        var (service, address) = await LoggedService.StartAsync(database.ConnectionString, "--Serilog:MinimumLevel:Override:LeadScoring.Api.Telemetry=Debug", "--Secrets:Key=" + LeadScoringApp.SecretKey);
        using var running = service;
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Add("User-Agent", Canary);
        client.DefaultRequestHeaders.Add("Referer", $"http://{Canary}.example/");

        List<HttpStatusCode> statuses = [];
        foreach (var request in Requests) statuses.Add(await SendAsync(client, request));
        // A fault in the database reports what it was about.
        await ExecuteAsync("ALTER TABLE lead_scores RENAME TO elsewhere; ALTER TABLE events ADD CONSTRAINT none CHECK (false) NOT VALID");
        foreach (var request in Requests) statuses.Add(await SendAsync(client, request));

        Assert.Contains(HttpStatusCode.InternalServerError, statuses);
        await Eventually.IsTrueAsync(() => service.Lines.Count(IsRequest) >= statuses.Count, "Each request is logged.");
        Assert.Equal(statuses.Count, service.Lines.Count(IsRequest));
        Assert.All(service.Lines, line => Assert.True(IsObject(line), "No compact JSON: " + line));
        Assert.All(service.Lines, line => Assert.False(line.Contains(Canary, StringComparison.OrdinalIgnoreCase), line));
        Assert.All(service.Lines, line => Assert.False(line.Contains("whsec_", StringComparison.Ordinal) || line.Contains(LeadScoringApp.SecretKey, StringComparison.Ordinal), line));
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, (HttpMethod Method, string Path, string? Body) request)
    {
        using var message = new HttpRequestMessage(request.Method, request.Path) { Content = request.Body is null ? null : new StringContent(request.Body, Encoding.UTF8, "application/json") };
        using var answer = await client.SendAsync(message);
        return answer.StatusCode;
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

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
