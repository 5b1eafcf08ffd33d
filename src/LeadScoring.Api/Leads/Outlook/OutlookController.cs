using LeadScoring.Api.Http;
using LeadScoring.Api.Keys;
using LeadScoring.Domain.Leads;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Leads.Outlook;

/// <summary>What is to come of a lead.</summary>
[ApiController]
[Route("v1/leads")]
[Authorize(Scopes.LeadsRead)]
[Tags("Leads")]
internal sealed class OutlookController(OutlookReader outlook) : ControllerBase
{
    /// <summary>How the score of a person changes if nothing new happens.</summary>
    /// <remarks>
    /// Decay, ends of windows and lapses of bonuses are followed instant by instant under the model in force. Only instants at
    /// which something published differs are listed: fit, behavior, total, a tier, the band, the flag, an alert, a reason that blocks.
    /// </remarks>
    /// <param name="userId" example="ada">A user id, or <c>anon:ID</c> for somebody who is only known by an anonymous id.</param>
    /// <param name="query">How far to look ahead.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The forecast.</response>
    /// <response code="404">Nothing was ever received under this id.</response>
    [HttpGet("{userId}/forecast")]
    [ProducesResponseType<ForecastResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<ForecastResponse>> GetForecast([FromRoute, PathId] string userId, [FromQuery] ForecastQuery query, CancellationToken cancellationToken) =>
        await outlook.ForecastAsync(Identity.FromPath(PathIds.Decode(userId, Request)), query.Days, cancellationToken) is { } forecast
            ? forecast
            : this.NoSuchLead();

    /// <summary>What a person lacks to be product-qualified.</summary>
    /// <remarks>
    /// Events that tiers still need and attributes that are not known are tried on the engine, in sets of growing size, until some
    /// make the person a PQL; each set that is named has been scored. Attributes that are known are not proposed to be others.
    /// For a PQL the answer says until when it is one, and what would lose it.
    /// </remarks>
    /// <param name="userId" example="ada">A user id, or <c>anon:ID</c> for somebody who is only known by an anonymous id.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The gap.</response>
    /// <response code="404">Nothing was ever received under this id.</response>
    [HttpGet("{userId}/gap")]
    [ProducesResponseType<GapResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<GapResponse>> GetGap([FromRoute, PathId] string userId, CancellationToken cancellationToken) =>
        await outlook.GapAsync(Identity.FromPath(PathIds.Decode(userId, Request)), cancellationToken) is { } gap
            ? gap
            : this.NoSuchLead();
}
