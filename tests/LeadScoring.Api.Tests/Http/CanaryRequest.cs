using System.Net;
using System.Text;

namespace LeadScoring.Api.Tests.Http;

/// <summary>A request with the word in it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Body">The body, if there is one.</param>
/// <param name="MediaType">The type of the body.</param>
/// <param name="IsOdd">Whether the word stands in headers, too, of which it makes no sense.</param>
internal sealed record CanaryRequest(HttpMethod Method, string Path, string? Body = null, string MediaType = "application/json", bool IsOdd = false)
{
    private static readonly string[] OddHeaders = ["If-Match", "If-None-Match", "Origin", "ce-subject", "traceparent", "X-Forwarded-For"];

    public async Task<CanaryAnswer> SendAsync(HttpClient client)
    {
        using var message = new HttpRequestMessage(Method, Path) { Content = Body is null ? null : new StringContent(Body, Encoding.UTF8, MediaType) };
        foreach (var header in IsOdd ? OddHeaders : []) message.Headers.TryAddWithoutValidation(header, CanaryRequests.Canary);
        using var answer = await client.SendAsync(message);
        return new CanaryAnswer(Path, answer.StatusCode);
    }
}

/// <summary>What a request was answered.</summary>
internal sealed record CanaryAnswer(string Path, HttpStatusCode Status);
