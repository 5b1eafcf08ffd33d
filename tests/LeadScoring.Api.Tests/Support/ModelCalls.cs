using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Models;

namespace LeadScoring.Api.Tests.Support;

/// <summary>The routes of models as one would call them.</summary>
internal static class ModelCalls
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Saves a document as the draft of its model, and puts it into force.</summary>
    /// <param name="client">The service.</param>
    /// <param name="document">The document.</param>
    /// <param name="how">Members of the request to publish.</param>
    public static async Task<ModelChangedResponse> PublishAsync(this HttpClient client, string document, object? how = null)
    {
        var key = JsonNode.Parse(document)!["key"]!.GetValue<string>();
        var (status, body) = await client.SendModelAsync(HttpMethod.Put, key, document);
        if (status == HttpStatusCode.NotFound) (status, body) = await client.SendModelAsync(HttpMethod.Post, "", $$"""{"document":{{document}}}""");
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Created, $"The draft of {key} answered {status}: {body}");
        return await client.ChangeModelAsync(key, "publish", how);
    }

    /// <summary>POST /v1/models/{key}/{action}, which must succeed.</summary>
    public static async Task<ModelChangedResponse> ChangeModelAsync(this HttpClient client, string key, string action, object? how = null)
    {
        var (status, body) = await client.TryChangeModelAsync(key, action, how);
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Accepted, $"{action} {key} answered {status}: {body}");
        var changed = body.Deserialize<ModelChangedResponse>(Json)!;
        Assert.Equal(changed.Change.ActivatedAt is null ? HttpStatusCode.Accepted : HttpStatusCode.OK, status);
        return changed;
    }

    /// <summary>The same, whatever the answer.</summary>
    public static Task<(HttpStatusCode Status, JsonObject Body)> TryChangeModelAsync(this HttpClient client, string key, string action, object? how = null) =>
        client.SendModelAsync(HttpMethod.Post, $"{key}/{action}", how is null ? null : JsonSerializer.Serialize(how, Json));

    /// <summary>A request below /v1/models, whatever the answer.</summary>
    public static async Task<(HttpStatusCode Status, JsonObject Body)> SendModelAsync(this HttpClient client, HttpMethod method, string path, string? json = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path.Length == 0 ? "/v1/models" : "/v1/models/" + path, UriKind.Relative));
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject());
    }

    public static async Task<ModelResponse> GetModelAsync(this HttpClient client, string key) =>
        (await client.GetFromJsonAsync<ModelResponse>(new Uri("/v1/models/" + key, UriKind.Relative)))!;

    public static async Task<ModelListResponse> ListModelsAsync(this HttpClient client) =>
        (await client.GetFromJsonAsync<ModelListResponse>(new Uri("/v1/models", UriKind.Relative)))!;

    /// <summary>The faults of an answer with 400, by member or JSON path.</summary>
    public static Dictionary<string, string> FaultsIn(this (HttpStatusCode Status, JsonObject Body) answer)
    {
        Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{answer.Status}: {answer.Body}");
        return answer.Body["errors"]!.AsObject().ToDictionary(fault => fault.Key, fault => fault.Value![0]!.GetValue<string>(), StringComparer.Ordinal);
    }
}
