using System.Globalization;
using LeadScoring.Api.Exports;
using LeadScoring.Api.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>What a backtest found, as a file.</summary>
[ApiController]
[Route("v1/exports/backtests")]
[Authorize(Scopes.ModelsManage)]
[Tags("Exports")]
internal sealed class FlipExportController(BacktestList backtests) : ControllerBase
{
    /// <summary>Writes the flips of a backtest into a file.</summary>
    /// <remarks>What <c>GET /v1/backtests/{backtestId}/flips</c> gives, in the same forms and the same way as a file of leads.</remarks>
    /// <param name="backtestId">The id of the backtest.</param>
    /// <param name="query">Which flips, and in which form.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The file.</response>
    /// <response code="404">There is no backtest of this id, or none any more.</response>
    [HttpGet("{backtestId:guid}/flips")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, ExportFormat.CsvType, ExportFormat.NdjsonType)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<IActionResult> Flips(Guid backtestId, [FromQuery] FlipExportQuery query, CancellationToken cancellationToken) =>
        await backtests.FindAsync(backtestId, cancellationToken) is { } backtest
            ? new ExportResult<FlipResponse>(query.Format, NameOf(backtest), FlipColumns.All, backtests.ExportAsync(backtestId, query.Kind, cancellationToken))
            : this.NoSuchBacktest();

    private static string NameOf(Backtest backtest) => $"flips-{backtest.ModelKey}-{backtest.RequestedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
}
