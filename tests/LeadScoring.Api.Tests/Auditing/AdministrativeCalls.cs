using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Auditing;
using LeadScoring.Api.Tests.Quarantine;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Webhooks;
using LeadScoring.Api.TrackingPlans;
using LeadScoring.Api.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Auditing;

/// <summary>Every administrative route, called once or more with success; each call is held against the one entry that it leaves.</summary>
internal sealed class AdministrativeCalls(LeadScoringApp app, HttpClient client, string keyName)
{
    /// <summary>Stands in ids, addresses and secrets that are sent, and must stand in no entry.</summary>
    public const string Canary = "canary7302";

    private const string Person = Canary + "@example.com";

    /// <summary>The routes that were called, as the service declares them.</summary>
    public HashSet<string> Driven { get; } = new(StringComparer.Ordinal);

    /// <summary>What was shown once and must stand nowhere.</summary>
    public List<string> Secrets { get; } = [];

    public async Task ModelsAsync()
    {
        await CallAsync(AuditAction.DraftSaved, "POST /v1/models", new { template = "product-led", key = "ours", name = "Ours" });
        await CallAsync(AuditAction.ModelPublished, "POST /v1/models/{key}/publish", subject: "ours");
        await CallAsync(AuditAction.ModelMadePrimary, "POST /v1/models/{key}/make-primary", subject: "ours");
        await CallAsync(AuditAction.ModelMadePrimary, "POST /v1/models/{key}/make-primary", subject: "product-led");
        await CallAsync(AuditAction.ModelWithdrawn, "POST /v1/models/{key}/withdraw", subject: "ours");
        await CallAsync(AuditAction.ModelReverted, "POST /v1/models/{key}/revert", new { version = 1, notify = "none" }, "ours");
        await CallAsync(AuditAction.DraftSaved, "PUT /v1/models/{key}", new { key = "ours" }, "ours");
        await CallAsync(AuditAction.DraftDeleted, "DELETE /v1/models/{key}/draft", subject: "ours");
        var ordered = await CallAsync(AuditAction.BacktestOrdered, "POST /v1/models/{key}/impact", new { version = 1 }, "ours", isSubject: false);
        await CallAsync(AuditAction.BacktestOrdered, "POST /v1/models/{key}/backtest", new { version = 1, from = Given.Day0 }, "ours", isSubject: false);
        await CallAsync(AuditAction.BacktestCancelled, "DELETE /v1/backtests/{backtestId}", subject: (string)ordered!["id"]!);
        await CallAsync(AuditAction.BacktestRemoved, "DELETE /v1/backtests/{backtestId}", subject: (string)ordered["id"]!);
    }

    /// <summary>Needs a lead, whose log is to be counted through, and a worker that rests.</summary>
    public async Task WaitingModelAsync()
    {
        await client.SendAsync(Given.Event(Person, 1, "Webinar Attended"));
        await CallAsync(AuditAction.DraftSaved, "PUT /v1/models/{key}", JsonNode.Parse(TestModels.Of("ours", TestModels.Counting("Webinar Attended", 20))), "ours");
        await CallAsync(AuditAction.ModelPublished, "POST /v1/models/{key}/publish", subject: "ours");
        await CallAsync(AuditAction.ModelCalledOff, "DELETE /v1/models/{key}/pending", subject: "ours");
    }

    public async Task PlanAndQuarantineAsync()
    {
        await CallAsync(AuditAction.PlanSaved, "PUT /v1/tracking-plan", new { mode = "enforce", unplanned = "enforce", events = new { Known = new { } } });
        var planned = await RefusedAsync("planned", "Unknown");
        await app.Services.GetRequiredService<PlanViolations>().FlushAsync(CancellationToken.None);
        await CallAsync(AuditAction.ViolationsForgotten, "DELETE /v1/tracking-plan/violations");
        await CallAsync(AuditAction.PlanDeleted, "DELETE /v1/tracking-plan");
        await Eventually.PassesAsync(async () =>
        {
            if (await client.IsKeptAsync(planned)) await CallAsync(AuditAction.QuarantineReplayed, "POST /v1/quarantine/replay", query: "?all=true");
        });
        foreach (var (n, route) in new[] { "POST /v1/quarantine/{id}/replay", "DELETE /v1/quarantine/{id}" }.Index())
        {
            var id = await client.RefusedAsync($$"""{"messageId":"broken-{{n}}","userId":"{{Person}}","event":["x"]}""");
            object? corrected = route[0] == 'P' ? new { messageId = "broken-0", userId = Person, @event = "Signed In" } : null;
            await CallAsync(corrected is null ? AuditAction.QuarantineDeleted : AuditAction.QuarantineReplayed, route, corrected, id);
        }

        await client.RefusedAsync($$"""{"messageId":"broken-3","userId":"{{Person}}","event":["x"]}""");
        await CallAsync(AuditAction.QuarantineDeleted, "DELETE /v1/quarantine", query: "?all=true");
    }

