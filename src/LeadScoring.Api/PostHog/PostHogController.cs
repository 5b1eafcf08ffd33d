using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.PostHog;

/// <summary>What became of a request's events.</summary>
/// <param name="Accepted">How many were new; they are stored and scored.</param>
/// <param name="Duplicates">How many were stored before, or stand in the request twice; they change nothing.</param>
/// <param name="Ignored">How many there is nothing wrong with, and that are not stored all the same: they are about people who were erased, or older than events are kept. <c>warnings</c> names them.</param>
/// <param name="Rejected">Those that were not taken, with the reason. Sending them again as they are will not help.</param>
/// <param name="Warnings">Those that were taken otherwise than they say, such as by their receipt instead of a time that is far ahead, and those that were ignored.</param>
public sealed record PostHogResponse(int Accepted, int Duplicates, int Ignored, IReadOnlyList<RejectedEvent> Rejected, IReadOnlyList<EventWarning> Warnings)
{
    /// <summary>Always 1: what the SDKs look at.</summary>
    public int Status { get; } = 1;
}

/// <summary>Events as PostHog's SDKs send them.</summary>
public sealed class PostHogBatch
{
    /// <summary>Up to 2,500 events, each of at most 32 kB: <c>event</c>, <c>distinct_id</c>, <c>uuid</c>, <c>timestamp</c>, <c>properties</c>.</summary>
    [Required, MaxLength(IntakeLimits.Events)]
    public required IReadOnlyList<Dictionary<string, JsonElement>> Batch { get; init; }
}

/// <summary>The batch route of PostHog's capture API, for its SDKs.</summary>
[ApiController]
[Route("batch")]
[Authorize(Scopes.Ingest)]
[Tags("SDKs")]
[SdkEndpoint]
internal sealed class PostHogController(EventIntake intake) : ControllerBase
{
    private const string Example =
        """
        {
          "api_key": "any",
          "batch": [
            { "event": "$identify", "distinct_id": "mary", "uuid": "0198a1b2-0000-7000-8000-000000000001", "properties": { "$set": { "title": "CTO" } } },
            { "event": "Signed In", "distinct_id": "mary", "uuid": "0198a1b2-0000-7000-8000-000000000002", "properties": { "$groups": { "company": "initech" } } }
          ]
        }
        """;

    /// <summary>Takes a batch of events, as PostHog's SDKs send them.</summary>
    /// <remarks>
    /// Body, limits and answer are those of <c>POST /v1/batch</c>. An event is told by its <c>distinct_id</c>, its <c>uuid</c> and
    /// the source of its key, which has the scope <c>ingest</c> and stands in the body as <c>api_key</c>, or in a header.
    /// </remarks>
    /// <param name="cancellationToken">The caller hung up. What was not answered may be stored all the same: send it again.</param>
    /// <response code="200">Everything that could be taken is stored and scored.</response>
    /// <response code="400">The body is not JSON, or has no <c>batch</c>.</response>
    [HttpPost]
    [BodyExample("batch", "A person and an event", Example, Schema = typeof(PostHogBatch))]
    [ProducesResponseType<PostHogResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Batch(CancellationToken cancellationToken)
    {
        var batch = await SdkBatch.ReadAsync(Request, cancellationToken);
        if (batch.Fault is not null)
        {
            return Problem(batch.Fault, statusCode: batch.Status);
        }

        var taken = await intake.TakeAsync(Dialects.PostHog, batch.Body, batch.Items, User.Source(), cancellationToken);
        return Ok(new PostHogResponse(taken.Accepted, taken.Duplicates, taken.Ignored, taken.Rejected, taken.Warnings));
    }
}
