using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace LeadScoring.Api.Http;

/// <summary>Answers that a client may have already.</summary>
internal static class ConditionalAnswers
{
    private const int TagBytes = 16;

    /// <summary>
    /// The answer with its <c>ETag</c>; 304 without a body when the request's <c>If-None-Match</c> names it. The tag is weak, since
    /// answers that differ in what it leaves out have the same.
    /// </summary>
    /// <param name="controller">The controller.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="besides">The member, a text and the first one of this name, that may differ from request to request though nothing is new.</param>
    public static IActionResult UnlessKnown<T>(this ControllerBase controller, T answer, string besides)
    {
        // Written once: what is hashed is what is sent, since to write it costs as much as all else that the request takes here.
        var json = JsonSerializer.SerializeToUtf8Bytes(answer, controller.HttpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.JsonSerializerOptions);
        var tag = new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(HashOf(json, besides).AsSpan(0, TagBytes))}\"", isWeak: true);
        controller.Response.Headers.ETag = tag.ToString();
        // To be kept, and asked for again each time: nobody knows when the next event comes.
        controller.Response.Headers.CacheControl = "no-cache";
        return EntityTagHeaderValue.TryParseList(controller.Request.Headers.IfNoneMatch, out var known) && known.Any(each => each.Compare(tag, useStrongComparison: false) || each.Equals(EntityTagHeaderValue.Any))
            ? controller.StatusCode(StatusCodes.Status304NotModified)
            : new WrittenJson(json);
    }

    /// <summary>Of the JSON without a member's value. A quote within a text is escaped, so what looks like the member is the member.</summary>
    private static byte[] HashOf(ReadOnlySpan<byte> json, string member)
    {
        var name = Encoding.UTF8.GetBytes($"\"{member}\":\"");
        var start = json.IndexOf(name) + name.Length;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(json[..start]);
        hash.AppendData(json[(start + json[start..].IndexOf((byte)'"'))..]);
        return hash.GetHashAndReset();
    }

    /// <summary>JSON that is written already.</summary>
    private sealed class WrittenJson(byte[] json) : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context)
        {
            var response = context.HttpContext.Response;
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = json.Length;
            return response.Body.WriteAsync(json, context.HttpContext.RequestAborted).AsTask();
        }
    }
}
