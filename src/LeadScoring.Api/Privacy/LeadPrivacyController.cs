using LeadScoring.Api.Http;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Privacy.Exports;
using LeadScoring.Domain.Leads;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Privacy;

/// <summary>What is held on a person, and its end.</summary>
[ApiController]
[Authorize(Scopes.Privacy)]
[Route("v1/leads/{userId}")]
[Tags("Privacy")]
internal sealed class LeadPrivacyController(LeadEraser eraser, PersonExporter exporter) : ControllerBase
{
    /// <summary>Everything that is held on a person.</summary>
    /// <remarks>
    /// One document: ids, attributes, scores, crossings, every event with its properties, items that could not be taken, messages. What
    /// erasing the person removes is what stands here, but for places in lists and who else used the person's devices. It is written while it is
    /// read, so there is no length; when something fails in the middle, the connection breaks before its end.
    /// </remarks>
    /// <param name="userId" example="ada">Any id of the person: a user id, or <c>anon:ID</c>.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">What is held.</response>
    /// <response code="404">Nothing is held on anybody of this id.</response>
    [HttpGet("export")]
    [ProducesResponseType<PersonExport>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<IActionResult> Export([FromRoute, PathId] string userId, CancellationToken cancellationToken) =>
        (IActionResult?)await exporter.OpenAsync(Identity.FromPath(PathIds.Decode(userId, Request)), cancellationToken) ?? this.NoSuchLead();

    /// <summary>Erases a person.</summary>
    /// <remarks>
    /// Everything that is held on the person goes, under all their ids, before the answer comes: events, attributes, scores, crossings, messages,
    /// kept items. What stays is a keyed hash of the ids, by which events that arrive later are recognised; they are answered like any and
    /// stored nowhere. An id of which nothing is known is suppressed, too: its events may be on their way. Asked again, it changes nothing.
    /// Receivers of webhooks and readers of the feed are not told: whoever erases somebody tells them.
    /// </remarks>
    /// <param name="userId" example="ada">Any id of the person: a user id, or <c>anon:ID</c>.</param>
    /// <param name="query">Whether the person may come back.</param>
    /// <param name="cancellationToken">The caller hung up. The person may be erased all the same: ask again.</param>
    /// <response code="200">Nothing of the person is left.</response>
    /// <response code="422">There is no <c>Secrets:Key</c> to hash ids with. Nothing was erased.</response>
    [HttpDelete]
    [ProducesResponseType<ErasureResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status422UnprocessableEntity)]
    public async Task<ActionResult<ErasureResponse>> Erase([FromRoute, PathId] string userId, [FromQuery] ErasureQuery query, CancellationToken cancellationToken) =>
        await eraser.EraseAsync(Identity.FromPath(PathIds.Decode(userId, Request)), query.Suppress, cancellationToken);
}
