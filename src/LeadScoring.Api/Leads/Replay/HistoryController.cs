using LeadScoring.Api.Http;
using LeadScoring.Api.Keys;
using LeadScoring.Domain.Leads;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>How one person's score went.</summary>
[ApiController]
[Route("v1/leads/{userId}/history")]
[Authorize(Scopes.LeadsRead)]
[Tags("Leads")]
internal sealed class HistoryController(HistoryReader history) : ControllerBase
{
    /// <summary>A person's score over time, with the lines it crossed.</summary>
    /// <remarks>
    /// Points are played back from the log under one model, with everything that is known now; transitions are what was noted at the
    /// time, and are never rewritten. At most 1,000 points.
    /// </remarks>
    /// <param name="userId" example="ada">A user id, or <c>anon:ID</c> for somebody who is only known by an anonymous id.</param>
    /// <param name="query">From when to when, and how closely.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The history.</response>
    /// <response code="404">Nothing was ever received under this id.</response>
    [HttpGet]
    [ProducesResponseType<HistoryResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<HistoryResponse>> Get([FromRoute, PathId] string userId, [FromQuery] HistoryQuery query, CancellationToken cancellationToken) =>
        await history.ReadAsync(Identity.FromPath(PathIds.Decode(userId, Request)), query, cancellationToken) is { } answer
            ? answer
            : this.NoSuchLead();
}
