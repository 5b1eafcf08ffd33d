using LeadScoring.Api.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>What trying models on all leads came to.</summary>
[ApiController]
[Route("v1/backtests")]
[Authorize(Scopes.ModelsManage)]
[Tags("Models")]
internal sealed class BacktestsController(BacktestList backtests, BacktestDesk desk) : ControllerBase
{
    /// <summary>Lists backtests and impacts, the newest first.</summary>
    /// <remarks>Follow <c>nextCursor</c> until it is null. Of those that have ended the newest 50 are kept.</remarks>
    /// <param name="query">Which page.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">A page of backtests.</response>
    [HttpGet]
    [ProducesResponseType<BacktestListResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<BacktestListResponse>> List([FromQuery] BacktestQuery query, CancellationToken cancellationToken) => await backtests.ReadAsync(query, cancellationToken);

    /// <summary>How far a backtest is, and what came of it.</summary>
    /// <param name="backtestId">The id.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The backtest.</response>
    /// <response code="404">There is none of this id, or none any more.</response>
    [HttpGet("{backtestId:guid}")]
    [ProducesResponseType<BacktestResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<BacktestResponse>> Get(Guid backtestId, CancellationToken cancellationToken) =>
        await backtests.FindAsync(backtestId, cancellationToken) is { } backtest ? BacktestResponse.Of(backtest) : this.NoSuchBacktest();

    /// <summary>The leads that are PQLs under one model and not under the other, at some time.</summary>
    /// <remarks>In the order in which they were found, also while it runs. Follow <c>nextCursor</c> until it is null. <c>GET /v1/exports/backtests/{backtestId}/flips</c> writes all of them into a file.</remarks>
    /// <param name="backtestId">The id.</param>
    /// <param name="query">Which flips, and from where on.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">A page of flips.</response>
    /// <response code="404">There is no backtest of this id, or none any more.</response>
    [HttpGet("{backtestId:guid}/flips")]
    [ProducesResponseType<FlipListResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<FlipListResponse>> Flips(Guid backtestId, [FromQuery] FlipQuery query, CancellationToken cancellationToken) =>
        await backtests.ReadFlipsAsync(backtestId, query, cancellationToken) is { } page ? page : this.NoSuchBacktest();

    /// <summary>Cancels a backtest that has not ended; removes one that has.</summary>
    /// <param name="backtestId">The id.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="202">It is cancelled, and writes nothing more. It stays in the list until it is removed.</response>
    /// <response code="204">It had ended, and is gone with its flips.</response>
    /// <response code="404">There is none of this id, or none any more.</response>
    [HttpDelete("{backtestId:guid}")]
    [ProducesResponseType<BacktestResponse>(StatusCodes.Status202Accepted)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<IActionResult> Delete(Guid backtestId, CancellationToken cancellationToken)
    {
        if (await desk.CancelAsync(backtestId, cancellationToken) is { } cancelled)
        {
            return Accepted(BacktestResponse.Of(cancelled));
        }

        return await desk.RemoveAsync(backtestId, cancellationToken) ? NoContent() : this.NoSuchBacktest();
    }
}
