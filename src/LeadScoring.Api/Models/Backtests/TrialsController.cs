using LeadScoring.Api.Events;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Models.Preview;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Trying a model before it is published.</summary>
[ApiController]
[Route("v1/models/{key}")]
[Authorize(Scopes.ModelsManage)]
[Tags("Models")]
[ModelFaults]
internal sealed class TrialsController(ModelPreview preview, BacktestDesk desk) : ControllerBase
{
    /// <summary>Scores one lead under a model that is not in force.</summary>
    /// <remarks>
    /// The lead as it is now under the version of the model that is in force, or where none is under the primary model; under the draft,
    /// a version, or a document that comes along; and which lines of points differ. Nothing is stored.
    /// </remarks>
    /// <param name="key" example="product-led">The model's key.</param>
    /// <param name="request">Whom to score, and under which document.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">Both scores, and the difference.</response>
    /// <response code="400">The request cannot be taken, or the document has faults: each is named under `errors` by its JSON path.</response>
    /// <response code="404">There is no such model or version, or nothing was ever received under the lead's id.</response>
    [HttpPost("preview")]
    [RequestSizeLimit(ModelLimits.Body)]
    [BodyExample("lead", "A lead under the draft, else the newest version", PreviewRequest.Example)]
    [ProducesResponseType<PreviewResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<PreviewResponse>> Preview([FromRoute, ModelKey] string key, [FromBody] PreviewRequest request, CancellationToken cancellationToken) =>
        await preview.ReadAsync(key, request, cancellationToken) switch
        {
            (_, false) => this.NoSuchModel(),
            (null, _) => this.NoSuchLead(),
            var (answer, _) => answer,
        };

    /// <summary>Counts what publishing a model now would do.</summary>
    /// <remarks>
    /// Works in the background: follow <c>Location</c> until <c>state</c> is <c>done</c>, then <c>impact</c> says how many leads would
    /// become or stop being PQLs, change band or tier, how many transitions that makes, and how many messages webhook endpoints would get
    /// of them with each <c>notify</c>; <c>GET /v1/backtests/{id}/flips</c> names the leads. It is compared with the model's version in
    /// force; where it is not in force, or is to become the primary model, with the primary one. Of a model that is not in force beside that
    /// one, all transitions are counted that its first scores would make; a primary one goes on from the scores of the one before.
    /// </remarks>
    /// <param name="key" example="product-led">The model's key.</param>
    /// <param name="request">Which document; left out: the draft, else the newest version.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="202">It waits to be run.</response>
    /// <response code="400">The request cannot be taken, or the document has faults: each is named under `errors` by its JSON path.</response>
    /// <response code="404">There is no such model or version.</response>
    /// <response code="409">Too many wait.</response>
    [HttpPost("impact")]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("draft", "The draft, else the newest version", ImpactRequest.Example, IsOptional = true)]
    [ProducesResponseType<BacktestResponse>(StatusCodes.Status202Accepted)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict)]
    public async Task<ActionResult<BacktestResponse>> Impact(
        [FromRoute, ModelKey] string key, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ImpactRequest? request, CancellationToken cancellationToken) =>
        Answer(await desk.OrderImpactAsync(key, (request ?? new ImpactRequest()).SignedBy(User), cancellationToken));

    /// <summary>Tries a model on a period of the log.</summary>
    /// <remarks>
    /// Works in the background: follow <c>Location</c> until <c>state</c> is <c>done</c>, then <c>result</c> has distributions, the share of
    /// PQLs, and conversion by band under both models; <c>GET /v1/backtests/{id}/flips</c> names the leads that would become or stop being
    /// PQLs, when, and by which criteria. Each lead's log is played back under both models, with all that is known now.
    /// </remarks>
    /// <param name="key" example="product-led">The model's key.</param>
    /// <param name="request">Which period, and which two models.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="202">It waits to be run.</response>
    /// <response code="400">The request cannot be taken, or the document has faults: each is named under `errors` by its JSON path.</response>
    /// <response code="404">There is no such model or version.</response>
    /// <response code="409">Too many wait.</response>
    [HttpPost("backtest")]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("month", "From a day on, against the version in force", PeriodRequest.Example)]
    [ProducesResponseType<BacktestResponse>(StatusCodes.Status202Accepted)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict)]
    public async Task<ActionResult<BacktestResponse>> Backtest([FromRoute, ModelKey] string key, [FromBody] PeriodRequest request, CancellationToken cancellationToken) =>
        Answer(await desk.OrderPeriodAsync(key, request.SignedBy(User), cancellationToken));

    private ActionResult<BacktestResponse> Answer(Backtest? ordered) => ordered is null ? this.NoSuchModel() : Accepted($"/v1/backtests/{ordered.Id}", BacktestResponse.Of(ordered));
}
