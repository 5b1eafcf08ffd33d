using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Keys;

/// <summary>Who changed something is the name of the key, whatever the request says.</summary>
public sealed class SignedChangeTests(ProductionApp production) : IClassFixture<ProductionApp>
{
    [Fact]
    public async Task What_is_changed_with_a_key_bears_its_name()
    {
        using var client = production.App.CreateClient(await production.App.AddKeyAsync([Scopes.ModelsManage], "revenue operations"));
        List<(string What, string? By)> changes = [];

        await NoteAsync("draft", client.PostAsJsonAsync("/v1/models", new { template = "product-led", key = "product-led", by = "somebody else" }), draft => draft["by"]);
        var text = await client.GetStringAsync(new Uri("/v1/models/product-led/draft", UriKind.Relative));
        using var document = new StringContent(text.Replace("\"points\": 25", "\"points\": 10", StringComparison.Ordinal), null, "application/json");
        await NoteAsync("changed draft", client.PutAsync(new Uri("/v1/models/product-led?by=somebody%20else", UriKind.Relative), document), draft => draft["by"]);
        await NoteAsync("impact", client.PostAsync(new Uri("/v1/models/product-led/impact", UriKind.Relative), null), run => run["by"]);
        await NoteAsync("backtest", client.PostAsJsonAsync("/v1/models/product-led/backtest", new { from = "2026-01-01T00:00:00Z", by = "somebody else" }), run => run["by"]);
        await NoteAsync("publish", client.PostAsJsonAsync("/v1/models/product-led/publish", new { by = "somebody else", why = "test" }), changed => changed["change"]!["by"]);
        await NoteAsync("revert", client.PostAsync(new Uri("/v1/models/product-led/revert", UriKind.Relative), null), changed => changed["change"]!["by"]);
        using var plan = await client.PutAsJsonAsync("/v1/tracking-plan?by=somebody%20else", new { mode = "observe" });
        Assert.True(plan.IsSuccessStatusCode, await plan.Content.ReadAsStringAsync());
        await using var db = production.App.Database.OpenContext();
        changes.Add(("plan", Assert.Single(db.TrackingPlans).By));

        Assert.All(changes, change => Assert.Equal((change.What, "revenue operations"), change));
        Assert.Equal(7, changes.Count);

        async Task NoteAsync(string what, Task<HttpResponseMessage> request, Func<JsonObject, JsonNode?> byOf)
        {
            using var answer = await request;
            Assert.True(answer.IsSuccessStatusCode, $"{what}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            changes.Add((what, (string?)byOf((await answer.Content.ReadFromJsonAsync<JsonObject>())!)));
        }
    }
}
