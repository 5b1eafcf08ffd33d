using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LeadScoring.Api.Tests.Support;

/// <summary>Bodies as clients may really send them, right or wrong, and what is answered.</summary>
internal static class RawJson
{
    public static Task<RawAnswer> PostEventsAsync(this HttpClient client, string json) => client.SendRawAsync(HttpMethod.Post, "/v1/events", Encoding.UTF8.GetBytes(json));

    public static async Task<RawAnswer> SendRawAsync(this HttpClient client, HttpMethod method, string path, byte[] body, string contentType = "application/json", string? encoding = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new RawAnswer(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject());
    }

    /// <summary>An object of members whose values are JSON already; later members of the same name go before.</summary>
    public static string Object(params IEnumerable<(string Name, string? Json)> members) =>
        "{" + string.Join(',', members.GroupBy(member => member.Name, StringComparer.Ordinal).Select(group => group.Last()).Where(member => member.Json is not null).Select(member => $"\"{member.Name}\":{member.Json}")) + "}";

    /// <summary>Lists within lists.</summary>
    public static string Nested(int depth) => new string('[', depth) + new string(']', depth);
}

/// <summary>An answer whose body is an object or nothing.</summary>
internal sealed record RawAnswer(HttpStatusCode Status, string? ContentType, JsonObject Body)
{
    /// <summary>A problem that names the fault and no type of the program.</summary>
    public void IsProblem(HttpStatusCode status, string words)
    {
        var text = Body.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.True(Status == status, $"{Status}: {text}");
        Assert.Equal("application/problem+json", ContentType);
        Assert.True(text.Contains(words, StringComparison.Ordinal), $"Not found: {words}\nin: {text}");
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("LeadScoring.Api", text, StringComparison.Ordinal);
        Assert.DoesNotContain(".NET", text, StringComparison.Ordinal);
    }
}
