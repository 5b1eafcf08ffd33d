using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Keys;
using LeadScoring.Domain.Leads;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Leads;

/// <summary>What is known of people, and lists of them.</summary>
[ApiController]
[Route("v1/leads")]
[Tags("Leads")]
internal sealed class LeadsController(EventIngestor ingestor, LeadList leads, LeadReader reader, LeadUnlinker unlinker, TimeProvider clock) : ControllerBase
{
    /// <summary>Lists leads, as of now.</summary>
    /// <remarks>
    /// Filters are combined: a lead has to meet all of them. Pages are told by cursors, so that leads which come, go or move while
    /// somebody reads shift no page: follow <c>nextCursor</c> until it is null. Each page is exact for the moment it is read,
    /// unless it says <c>"exact": false</c>. Sorts by <c>fit</c>, <c>behavior</c> and <c>lastActive</c> look at every lead that the
    /// filters <c>accountId</c>, <c>email</c> and <c>updatedSince</c> leave; sorts by <c>total</c> and <c>updated</c> only at the page.
    /// </remarks>
    /// <param name="query">Which leads, in which order, and from where on.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">A page of leads.</response>
    [HttpGet]
    [Authorize(Scopes.LeadsRead)]
    [ProducesResponseType<LeadListResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<LeadListResponse>> List([FromQuery] LeadListQuery query, CancellationToken cancellationToken) =>
        await leads.ReadAsync(query, cancellationToken);

    /// <summary>What is known of a person: ids, account and attributes.</summary>
    /// <param name="userId" example="ada">A user id, or <c>anon:ID</c> for somebody who is only known by an anonymous id.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">What is known.</response>
    /// <response code="404">Nothing was ever received under this id.</response>
    [HttpGet("{userId}")]
    [Authorize(Scopes.LeadsRead)]
    [ProducesResponseType<LeadResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<LeadResponse>> Get([FromRoute, PathId] string userId, CancellationToken cancellationToken) =>
        await reader.ReadAsync(Identity.FromPath(PathIds.Decode(userId, Request)), cancellationToken) is { } lead ? lead : this.NoSuchLead();

    /// <summary>Sets attributes of a person.</summary>
    /// <remarks>
    /// Members that are left out stay as they are; null clears one. The payload is kept in the person's log like an event, dated
    /// by its receipt, and the score is up to date before the answer comes. A person who is not known yet becomes a lead.
    /// </remarks>
    /// <param name="userId" example="ada">The user id that the product gave the person, 1 to 256 characters.</param>
    /// <param name="request">The attributes.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="204">The attributes are stored and the lead is scored.</response>
    /// <response code="400">A member is unknown or has a value that cannot be taken; all faults are named.</response>
    /// <response code="410">The person was erased and is not to come back; nothing was stored.</response>
    [HttpPut("{userId}")]
    [Authorize(Scopes.Ingest)]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("lead", "A person of an account", PutLeadRequest.Example)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status410Gone)]
    public async Task<IActionResult> Put([FromRoute, PathId(AllowAnonymous = false)] string userId, [FromBody] PutLeadRequest request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var payload = request.ToPayload();
        var identify = IncomingEvent.Create(IncomingEvent.Identify, Identity.User(PathIds.Decode(userId, Request)), ServerMessageId.Next(now), "", now, new Receipt(now, User.Source()), null, payload, null);
        return await ingestor.IngestAsync([identify], cancellationToken) switch
        {
            [{ Fault: { } fault }] => Problem(statusCode: StatusCodes.Status400BadRequest, title: "The attributes cannot be stored.", detail: fault),
            [{ IsSuppressed: true }] => Problem(statusCode: StatusCodes.Status410Gone, title: "The person was erased.", detail: "Nothing was stored. DELETE /v1/leads/{userId}?suppress=false lets somebody in again under this id."),
            _ => NoContent(),
        };
    }

    /// <summary>Takes an id out of a person to whom it was linked by mistake.</summary>
    /// <remarks>
    /// The id becomes a lead of its own, with everything that was received under it, and both are scored afresh. Ids that were
    /// linked to it go along. Events that carry both ids do not link it again; an <c>alias</c> that is received later does.
    /// </remarks>
    /// <param name="userId" example="grace">Any id of the person: a user id, or <c>anon:ID</c>.</param>
    /// <param name="request">Which id to take out.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="204">The id is a lead of its own now.</response>
    /// <response code="404">Nothing was ever received under the id in the path.</response>
    /// <response code="409">The id does not belong to the person, or is the one that names them.</response>
    [HttpPost("{userId}/unlink")]
    [Authorize(Scopes.Privacy)]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("device", "A device that somebody else used", UnlinkRequest.Example)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict)]
    public async Task<IActionResult> Unlink([FromRoute, PathId] string userId, [FromBody] UnlinkRequest request, CancellationToken cancellationToken) =>
        await unlinker.UnlinkAsync(Identity.FromPath(PathIds.Decode(userId, Request)), Identity.FromPath(request.Id!), User.Source(), cancellationToken) switch
        {
            Unlinking.Done => NoContent(),
            Unlinking.NoSuchLead => this.NoSuchLead(),
            _ => Problem(statusCode: StatusCodes.Status409Conflict, title: "The id is not linked to this lead.", detail: "It belongs to somebody else, or names the lead itself. Only ids that were linked can be taken out."),
        };
}
