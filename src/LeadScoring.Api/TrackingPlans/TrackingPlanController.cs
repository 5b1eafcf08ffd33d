using System.Globalization;
using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LeadScoring.Api.TrackingPlans;

/// <summary>Which events there should be, and which were otherwise.</summary>
[ApiController]
[Route("v1/tracking-plan")]
[Authorize(Scopes.ModelsManage)]
[Tags("Tracking plan")]
internal sealed class TrackingPlanController(PlanStore plans, PlanViolations violations, ViolationList list) : ControllerBase
{
    /// <summary>The tracking plan, as it was put.</summary>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The plan. The <c>ETag</c> is its version.</response>
    /// <response code="304">The plan is the one that the client has.</response>
    /// <response code="404">There is no plan: no event is checked.</response>
    [HttpGet]
    [ProducesResponseType<TrackingPlanDocument>(StatusCodes.Status200OK)]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<IActionResult> Get(CancellationToken cancellationToken)
    {
        var (version, document) = await plans.ReadAsync(cancellationToken);
        if (document is null)
        {
            return Problem(statusCode: StatusCodes.Status404NotFound, title: "There is no tracking plan.", detail: "No event is checked. PUT a plan to begin.");
        }

        Response.Headers.ETag = TagOf(version);
        return Names(Request.Headers.IfNoneMatch, version) ? StatusCode(StatusCodes.Status304NotModified) : Content(document, "application/json; charset=utf-8");
    }

    /// <summary>Puts a tracking plan in place of the one there is.</summary>
    /// <remarks>
    /// Product events are checked against it however they come in, within a second or two on every replica. With <c>If-Match</c> and the
    /// <c>ETag</c> that was read, a change of somebody else meanwhile is not overwritten; <c>If-None-Match: *</c> puts only a first one.
    /// The same plan again is no new version. One without events that allows all others turns the checks off.
    /// </remarks>
    /// <param name="change">Who changes it.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="204">The plan holds. The <c>ETag</c> is its version.</response>
    /// <response code="400">The plan has faults: each is named by its JSON path.</response>
    /// <response code="412">The plan is not the one that <c>If-Match</c> names; nothing was changed.</response>
    [HttpPut]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("plan", "Three events", PlanExamples.Plan, Schema = typeof(TrackingPlanDocument))]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status412PreconditionFailed)]
    public Task<IActionResult> Put([FromQuery] PlanChange change, [FromBody] JsonElement plan, CancellationToken cancellationToken) => SaveAsync(plan, change, cancellationToken);

    /// <summary>Takes the tracking plan away: no event is checked any more.</summary>
    /// <param name="change">Who changes it.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="204">There is no plan.</response>
    /// <response code="412">The plan is not the one that <c>If-Match</c> names; nothing was changed.</response>
    [HttpDelete]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status412PreconditionFailed)]
    public Task<IActionResult> Delete([FromQuery] PlanChange change, CancellationToken cancellationToken) => SaveAsync(null, change, cancellationToken);

    /// <summary>Lists how events did not follow the plan.</summary>
    /// <remarks>
    /// Events that were stored are counted once; those that were refused, each time that they come. Counts of a replica reach the others
    /// within seconds, and a crash loses those seconds. Follow <c>nextCursor</c> until it is null.
    /// </remarks>
    /// <param name="query">Which violations, and from where on.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">A page of violations.</response>
    [HttpGet("violations")]
    [ProducesResponseType<ViolationListResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<ViolationListResponse>> Violations([FromQuery] ViolationQuery query, CancellationToken cancellationToken) =>
        await list.ReadAsync(query, cancellationToken);

    /// <summary>Forgets violations, to count afresh.</summary>
    /// <param name="query">Which violations.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">They are gone. What other replicas have not written yet may come after it.</response>
    [HttpDelete("violations")]
    [ProducesResponseType<ViolationsDeletedResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<ViolationsDeletedResponse>> ForgetViolations([FromQuery] ViolationSelection query, CancellationToken cancellationToken) =>
        new ViolationsDeletedResponse(await violations.ResetAsync(query.Event, cancellationToken));

    private async Task<IActionResult> SaveAsync(JsonElement? plan, PlanChange change, CancellationToken cancellationToken)
    {
        var saving = await plans.SaveAsync(plan, change.SignedBy(User).By, IsKnown, cancellationToken);
        if (saving.Faults is { } faults)
        {
            faults.ToList().ForEach(fault => ModelState.AddModelError(fault.Key, $"{fault.Key} {fault.Value}."));
            return ValidationProblem(ModelState);
        }

        if (saving.IsConflict)
        {
            return Problem(statusCode: StatusCodes.Status412PreconditionFailed, title: "The tracking plan is another one.", detail: "Somebody has changed it. Read it again, and put your change into what you find.");
        }

        Response.Headers.ETag = TagOf(saving.Version);
        return NoContent();
    }

    private bool IsKnown(int? version) =>
        (Request.Headers.IfMatch.Count == 0 || Names(Request.Headers.IfMatch, version)) && (Request.Headers.IfNoneMatch.Count == 0 || !Names(Request.Headers.IfNoneMatch, version));

    /// <summary>Whether a header names the plan of this version; <c>*</c> names any plan, and nothing names none.</summary>
    private static bool Names(StringValues header, int? version) => version is { } there && EntityTagHeaderValue.TryParseList(header.OfType<string>().ToList(), out var tags)
        && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag == TagOf(there));

    private static string TagOf(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}
