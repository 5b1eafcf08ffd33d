using LeadScoring.Api.Events;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace LeadScoring.Api.Models;

/// <summary>Changes of which models are in force.</summary>
[ApiController]
[Route("v1/models/{key}")]
[Authorize(Scopes.ModelsManage)]
[Tags("Models")]
[ModelFaults]
internal sealed class ModelChangesController(ModelLifecycle models) : ControllerBase
{
    /// <summary>Puts a model into force: its draft, or a version.</summary>
    /// <remarks>
    /// A draft becomes the next version. Scores that are read from then on are those of the new version, and say so; stored scores and
    /// transitions, of cause <c>model</c>, follow. A version that counts events in a way no version did before waits until they have been
    /// counted in every lead's log; until then the models in force stay so. Other models in force stay beside it.
    /// </remarks>
    /// <param name="key" example="ours">The model's key.</param>
    /// <param name="request">What, how, by whom and why; left out: the draft, beside the models in force.</param>
    /// <param name="ifMatch">The <c>ETag</c> of the draft that may be published; left out: whatever it is by now.</param>
    /// <param name="cancellationToken">The caller hung up. The change may have been made all the same.</param>
    /// <response code="200">It is in force.</response>
    /// <response code="202">It comes into force when every lead's digest holds its signals; GET /v1/models/{key} says how far that is.</response>
    /// <response code="400">The document has faults: each stands under <c>errors</c> with its JSON path.</response>
    /// <response code="404">There is neither a draft nor such a version.</response>
    /// <response code="409">It is in force already, or another change waits.</response>
    /// <response code="412">The draft is another one than <c>If-Match</c> names, or it is not a draft that is published.</response>
    [HttpPost("publish")]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("draft", "The draft, beside the models in force", PublishModelRequest.Example, IsOptional = true)]
    [ProducesResponseType<ModelChangedResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ModelChangedResponse>(StatusCodes.Status202Accepted)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status412PreconditionFailed)]
    public async Task<ActionResult<ModelChangedResponse>> Publish(
        [FromRoute, ModelKey] string key, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] PublishModelRequest? request, [FromHeader(Name = "If-Match")] string? ifMatch, CancellationToken cancellationToken) =>
        await models.PublishAsync(key, (request ?? new()).SignedBy(User), DraftTags.In(ifMatch), cancellationToken) switch
        {
            { Changed: { } changed } => changed.Change.ActivatedAt is null ? AcceptedAtModel(changed) : changed,
            { Exists: true } => this.DraftHasChanged(),
            _ => this.NoSuchModel(),
        };

    /// <summary>Puts an older version of a model into force again.</summary>
    /// <remarks>Versions are never rewritten: scores are again what they would be if the newer one had never been.</remarks>
    /// <param name="key" example="ours">The model's key.</param>
    /// <param name="request">Which version, by whom and why; left out: the version that was in force before.</param>
    /// <param name="cancellationToken">The caller hung up. The change may have been made all the same.</param>
    /// <response code="200">It is in force.</response>
    /// <response code="202">Digests may lack its signals, since it was called off before: it comes into force when every one holds them.</response>
    /// <response code="409">There is no such version, it is in force, or another change waits.</response>
    [HttpPost("revert")]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("before", "The version that was in force before, without a word to others", RevertModelRequest.Example, IsOptional = true)]
    [ProducesResponseType<ModelChangedResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ModelChangedResponse>(StatusCodes.Status202Accepted)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict)]
    public async Task<ActionResult<ModelChangedResponse>> Revert(
        [FromRoute, ModelKey] string key, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] RevertModelRequest? request, CancellationToken cancellationToken)
    {
        var changed = await models.RevertAsync(key, (request ?? new()).SignedBy(User), cancellationToken);
        return changed.Change.ActivatedAt is null ? AcceptedAtModel(changed) : changed;
    }

    /// <summary>Makes a model in force the primary one: lists, flags and the feed are about it unless another one is asked for.</summary>
    /// <remarks>No score changes by that, and no transition is made.</remarks>
    /// <param name="key" example="ours">The model's key.</param>
    /// <param name="request">By whom and why.</param>
    /// <param name="cancellationToken">The caller hung up. The change may have been made all the same.</param>
    /// <response code="200">It is the primary one.</response>
    /// <response code="409">It is not in force, is the primary one already, or another change waits.</response>
    [HttpPost("make-primary")]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("change", "Who and why", ModelChangeRequest.Example, IsOptional = true)]
    [ProducesResponseType<ModelChangedResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict)]
    public async Task<ActionResult<ModelChangedResponse>> MakePrimary(
        [FromRoute, ModelKey] string key, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ModelChangeRequest? request, CancellationToken cancellationToken) =>
        await models.MakePrimaryAsync(key, (request ?? new()).SignedBy(User), cancellationToken);

    /// <summary>Takes a model out of force.</summary>
    /// <remarks>Its scores are no longer kept; its versions and the transitions under it stay. The primary model cannot be withdrawn.</remarks>
    /// <param name="key" example="ours">The model's key.</param>
    /// <param name="request">By whom and why.</param>
    /// <param name="cancellationToken">The caller hung up. The change may have been made all the same.</param>
    /// <response code="200">It is in force no more.</response>
    /// <response code="409">It is not in force, is the primary one, or another change waits.</response>
    [HttpPost("withdraw")]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("change", "Who and why", ModelChangeRequest.Example, IsOptional = true)]
    [ProducesResponseType<ModelChangedResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict)]
    public async Task<ActionResult<ModelChangedResponse>> Withdraw(
        [FromRoute, ModelKey] string key, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ModelChangeRequest? request, CancellationToken cancellationToken) =>
        await models.WithdrawAsync(key, (request ?? new()).SignedBy(User), cancellationToken);

    /// <summary>Calls off a change of the model that waits until every lead's digest holds its signals.</summary>
    /// <remarks>It does not come into force; what is in force stays so. The version stays, too: publish it by its number, or save another draft.</remarks>
    /// <param name="key" example="ours">The model's key.</param>
    /// <param name="cancellationToken">The caller hung up. The change may have been called off all the same.</param>
    /// <response code="204">It is called off.</response>
    /// <response code="404">No change of this model waits.</response>
    [HttpDelete("pending")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<IActionResult> CallOff([FromRoute, ModelKey] string key, CancellationToken cancellationToken) => await models.CallOffAsync(key, cancellationToken) ? NoContent() : this.NothingWaits();

    private AcceptedResult AcceptedAtModel(ModelChangedResponse changed) => Accepted($"/v1/models/{changed.Change.Model}", changed);
}
