using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Auditing;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Tests.Keys;
using LeadScoring.Api.Tests.Privacy;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Webhooks;

namespace LeadScoring.Api.Tests.Auditing;

/// <summary>Who changed what, of all that can be changed by hand.</summary>
public sealed class AuditTests : IAsyncLifetime, IDisposable
{
    private const string Operator = "ops";

    /// <summary>Routes that change nothing, whatever their method.</summary>
    private static readonly string[] Reading = ["POST /v1/scores/lookup", "POST /v1/models/{key}/validate", "POST /v1/models/{key}/preview"];

    private readonly LeadScoringApp _app = new(ProductionApp.SettingsWith(
        FirstKey.New(), [.. WebhookCalls.Settings(("Rescoring:Enabled", "false"), ("Rescoring:Interval", "01:00:00")).Select(setting => (setting.Key, setting.Value!)), ("Backtests:Enabled", "false")]));

    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        _client = _app.CreateClient(await _app.AddKeyAsync(Scopes.All, Operator));
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _app.Dispose();
    }

    [Fact]
    public async Task Every_administrative_call_leaves_one_entry_without_anything_of_a_person_or_a_secret()
    {
        var calls = new AdministrativeCalls(_app, _client, Operator);
        await calls.ModelsAsync();
        await calls.WaitingModelAsync();
        await calls.PlanAndQuarantineAsync();
        await calls.EndpointsAsync();
        await calls.KeysAsync();
        await calls.PeopleAsync();

        Assert.Equal(AdministrativeRoutes().Select(route => route.ToString()).Order(StringComparer.Ordinal), calls.Driven.Order(StringComparer.Ordinal));
        var rows = (await _app.Database.DumpAsync()).Where(line => line.StartsWith("audit_entries:", StringComparison.Ordinal)).ToList();
        Assert.True(rows.Count >= calls.Driven.Count, $"{rows.Count} rows");
        Assert.Subset(rows.Select(row => row.Split(" | ")[4]).ToHashSet(StringComparer.Ordinal), AuditAction.All.Except([AuditAction.ModelConfigured], StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal));
        foreach (var secret in (string[])[AdministrativeCalls.Canary, "example.com", .. calls.Secrets]) Assert.DoesNotContain(rows, row => row.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task What_is_refused_leaves_none()
    {
        using var reader = _app.CreateClient(await _app.AddKeyAsync([Scopes.LeadsRead]));
        var before = await _client.AuditAsync();
        var refused = 0;
        foreach (var route in AdministrativeRoutes())
        {
            Assert.Equal(HttpStatusCode.Forbidden, await reader.StatusOfAsync(route.Request()));
            // This one erases also whom nobody knows.
            if (route.ToString() is "DELETE /v1/leads/{userId}") continue;
            using var answer = await _client.SendAsync(route.Request());
            if (!answer.IsSuccessStatusCode) refused++;
        }

        Assert.True(refused > 20, $"Only {refused} were refused.");
        Assert.Equal(before.Select(entry => entry.Id), (await _client.AuditAsync()).Select(entry => entry.Id));
    }

    [Fact]
    public async Task The_same_again_is_no_change()
    {
        await PutPlanAsync();
        var key = (await _client.CallAsync(HttpMethod.Post, "/v1/keys", new { name = "short", scopes = (string[])["ingest"] }))!["id"]!;
        await _client.CallAsync(HttpMethod.Post, $"/v1/keys/{key}/revoke");
        var before = await _client.AuditAsync();

        await PutPlanAsync();
        await _client.CallAsync(HttpMethod.Post, $"/v1/keys/{key}/revoke");

        Assert.Equal(before.Count, (await _client.AuditAsync()).Count);
    }

    [Fact]
    public async Task Pages_filters_and_what_the_service_does_itself_can_be_read()
    {
        var first = Assert.Single(await _client.AuditAsync("&action=key.created"));
        Assert.Equal(("service", (string?)null), (first.By, first.KeyId));
        Assert.Equal("service", Assert.Single(await _client.AuditAsync("&subject=product-led")).By);
        foreach (var name in (string[])["one", "two", "three"])
        {
            _app.Clock.Advance(TimeSpan.FromHours(1));
            await _client.CallAsync(HttpMethod.Post, "/v1/keys", new { name, scopes = (string[])["ingest"] });
        }

        List<AuditItem> all = [];
        for (var cursor = ""; ;)
        {
            var page = (await _client.GetFromJsonAsync<AuditListResponse>($"/v1/audit?action=key.created&limit=1{cursor}"))!;
            all.AddRange(page.Items);
            if (page.NextCursor is null) break;
            cursor = "&cursor=" + page.NextCursor;
        }

        Assert.Equal(["three", "two", "one", "first"], all.Select(entry => entry.Details.GetProperty("name").GetString()!), StringComparer.Ordinal);
        string Time(int entry) => Uri.EscapeDataString(all[entry].At.ToString("O"));
        Assert.Equal(all[1], Assert.Single(await _client.AuditAsync($"&from={Time(1)}&to={Time(0)}"), entry => entry.Id == all[1].Id) with { Details = all[1].Details });
        Assert.DoesNotContain(await _client.AuditAsync($"&from={Time(1)}&to={Time(0)}"), entry => entry.Id == all[0].Id || entry.Id == all[2].Id);
        Assert.Equal(HttpStatusCode.BadRequest, await _client.StatusOfAsync("/v1/audit?action=nothing"));
        Assert.Equal(HttpStatusCode.BadRequest, await _client.StatusOfAsync("/v1/audit?cursor=x"));
    }

    /// <summary>All that change something and take no events, and the export of a person.</summary>
    private List<DeclaredRoute> AdministrativeRoutes() => [.. RouteTable.Of(_app).Where(route =>
        (route.Method != "GET" && !route.Scopes.Contains(Scopes.Ingest, StringComparer.Ordinal) && !Reading.Contains(route.ToString(), StringComparer.Ordinal)) || route.ToString() == "GET /v1/leads/{userId}/export")];

    private Task<JsonNode?> PutPlanAsync() => _client.CallAsync(HttpMethod.Put, "/v1/tracking-plan", new { mode = "observe", unplanned = "report" });
}
