using LeadScoring.Api.Http;
using LeadScoring.Api.Keys;
using LeadScoring.Domain.Leads;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Leads.Log;

/// <summary>What was received about one person.</summary>
[ApiController]
[Route("v1/leads/{userId}/events")]
[Authorize(Scopes.LeadsRead)]
[Tags("Leads")]
internal sealed class LeadEventsController(LeadEventsReader log) : ControllerBase
{
    /// <summary>A person's log: everything that was received under any of their ids.</summary>
    /// <remarks>Follow <c>nextCursor</c> until it is null: entries that come meanwhile shift no page.</remarks>
    /// <param name="userId" example="ada">A user id, or <c>anon:ID</c> for somebody who is only known by an anonymous id.</param>
    /// <param name="query">Which page, and in which order.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">A page of the log.</response>
    /// <response code="404">Nothing was ever received under this id.</response>
    [HttpGet]
    [ProducesResponseType<LeadEventsResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<LeadEventsResponse>> List([FromRoute, PathId] string userId, [FromQuery] LeadEventsQuery query, CancellationToken cancellationToken) =>
        await log.ReadAsync(Identity.FromPath(PathIds.Decode(userId, Request)), query, cancellationToken) is { } page
            ? page
            : this.NoSuchLead();
}