    public async Task EndpointsAsync()
    {
        const string Route = "/v1/webhook-endpoints";
        var made = await CallAsync(AuditAction.EndpointCreated, "POST " + Route, new { url = $"http://127.0.0.1:9/{Canary}", description = Canary });
        var id = (string)made!["id"]!;
        Secrets.Add((string)made["secret"]!);
        await CallAsync(AuditAction.EndpointChanged, $"PATCH {Route}/{{id}}", new { url = $"http://127.0.0.1:9/{Canary}/2" }, id);
        Secrets.Add((string)(await CallAsync(AuditAction.EndpointSecretRotated, $"POST {Route}/{{id}}/rotate-secret", subject: id))!["secret"]!);
        await CallAsync(AuditAction.EndpointEnabled, $"POST {Route}/{{id}}/enable", subject: id);
        await CallAsync(AuditAction.EndpointTested, $"POST {Route}/{{id}}/test", subject: id);
        await CallAsync(AuditAction.EndpointDisabled, $"POST {Route}/{{id}}/disable", subject: id);
        await client.SpikeAsync(Person);
        var message = Guid.Empty;
        await Eventually.PassesAsync(async () => message = (await client.DeliveriesAsync(Guid.Parse(id), DeliveryState.Waiting)).First(each => each.Kind != DeliveryKind.Test).Id);
        await CallAsync(AuditAction.MessagesReplayed, $"POST {Route}/{{endpointId}}/deliveries/{{id}}/replay", subject: id, item: message.ToString());
        // A range ends before now.
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await CallAsync(AuditAction.MessagesReplayed, $"POST {Route}/{{endpointId}}/replay", new { from = Given.Day0, states = (string[])["waiting"] }, id);
        await CallAsync(AuditAction.EndpointDeleted, $"DELETE {Route}/{{id}}", subject: id);
    }

    public async Task KeysAsync()
    {
        var made = await CallAsync(AuditAction.KeyCreated, "POST /v1/keys", new { name = "backend", scopes = (string[])["ingest"] });
        var id = (string)made!["id"]!;
        Secrets.Add((string)made["key"]!);
        Secrets.Add((string)(await CallAsync(AuditAction.KeyRotated, "POST /v1/keys/{id}/rotate", subject: id))!["key"]!);
        await CallAsync(AuditAction.KeyRevoked, "POST /v1/keys/{id}/revoke", subject: id);
    }

    public async Task PeopleAsync()
    {
        await client.PostSdkAsync("/v1/events", $$"""{"messageId":"link","userId":"{{Person}}","anonymousId":"{{Canary}}-device","event":"Signed In"}""");
        await CallAsync(AuditAction.PersonUnlinked, "POST /v1/leads/{userId}/unlink", new { id = $"anon:{Canary}-device" }, Person, isSubject: false);
        await CallAsync(AuditAction.PersonExported, "GET /v1/leads/{userId}/export", subject: Person, isSubject: false);
        await CallAsync(AuditAction.PersonErased, "DELETE /v1/leads/{userId}", subject: Person, isSubject: false);
    }

    private Task<string> RefusedAsync(string messageId, string name) => client.RefusedAsync($$"""{"messageId":"{{messageId}}","userId":"{{Person}}","event":"{{name}}"}""");

    /// <summary>Calls a route, which must succeed and leave one entry.</summary>
    private async Task<JsonNode?> CallAsync(string action, string route, object? body = null, string subject = "", string query = "", string item = "", bool isSubject = true)
    {
        Driven.Add(route);
        var before = await client.AuditAsync();
        var (method, pattern) = (route.Split(' ')[0], route.Split(' ')[1]);
        // Of two parameters the first one is what the entry is about.
        var parameters = new Queue<string>(new[] { Uri.EscapeDataString(subject), item });
        var path = string.Join('/', pattern.Split('/').Select(part => part.StartsWith('{') ? parameters.Dequeue() : part));

        var answer = await client.CallAsync(HttpMethod.Parse(method), path + query, body);

        var entry = Assert.Single((await client.AuditAsync()).ExceptBy(before.Select(each => each.Id), each => each.Id));
        Assert.Equal((action, keyName), (entry.Action, entry.By));
        Assert.NotNull(entry.KeyId);
        Assert.Equal(app.Clock.GetUtcNow(), entry.At, TimeSpan.FromMinutes(1));
        if (subject.Length > 0) Assert.Equal(isSubject, entry.Subject == subject);
        return answer;
    }
}

/// <summary>The route of the audit trail.</summary>
internal static class AuditCalls
{
    /// <summary>The newest entries, up to 500.</summary>
    public static async Task<IReadOnlyList<AuditItem>> AuditAsync(this HttpClient client, string query = "") =>
        (await client.GetFromJsonAsync<AuditListResponse>("/v1/audit?limit=500" + query))!.Items;
}
