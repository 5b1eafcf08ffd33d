using System.Globalization;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Exports;

/// <summary>Whole lists as files.</summary>
[ApiController]
[Route("v1/exports")]
[Authorize(Scopes.LeadsRead)]
[Tags("Exports")]
internal sealed class ExportsController(LeadExport leads, AccountExport accounts, ChangeExport changes, TimeProvider clock) : ControllerBase
{
    /// <summary>Writes a list of leads into a file.</summary>
    /// <remarks>
    /// Takes the filters and sorts of <c>GET /v1/leads</c> and writes every lead that meets them, as of the moment it is read. CSV begins
    /// with a byte order mark and a line of names, and puts a <c>'</c> before texts that a spreadsheet would take for a formula; lists have
    /// a <c>;</c> between. NDJSON has an object a line and leaves out members without a value. The file is written while it is read, so
    /// there is no length; when something fails in the middle, the connection breaks before its end.
    /// </remarks>
    /// <param name="query">Which leads, in which order and form.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The file.</response>
    [HttpGet("leads")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, ExportFormat.CsvType, ExportFormat.NdjsonType)]
    public IActionResult Leads([FromQuery] LeadExportQuery query, CancellationToken cancellationToken) =>
        new ExportResult<ExportedLead>(query.Format, NameOf("leads"), LeadExport.Columns, leads.ReadAsync(query, cancellationToken));

    /// <summary>Writes a list of accounts into a file.</summary>
    /// <remarks>Takes the filters and sorts of <c>GET /v1/accounts</c>, and is written in the same forms and the same way as a file of leads.</remarks>
    /// <param name="query">Which accounts, in which order and form.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The file.</response>
    [HttpGet("accounts")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, ExportFormat.CsvType, ExportFormat.NdjsonType)]
    public IActionResult Accounts([FromQuery] AccountExportQuery query, CancellationToken cancellationToken) =>
        new ExportResult<ExportedAccount>(query.Format, NameOf("accounts"), AccountExport.Columns, accounts.ReadAsync(query, cancellationToken));

    /// <summary>Writes the feed of changes into a file.</summary>
    /// <remarks>
    /// What <c>GET /v1/changes</c> gives, from a place to where the feed ends when the request comes, in the same forms as leads. Each row
    /// has its <c>cursor</c>: give the last one as <c>after</c>, here or there, to go on behind it.
    /// </remarks>
    /// <param name="query">Which changes, in which form.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The file.</response>
    [HttpGet("changes")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, ExportFormat.CsvType, ExportFormat.NdjsonType)]
    public IActionResult Changes([FromQuery] ChangeExportQuery query, CancellationToken cancellationToken) =>
        new ExportResult<PlacedChange>(query.Format, NameOf("changes"), ChangeExport.Columns, changes.ReadAsync(query, cancellationToken));

    private string NameOf(string what) => $"{what}-{clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
}
