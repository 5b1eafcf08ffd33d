using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Keys;
using LeadScoring.Domain.Leads;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Leads;

/// <summary>How one person scores.</summary>
[ApiController]
[Route("v1/leads/{userId}/score")]
[Authorize(Scopes.LeadsRead)]
[Tags("Leads")]
internal sealed class ScoreController(ScoreReader scores) : ControllerBase
{
    /// <summary>The score of a person, now or at any moment before, with every point explained.</summary>
    /// <remarks>
    /// The answer is computed when it is asked for, whatever is stored. Contributions of layer <c>fit</c> add up to the fit score,
    /// those under <c>behavior</c> to the behavior score, exactly. <c>asOf</c> plays the log back up to that moment, late events
    /// included; <c>knownAt</c> leaves out what was received later, so it answers what was answered then. The <c>ETag</c> changes
    /// when the answer changes in anything but <c>asOf</c>: sent back as <c>If-None-Match</c> it spares the body.
    /// </remarks>
    /// <param name="userId" example="ada">A user id, or <c>anon:ID</c> for somebody who is only known by an anonymous id.</param>
    /// <param name="query">Which score, and how to show it.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The score.</response>
    /// <response code="304">The answer is the one that the client has.</response>
    /// <response code="404">Nothing was ever received under this id, or nothing was known of the lead then.</response>
    [HttpGet]
    [ProducesResponseType<LeadScoreResponse>(StatusCodes.Status200OK)]
    [OtherAnswer(typeof(FlatScoreResponse))]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<IActionResult> Get([FromRoute, PathId] string userId, [FromQuery] ScoreQuery query, CancellationToken cancellationToken)
    {
        if (await scores.ReadAsync(Identity.FromPath(PathIds.Decode(userId, Request)), query, cancellationToken) is not { } score)
        {
            return query.IsOfThePast ? this.NothingWasKnown() : this.NoSuchLead();
        }

        return query.IsFlat
            ? this.UnlessKnown(FlatScoreResponse.Of(score, query.Explanation), besides: "asOf")
            : this.UnlessKnown(LeadScoreResponse.Of(score, query.Explanation), besides: "asOf");
    }
}
