using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace LeadScoring.Api.Quarantine;

/// <summary>Items that could not be taken: nothing that was sent is lost before somebody has looked at it.</summary>
[ApiController]
[Route("v1/quarantine")]
[Authorize(Scopes.ModelsManage)]
[Tags("Quarantine")]
internal sealed class QuarantineController(QuarantineList quarantine, QuarantineReplay replay) : ControllerBase
{
    /// <summary>Lists items that could not be taken, the newest first.</summary>
    /// <remarks>
    /// An item of a request that cannot be understood or stored is kept with its reason before the request is answered; the same
    /// item sent again is counted. Filters are combined. Follow <c>nextCursor</c> until it is null: items that come meanwhile shift
    /// no page.
    /// </remarks>
    /// <param name="query">Which items, and from where on.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">A page of items.</response>
    [HttpGet]
    [ProducesResponseType<QuarantineListResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<QuarantineListResponse>> List([FromQuery] QuarantineQuery query, CancellationToken cancellationToken) =>
        await quarantine.ReadAsync(query, cancellationToken);

    /// <summary>An item with all that came with it.</summary>
    /// <param name="id" example="ed3a1043-6f27-8640-99be-3063adc213e2">The item's id.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The item.</response>
    /// <response code="404">There is no item of this id, or none any more.</response>
    [HttpGet("{id:guid}")]
    [ProducesResponseType<QuarantinedItemWhole>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<QuarantinedItemWhole>> Get(Guid id, CancellationToken cancellationToken) =>
        await quarantine.FindAsync(id, cancellationToken) is { } item ? item : NoSuchItem();

    /// <summary>Takes an item again, as it is or corrected.</summary>
    /// <remarks>
    /// Without a body the item is read again as it is, which helps after an upgrade. A body is the corrected item, in the same dialect,
    /// as JSON. It is read like the first time, dated by its first receipt, with what its request said, such as <c>sentAt</c>. What is
    /// taken is stored and scored, and leaves the quarantine. Asked twice, it counts once.
    /// </remarks>
    /// <param name="id" example="ddfd4427-27bc-81d5-9373-a87b0cd9972c">The item's id.</param>
    /// <param name="item">The corrected item; left out to read the one that is kept.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The item is stored and scored, or was so before.</response>
    /// <response code="404">There is no item of this id, or none any more.</response>
    /// <response code="422">It still cannot be taken: <c>code</c> and <c>detail</c> say why. It stays; if it was read as it is, with this reason.</response>
    [HttpPost("{id:guid}/replay")]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("corrected", "The item with the member that was missing", QuarantineExamples.Corrected, IsOptional = true)]
    [ProducesResponseType<ReplayResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status422UnprocessableEntity)]
    public async Task<ActionResult<ReplayResponse>> Replay(Guid id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] JsonElement? item, CancellationToken cancellationToken) =>
        await replay.ReplayAsync(id, item, cancellationToken) switch
        {
            null => NoSuchItem(),
            { Fault: { } fault } => StillRefused(fault),
            { IsIgnored: true } => new ReplayResponse(0, 0, 1),
            { IsNew: var isNew } => new ReplayResponse(isNew ? 1 : 0, isNew ? 0 : 1, 0),
        };

    /// <summary>Takes many items again as they are, the oldest first.</summary>
    /// <remarks>
    /// Up to 500 items, or 4 MB, a call: follow <c>nextCursor</c> until it is null. Those that still cannot be taken stay, with the
    /// reason of now.
    /// </remarks>
    /// <param name="query">Which items: those of a code, or all.</param>
    /// <param name="cancellationToken">The caller hung up. What was not answered may be stored all the same.</param>
    /// <response code="200">What became of the items.</response>
    [HttpPost("replay")]
    [ProducesResponseType<ReplayManyResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<ReplayManyResponse>> ReplayMany([FromQuery] ReplayQuery query, CancellationToken cancellationToken) =>
        await replay.ReplayAsync(query, cancellationToken);

    /// <summary>Deletes an item for ever.</summary>
    /// <param name="id" example="ed3a1043-6f27-8640-99be-3063adc213e2">The item's id.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="204">It is gone.</response>
    /// <response code="404">There is no item of this id, or none any more.</response>
    [HttpDelete("{id:guid}")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<IActionResult> Delete(Guid id, CancellationToken cancellationToken) =>
        await quarantine.DeleteAsync(id, cancellationToken) ? NoContent() : NoSuchItem();

    /// <summary>Deletes the items of a code, or all, for ever.</summary>
    /// <param name="query">Which items: those of a code, or all.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">They are gone.</response>
    [HttpDelete]
    [ProducesResponseType<QuarantineDeletedResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<QuarantineDeletedResponse>> DeleteMany([FromQuery] QuarantineSelection query, CancellationToken cancellationToken) =>
        new QuarantineDeletedResponse(await quarantine.DeleteAsync(query, cancellationToken));

    private ObjectResult NoSuchItem() => Problem(statusCode: StatusCodes.Status404NotFound, title: "No such item.", detail: "No item of this id is in quarantine. It may have been taken or deleted since.");

    private ObjectResult StillRefused(ItemFault fault)
    {
        var problem = ProblemDetailsFactory.CreateProblemDetails(HttpContext, StatusCodes.Status422UnprocessableEntity, "The item still cannot be taken.", detail: fault.Message);
        problem.Extensions["code"] = fault.Code;
        return new ObjectResult(problem) { StatusCode = problem.Status };
    }
}
