using LeadScoring.Api.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Auditing;

/// <summary>Who changed what.</summary>
[ApiController]
[Route("v1/audit")]
[Authorize(Scopes.KeysManage)]
[Tags("Audit")]
internal sealed class AuditController(AuditList entries) : ControllerBase
{
    /// <summary>Lists what was changed by hand, and whose data was handed out, the newest first.</summary>
    /// <remarks>
    /// Models, drafts, the tracking plan, endpoints and their messages, keys, quarantine, backtests; people who were erased, exported or
    /// taken apart, who are named by a keyed hash of their id. An entry is written together with its change; what was refused leaves none.
    /// Follow <c>nextCursor</c> until it is null.
    /// </remarks>
    /// <param name="query">Which entries, and from where on.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">A page of entries.</response>
    [HttpGet]
    [ProducesResponseType<AuditListResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<AuditListResponse>> List([FromQuery] AuditQuery query, CancellationToken cancellationToken) => await entries.ReadAsync(query, cancellationToken);
}
