using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Models;
using LeadScoring.Api.Models.Backtests;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Models.Backtests;

/// <summary>Ordering backtests and reading what came of them.</summary>
internal static class BacktestCalls
{
    /// <summary>A worker of scores that only looks when a test makes it, and one of backtests that begins at once and never rests.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Settings = With();

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The same with some settings of backtests besides, or in place of those.</summary>
    public static IReadOnlyDictionary<string, string?> With(params (string Name, string Value)[] settings)
    {
        Dictionary<string, string?> all = new(Given.SleepingWorker, StringComparer.Ordinal) { ["Backtests:Interval"] = "00:00:00.020", ["Backtests:Share"] = "1" };
        foreach (var (name, value) in settings) all["Backtests:" + name] = value;
        return all;
    }

    /// <summary>The default model, edited.</summary>
    public static string ProductLed(Action<JsonNode> edit)
    {
        var document = JsonNode.Parse(ModelTemplates.ProductLed)!;
        edit(document);
        return document.ToJsonString();
    }

    /// <summary>The criterion of this key in a model document.</summary>
    public static JsonNode Criterion(this JsonNode document, string key) => document["behavior"]!["criteria"]!.AsArray().Single(criterion => (string)criterion!["key"]! == key)!;

    /// <summary>A signal that no model had before, worth 30 points; a bonus for pages, of which everybody has some.</summary>
    public static void CountPages(JsonNode document)
    {
        document["signals"]!["page_viewed"] = JsonNode.Parse("""[{ "event": "Page Viewed" }]""");
        document["behavior"]!["criteria"]!.AsArray().Add(JsonNode.Parse("""{ "key": "pages", "layer": "marketing", "signal": "page_viewed", "tiers": [{ "points": 30 }] }"""));
    }

    /// <summary>Writes a draft, in place of one that is there.</summary>
    public static async Task DraftAsync(this LeadScoringApp app, string document, string key = "product-led")
    {
        await using var db = app.Database.OpenContext();
        await db.ModelDrafts.Where(draft => draft.Key == key).ExecuteDeleteAsync();
        db.ModelDrafts.Add(new ModelDraft { Key = key, Document = document, Revision = 1, CreatedAt = app.Clock.GetUtcNow(), ChangedAt = app.Clock.GetUtcNow() });
        await db.SaveChangesAsync();
    }

    /// <summary>Publishes a document for good, and scores everybody by it.</summary>
    public static async Task PublishAsync(this LeadScoringApp app, string document, string key = "product-led", bool primary = false)
    {
        await using (var scope = app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<ModelPublisher>().PublishAsync(new CandidateModel(key, null, document), new ModelChange(key, primary, ModelNotify.All, null, null), CancellationToken.None);
        }

        await Recount.NothingIsDueAsync(app);
    }

    /// <summary>Orders a backtest or an impact.</summary>
    public static async Task<BacktestResponse> OrderAsync(this HttpClient client, string what, object? request = null, string key = "product-led")
    {
        using var answer = await client.PostAsJsonAsync(new Uri($"/v1/models/{key}/{what}", UriKind.Relative), request ?? new { }, Json);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{what} answered {(int)answer.StatusCode}: {body}");
        var ordered = JsonSerializer.Deserialize<BacktestResponse>(body, Json)!;
        Assert.Equal($"/v1/backtests/{ordered.Id}", answer.Headers.Location?.OriginalString);
        return ordered;
    }

    /// <summary>Orders one, waits until it has ended, and expects that it is done.</summary>
    public static async Task<BacktestResponse> RunAsync(this HttpClient client, string what, object? request = null, string key = "product-led") =>
        await client.UntilAsync((await client.OrderAsync(what, request, key)).Id, BacktestState.Done);

    public static async Task<BacktestResponse> UntilAsync(this HttpClient client, Guid id, string state)
    {
        BacktestResponse? seen = null;
        await Eventually.IsTrueAsync(async () => (seen = await client.BacktestAsync(id)).State == state || seen.FinishedAt is not null, $"the backtest is {state}");
        Assert.True(seen!.State == state, $"{seen.State}: {seen.Error}");
        return seen;
    }

    public static async Task<BacktestResponse> BacktestAsync(this HttpClient client, Guid id) => (await client.GetFromJsonAsync<BacktestResponse>(new Uri($"/v1/backtests/{id}", UriKind.Relative), Json))!;

    /// <summary>All flips, page by page.</summary>
    public static async Task<List<FlipResponse>> FlipsAsync(this HttpClient client, Guid id, string query = "limit=500")
    {
        List<FlipResponse> flips = [];
        string? cursor = null;
        do
        {
            var page = (await client.GetFromJsonAsync<FlipListResponse>(new Uri($"/v1/backtests/{id}/flips?{query}{(cursor is null ? "" : $"&cursor={cursor}")}", UriKind.Relative), Json))!;
            flips.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return flips;
    }

    /// <summary>The answer to any request of these routes.</summary>
    public static async Task<(HttpStatusCode Status, JsonObject? Body)> AskAsync(this HttpClient client, HttpMethod method, string path, object? request = null)
    {
        using var message = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = request is null ? null : JsonContent.Create(request, options: Json) };
        using var answer = await client.SendAsync(message);
        var body = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, body.Length == 0 ? null : JsonNode.Parse(body)!.AsObject());
    }
}
