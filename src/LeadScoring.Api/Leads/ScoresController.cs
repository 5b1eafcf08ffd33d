using LeadScoring.Api.Events;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Leads;

/// <summary>Scores of many at once.</summary>
[ApiController]
[Route("v1/scores")]
[Authorize(Scopes.LeadsRead)]
[Tags("Leads")]
internal sealed class ScoresController(ScoreLookup scores) : ControllerBase
{
    /// <summary>Looks up the scores of up to 500 people.</summary>
    /// <remarks>
    /// The answer has an item for each id in the order in which they are asked for, also for those of whom nothing is known. Any id of
    /// a person leads to them. An email address may belong to several leads; at most 10 of them are given. All scores are as of now.
    /// </remarks>
    /// <param name="request">Ids and email addresses.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The scores.</response>
    [HttpPost("lookup")]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("people", "A user, a visitor, and whoever has an email address", LookupRequest.Example)]
    [ProducesResponseType<LookupResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<LookupResponse>> LookUp([FromBody] LookupRequest request, CancellationToken cancellationToken) =>
        await scores.ReadAsync(request, cancellationToken);
}
