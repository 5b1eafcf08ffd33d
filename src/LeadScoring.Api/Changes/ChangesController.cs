using LeadScoring.Api.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Changes;

/// <summary>What has changed, in order, for whoever keeps a copy.</summary>
[ApiController]
[Route("v1/changes")]
[Authorize(Scopes.LeadsRead)]
[Tags("Changes")]
internal sealed class ChangesController(ChangeFeed feed) : ControllerBase
{
    /// <summary>Follows crossings and scores.</summary>
    /// <remarks>
    /// Keep <c>cursor</c> and give it back as <c>after</c>: nothing is skipped and nothing comes twice, however many writers there are.
    /// The transitions of a lead come in their order, all of them; its score comes behind them, once, as it is after its last change.
    /// With <c>wait</c> the answer comes as soon as there is a change. A cursor stays good for ever.
    /// </remarks>
    /// <param name="query">From where on.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The changes.</response>
    [HttpGet]
    [ProducesResponseType<ChangesResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<ChangesResponse>> Get([FromQuery] ChangesQuery query, CancellationToken cancellationToken) =>
        await feed.ReadAsync(query, cancellationToken);
}
