using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace LeadScoring.Api.Tests.Support;

/// <summary>A request to each kind of route, for what holds of all of them.</summary>
internal static class EveryRoute
{
    /// <summary>What writes; these succeed for a lead that is not known yet.</summary>
    public static IEnumerable<HttpRequestMessage> Writes() =>
    [
        new(HttpMethod.Post, Path("/v1/events")) { Content = JsonContent.Create(new { messageId = "m", userId = "ada", @event = "Signed In" }) },
        new(HttpMethod.Post, Path("/v1/batch")) { Content = JsonContent.Create(new { batch = new[] { new { type = "track", messageId = "b", userId = "ada", @event = "Signed In" } } }) },
        new(HttpMethod.Put, Path("/v1/leads/ada")) { Content = JsonContent.Create(new { name = "Ada" }) },
        new(HttpMethod.Put, Path("/v1/accounts/acme")) { Content = JsonContent.Create(new { name = "Acme" }) },
        // Whose data is handed out is written down.
        new(HttpMethod.Get, Path("/v1/leads/ada/export")),
    ];

    /// <summary>What keeps items that cannot be taken, and what becomes of them.</summary>
    private static IEnumerable<HttpRequestMessage> Quarantine() =>
    [
        new(HttpMethod.Post, Path("/v1/events")) { Content = JsonContent.Create(new { messageId = "cannot be taken" }) },
        new(HttpMethod.Get, Path("/v1/quarantine")),
        new(HttpMethod.Post, Path("/v1/quarantine/replay?all=true")),
        new(HttpMethod.Delete, Path("/v1/quarantine?code=missing_member")),
    ];

    /// <summary>What events should be, and were not. Saving the same plan again, or deleting nothing, writes nothing.</summary>
    private static IEnumerable<HttpRequestMessage> TrackingPlan() =>
    [
        new(HttpMethod.Put, Path("/v1/tracking-plan")) { Content = JsonContent.Create(new { mode = "observe", unplanned = "report" }) },
        new(HttpMethod.Get, Path("/v1/tracking-plan")),
        new(HttpMethod.Get, Path("/v1/tracking-plan/violations")),
        new(HttpMethod.Delete, Path("/v1/tracking-plan/violations")),
    ];

    /// <summary>What changes models, and may be repeated.</summary>
    private static IEnumerable<HttpRequestMessage> Models() => [new(HttpMethod.Put, Path("/v1/models/product-led")) { Content = JsonContent.Create(new { key = "product-led" }) }];

    /// <summary>What only reads; these succeed once the lead is known.</summary>
    public static IEnumerable<HttpRequestMessage> Reads() =>
    [
        new(HttpMethod.Get, Path("/v1/leads/ada/score")),
        new(HttpMethod.Get, Path("/v1/leads/ada/forecast")),
        new(HttpMethod.Get, Path("/v1/leads/ada/gap")),
        new(HttpMethod.Get, Path("/v1/leads/ada/history")),
        new(HttpMethod.Get, Path("/v1/leads/ada/events")),
        new(HttpMethod.Get, Path("/v1/leads")),
        new(HttpMethod.Post, Path("/v1/scores/lookup")) { Content = JsonContent.Create(new { ids = new[] { "ada" } }) },
        new(HttpMethod.Get, Path("/v1/exports/leads")),
        new(HttpMethod.Get, Path("/v1/exports/accounts")),
        new(HttpMethod.Get, Path("/v1/exports/changes")),
        new(HttpMethod.Get, Path("/v1/changes")),
        new(HttpMethod.Get, Path("/v1/accounts")),
        new(HttpMethod.Get, Path("/v1/accounts/acme/score")),
        new(HttpMethod.Get, Path("/v1/signals")),
        new(HttpMethod.Get, Path("/v1/models")),
        new(HttpMethod.Get, Path("/v1/models/product-led")),
        new(HttpMethod.Get, Path("/v1/models/product-led/versions/1")),
        new(HttpMethod.Get, Path("/v1/webhook-endpoints")),
    ];

    public static IEnumerable<HttpRequestMessage> Requests() => Writes().Concat(Reads()).Concat(Quarantine()).Concat(TrackingPlan()).Concat(Models());

    /// <summary>Each of them, all sent at once, is answered by 503 and told when to come back.</summary>
    public static Task AreTurnedAwayAsync(this IEnumerable<HttpRequestMessage> requests, HttpClient client, TimeSpan atMost) =>
        Task.WhenAll(requests.Select(async request =>
        {
            var watch = Stopwatch.StartNew();
            using var answer = await client.SendAsync(request);
            Assert.True(watch.Elapsed < atMost, $"{request.Method} {request.RequestUri} took {watch.Elapsed}.");
            await IsTurnedAwayAsync(answer);
        }));

    public static async Task IsTurnedAwayAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.InRange(answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0, 1, 60);
    }

    /// <summary>Each of them succeeds, one after the other.</summary>
    public static async Task SucceedAsync(this IEnumerable<HttpRequestMessage> requests, HttpClient client)
    {
        foreach (var request in requests)
        {
            using var answer = await client.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode, $"{request.Method} {request.RequestUri}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    public static async Task<HttpStatusCode> StatusOfAsync(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(Path(path));
        return answer.StatusCode;
    }

    private static Uri Path(string path) => new(path, UriKind.Relative);
}
