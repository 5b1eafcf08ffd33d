using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Quarantine;

/// <summary>The quarantine as one would use it.</summary>
internal static class QuarantineCalls
{
    private const string Route = "/v1/quarantine";

    /// <summary>Any request; the answer's body is an object or nothing.</summary>
    public static async Task<RawAnswer> CallAsync(this HttpClient client, HttpMethod method, string path, byte[]? body = null, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new RawAnswer(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject());
    }

    /// <summary>A request with one item that cannot be taken.</summary>
    /// <returns>What is answered about the item.</returns>
    public static async Task<JsonObject> RefusedAsync(this HttpClient client, string path, byte[] body, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        var answer = await client.CallAsync(HttpMethod.Post, path, body, contentType, headers);
        Assert.True(answer.Status == HttpStatusCode.OK, $"{answer.Status}: {answer.Body.ToJsonString()}");
        return Assert.Single(answer.Body["rejected"]!.AsArray())!.AsObject();
    }

    /// <summary>The same in the service's own dialect, one event by itself.</summary>
    /// <returns>The item's id in quarantine.</returns>
    public static async Task<string> RefusedAsync(this HttpClient client, string item) =>
        (string)(await client.RefusedAsync("/v1/events", Encoding.UTF8.GetBytes(item)))["quarantineId"]!;

    public static async Task<JsonObject> ItemAsync(this HttpClient client, string id)
    {
        var answer = await client.CallAsync(HttpMethod.Get, $"{Route}/{id}");
        Assert.True(answer.Status == HttpStatusCode.OK, $"{answer.Status}: {answer.Body.ToJsonString()}");
        return answer.Body;
    }

    public static async Task<bool> IsKeptAsync(this HttpClient client, string id) => (await client.CallAsync(HttpMethod.Get, $"{Route}/{id}")).Status == HttpStatusCode.OK;

    public static Task<RawAnswer> ReplayAsync(this HttpClient client, string id, string? corrected = null) =>
        client.CallAsync(HttpMethod.Post, $"{Route}/{id}/replay", corrected is null ? null : Encoding.UTF8.GetBytes(corrected));

    public static Task<RawAnswer> ReplayManyAsync(this HttpClient client, string query) => client.CallAsync(HttpMethod.Post, $"{Route}/replay?{query}");

    /// <summary>A page: its items and where the next one begins.</summary>
    public static async Task<(List<JsonObject> Items, string? Next)> PageAsync(this HttpClient client, string query)
    {
        var answer = await client.CallAsync(HttpMethod.Get, $"{Route}?{query}");
        Assert.True(answer.Status == HttpStatusCode.OK, $"{query} answered {answer.Status}: {answer.Body.ToJsonString()}");
        return ([.. answer.Body["items"]!.AsArray().Select(item => item!.AsObject())], (string?)answer.Body["nextCursor"]);
    }

    /// <summary>That the item was taken and is in quarantine no more.</summary>
    public static void HasTaken(this RawAnswer answer, int accepted, int duplicates) =>
        Assert.True(answer.Status == HttpStatusCode.OK && ((int)answer.Body["accepted"]!, (int)answer.Body["duplicates"]!) == (accepted, duplicates), $"{answer.Status}: {answer.Body.ToJsonString()}");
}
