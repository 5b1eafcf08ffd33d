using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Segment;

/// <summary>Segment's HTTP API, for its SDKs and for those that speak like them.</summary>
[ApiController]
[Route("v1")]
[Authorize(Scopes.Ingest)]
[Tags("SDKs")]
[SdkEndpoint]
[ProducesResponseType<SegmentResponse>(StatusCodes.Status200OK)]
internal sealed class SegmentController(EventIntake intake) : ControllerBase
{
    /// <summary>Takes a batch of calls, as Segment's and RudderStack's SDKs send them.</summary>
    /// <remarks>
    /// The body is JSON whatever its Content-Type says, plain or packed with gzip, of at most 512 kB unpacked with up to 2,500
    /// calls of at most 32 kB each. The answer is 200 after everything is stored and scored, for repeats as well; a call that cannot be
    /// taken is listed under <c>rejected</c> and costs its neighbours nothing. A call without a <c>messageId</c> gets one, and its
    /// repeats cannot be told. The write key is a key with the scope <c>ingest</c>: as the user of Basic, as Bearer, as <c>X-Write-Key</c>, or as
    /// <c>writeKey</c> in the body; a header goes before the body.
    /// </remarks>
    /// <param name="cancellationToken">The caller hung up. What was not answered may be stored all the same: send it again.</param>
    /// <response code="200">Everything that could be taken is stored and scored.</response>
    /// <response code="400">The body is not JSON, or has no <c>batch</c>.</response>
    [HttpPost("batch"), HttpPost("import"), HttpPost("b")]
    [BodyExample("batch", "One call of each kind", SegmentExamples.Batch, Schema = typeof(SegmentBatch))]
    public async Task<IActionResult> Batch(CancellationToken cancellationToken)
    {
        var batch = await SdkBatch.ReadAsync(Request, cancellationToken);
        if (batch.Fault is not null)
        {
            return Problem(batch.Fault, statusCode: batch.Status);
        }

        return await TakeAsync(Dialects.Segment, batch.Body, batch.Items, cancellationToken);
    }

    /// <summary>Takes something that a person did.</summary>
    /// <param name="cancellationToken">The caller hung up. What was not answered may be stored all the same: send it again.</param>
    /// <response code="200">The call is stored and scored, was so before, or is listed under <c>rejected</c>.</response>
    /// <response code="400">The body is no JSON object.</response>
    [HttpPost("track"), HttpPost("t")]
    [BodyExample("track", "A feature was used", SegmentExamples.Track, Schema = typeof(SegmentMessage))]
    public Task<IActionResult> Track(CancellationToken cancellationToken) => OneAsync("track", cancellationToken);

    /// <summary>Takes what is known of a person.</summary>
    /// <remarks>The traits become the lead's attributes, and those under <c>company</c> its account's; all are kept under their own names as well.</remarks>
    /// <param name="cancellationToken">The caller hung up. What was not answered may be stored all the same: send it again.</param>
    /// <response code="200">The call is stored and scored, was so before, or is listed under <c>rejected</c>.</response>
    /// <response code="400">The body is no JSON object.</response>
    [HttpPost("identify"), HttpPost("i")]
    [BodyExample("identify", "A person and a company", SegmentExamples.Identify, Schema = typeof(SegmentMessage))]
    public Task<IActionResult> Identify(CancellationToken cancellationToken) => OneAsync("identify", cancellationToken);

    /// <summary>Takes the company that a person belongs to, and what is known of it.</summary>
    /// <param name="cancellationToken">The caller hung up. What was not answered may be stored all the same: send it again.</param>
    /// <response code="200">The call is stored and scored, was so before, or is listed under <c>rejected</c>.</response>
    /// <response code="400">The body is no JSON object.</response>
    [HttpPost("group"), HttpPost("g")]
    [BodyExample("group", "A company", SegmentExamples.Group, Schema = typeof(SegmentMessage))]
    public Task<IActionResult> Group(CancellationToken cancellationToken) => OneAsync("group", cancellationToken);

    /// <summary>Takes a view of a page.</summary>
    /// <remarks>The event is named by the page: <c>Pricing</c> is <c>Pricing Page Viewed</c>, and a page without a name <c>Page Viewed</c>.</remarks>
    /// <param name="cancellationToken">The caller hung up. What was not answered may be stored all the same: send it again.</param>
    /// <response code="200">The call is stored and scored, was so before, or is listed under <c>rejected</c>.</response>
    /// <response code="400">The body is no JSON object.</response>
    [HttpPost("page"), HttpPost("p")]
    [BodyExample("page", "The pricing page", SegmentExamples.Page, Schema = typeof(SegmentMessage))]
    public Task<IActionResult> Page(CancellationToken cancellationToken) => OneAsync("page", cancellationToken);

    /// <summary>Takes a view of a screen of an app.</summary>
    /// <remarks>The event is named by the screen: <c>Settings</c> is <c>Settings Screen Viewed</c>, and a screen without a name <c>Screen Viewed</c>.</remarks>
    /// <param name="cancellationToken">The caller hung up. What was not answered may be stored all the same: send it again.</param>
    /// <response code="200">The call is stored and scored, was so before, or is listed under <c>rejected</c>.</response>
    /// <response code="400">The body is no JSON object.</response>
    [HttpPost("screen"), HttpPost("s")]
    [BodyExample("screen", "A screen", SegmentExamples.Screen, Schema = typeof(SegmentMessage))]
    public Task<IActionResult> Screen(CancellationToken cancellationToken) => OneAsync("screen", cancellationToken);

    /// <summary>Takes that two user ids are one person.</summary>
    /// <remarks>From now on <c>previousId</c> and everything received under it belong to <c>userId</c>; both ids answer with the one lead.</remarks>
    /// <param name="cancellationToken">The caller hung up. What was not answered may be stored all the same: send it again.</param>
    /// <response code="200">The call is stored and scored, was so before, or is listed under <c>rejected</c>.</response>
    /// <response code="400">The body is no JSON object.</response>
    [HttpPost("alias"), HttpPost("a")]
    [BodyExample("alias", "A new id", SegmentExamples.Alias, Schema = typeof(SegmentMessage))]
    public Task<IActionResult> Alias(CancellationToken cancellationToken) => OneAsync("alias", cancellationToken);

    /// <summary>Takes an SDK's figures about itself, and keeps nothing.</summary>
    /// <response code="200">As the SDKs expect.</response>
    [HttpPost("m")]
    public IActionResult Metrics() => Ok(new SegmentResponse(0, 0, 0, [], []));

    private async Task<IActionResult> OneAsync(string type, CancellationToken cancellationToken)
    {
        var body = await AnyBody.ReadAsync(Request, cancellationToken);
        if (body.Fault is not null || body.Json.ValueKind != JsonValueKind.Object)
        {
            return Problem(body.Fault ?? "The body must be an object.", statusCode: body.Fault is null ? StatusCodes.Status400BadRequest : body.Status);
        }

        return await TakeAsync(Dialects.SegmentCall(type), body.Json, [body.Json], cancellationToken);
    }

    private async Task<IActionResult> TakeAsync(Dialect dialect, JsonElement body, IReadOnlyList<JsonElement> items, CancellationToken cancellationToken)
    {
        var taken = await intake.TakeAsync(dialect, body, items, User.Source(), cancellationToken);
        return Ok(new SegmentResponse(taken.Accepted, taken.Duplicates, taken.Ignored, taken.Rejected, taken.Warnings));
    }
}
