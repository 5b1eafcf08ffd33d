using System.Buffers.Text;
using System.Security.Cryptography;
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
    /// <param name="tagged">The answer without what may differ from request to request though nothing is new.</param>
    public static IActionResult UnlessKnown<T>(this ControllerBase controller, T answer, T tagged)
    {
        var json = controller.HttpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.JsonSerializerOptions;
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(tagged, json));
        var tag = new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(hash.AsSpan(0, TagBytes))}\"", isWeak: true);
        controller.Response.Headers.ETag = tag.ToString();
        // To be kept, and asked for again each time: nobody knows when the next event comes.
        controller.Response.Headers.CacheControl = "no-cache";
        return EntityTagHeaderValue.TryParseList(controller.Request.Headers.IfNoneMatch, out var known) && known.Any(each => each.Compare(tag, useStrongComparison: false) || each.Equals(EntityTagHeaderValue.Any))
            ? controller.StatusCode(StatusCodes.Status304NotModified)
            : controller.Ok(answer);
    }
}
