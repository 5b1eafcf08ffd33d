using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Keys;

/// <summary>Keys for tests, and requests that use them.</summary>
internal static class KeyCalls
{
    /// <summary>Stores a key, which this replica knows at once.</summary>
    public static async Task<string> AddKeyAsync(this LeadScoringApp app, IReadOnlyList<string> scopes, string name = "test", DateTimeOffset? expiresAt = null)
    {
        var id = KeyFormat.NewId();
        var key = KeyFormat.Make(id, scopes);
        await using (var db = app.Database.OpenContext())
        {
            db.Add(new ApiKey { Id = id, Name = name, Source = name, Scopes = [.. scopes], Hash = KeyFormat.HashOf(key), CreatedAt = app.Clock.GetUtcNow(), ExpiresAt = expiresAt });
            await db.SaveChangesAsync();
        }

        await app.RefreshKeysAsync();
        return key;
    }

    /// <summary>The replica looks for keys now, and not within two seconds.</summary>
    public static Task RefreshKeysAsync(this LeadScoringApp app) => app.Services.GetRequiredService<KeyRing>().RefreshAsync(CancellationToken.None);

    /// <summary>A client that sends the key with every request.</summary>
    public static HttpClient CreateClient(this LeadScoringApp app, string? key)
    {
        var client = app.CreateClient();
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>An event that is the same each time.</summary>
    public static HttpRequestMessage OneEvent(params (string Name, string Value)[] headers) =>
        new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = JsonContent.Create(new { messageId = "one", userId = "ada", @event = "Signed In" }) }.With(headers);

    public static HttpRequestMessage With(this HttpRequestMessage request, params (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return request;
    }

    public static async Task<HttpStatusCode> StatusOfAsync(this HttpClient client, HttpRequestMessage request)
    {
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>The problem that a request is answered with, and its status.</summary>
    public static async Task<JsonObject> ProblemOfAsync(this HttpClient client, HttpRequestMessage request)
    {
        using var answer = await client.SendAsync(request);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal((int)answer.StatusCode, (int)problem["status"]!);
        Assert.NotNull((string?)problem["code"]);
        Assert.NotNull((string?)problem["message"]);
        return problem;
    }
}
