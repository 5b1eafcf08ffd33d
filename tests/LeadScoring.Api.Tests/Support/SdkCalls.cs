using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LeadScoring.Api.Tests.Support;

/// <summary>Requests as SDKs send them.</summary>
internal static class SdkCalls
{
    /// <param name="client">The service.</param>
    /// <param name="path">Such as <c>/v1/batch</c>.</param>
    /// <param name="json">The body.</param>
    /// <param name="contentType">Null: none is said.</param>
    /// <param name="gzip">Whether the body is packed.</param>
    /// <param name="authorization">The header of that name.</param>
    /// <param name="writeKey">The header X-Write-Key.</param>
    public static async Task<RawAnswer> PostSdkAsync(
        this HttpClient client, string path, string json, string? contentType = "application/json", bool gzip = false, string? authorization = null, string? writeKey = null)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        using var content = new ByteArrayContent(gzip ? Packed(bytes) : bytes);
        if (contentType is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (gzip) content.Headers.ContentEncoding.Add("gzip");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content };
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (writeKey is not null) request.Headers.Add("X-Write-Key", writeKey);
        using var answer = await client.SendAsync(request);
        return new RawAnswer(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject());
    }

    /// <summary>One call, which must be taken.</summary>
    public static async Task TakeAsync(this HttpClient client, string type, string members)
    {
        var answer = await client.PostSdkAsync("/v1/" + type, $$"""{"messageId":"{{Guid.NewGuid()}}",{{members}}}""");
        answer.IsSuccess(accepted: 1, duplicates: 0);
    }

    /// <summary>What SDKs take for success, with these numbers and nothing rejected.</summary>
    public static void IsSuccess(this RawAnswer answer, int accepted, int duplicates)
    {
        var text = answer.Body.ToJsonString();
        Assert.True(answer.Status == HttpStatusCode.OK && (bool?)answer.Body["success"] == true && answer.Body["rejected"]!.AsArray().Count == 0, $"{answer.Status}: {text}");
        Assert.True(((int)answer.Body["accepted"]!, (int)answer.Body["duplicates"]!) == (accepted, duplicates), text);
    }

    public static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize)) gzip.Write(bytes);
        return packed.ToArray();
    }
}
