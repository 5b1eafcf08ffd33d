using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Accounts;

/// <summary>What is known of companies.</summary>
[ApiController]
[Route("v1/accounts")]
[Tags("Accounts")]
internal sealed class AccountsController(AccountUpdater updater, AccountScoreReader scores, AccountList accounts, TimeProvider clock) : ControllerBase
{
    /// <summary>Lists accounts, as of now.</summary>
    /// <remarks>
    /// Filters are combined: an account has to meet all of them. Pages are told by cursors: follow <c>nextCursor</c> until it is null.
    /// Each page is exact for the moment it is read, unless it says <c>"exact": false</c>.
    /// </remarks>
    /// <param name="query">Which accounts, in which order, and from where on.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">A page of accounts.</response>
    [HttpGet]
    [Authorize(Scopes.LeadsRead)]
    [ProducesResponseType<AccountListResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<AccountListResponse>> List([FromQuery] AccountListQuery query, CancellationToken cancellationToken)
    {
        var page = await accounts.ReadPageAsync(query, query.Limit, query.After, cancellationToken);
        return new AccountListResponse([.. page.Rows], page.Next?.Write(query.CursorScope), page.Exact);
    }

    /// <summary>Sets firmographics of an account.</summary>
    /// <remarks>
    /// Members that are left out stay as they are; null clears one. The payload is kept in the account's log. Scores that are read
    /// from now on include it; stored rows and transitions of the account's leads follow within seconds.
    /// </remarks>
    /// <param name="accountId" example="acme">The id that the product gave the company, 1 to 256 characters; for leads that name no account, the domain of their email addresses in lower case.</param>
    /// <param name="request">The attributes.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="204">The attributes are stored.</response>
    /// <response code="400">A member is unknown or has a value that cannot be taken; all faults are named.</response>
    [HttpPut("{accountId}")]
    [Authorize(Scopes.Ingest)]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("account", "A company", PutAccountRequest.Example)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Put([FromRoute, PathId(AllowAnonymous = false)] string accountId, [FromBody] PutAccountRequest request, CancellationToken cancellationToken)
    {
        await updater.UpdateAsync(PathIds.Decode(accountId, Request), User.Source(), ServerMessageId.Next(clock.GetUtcNow()), request.ToPayload(), cancellationToken);
        return NoContent();
    }

    /// <summary>What is known of a company.</summary>
    /// <param name="accountId" example="acme">The id that the product gave the company; for leads that name no account, the domain of their email addresses in lower case.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">What is known.</response>
    /// <response code="404">Nothing was ever received of this account.</response>
    [HttpGet("{accountId}")]
    [Authorize(Scopes.LeadsRead)]
    [ProducesResponseType<AccountResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<AccountResponse>> Get([FromRoute, PathId(AllowAnonymous = false)] string accountId, CancellationToken cancellationToken) =>
        await scores.ReadAttributesAsync(PathIds.Decode(accountId, Request), cancellationToken) is { } account ? account : NoSuchAccount();

    /// <summary>The score of a company, as of now, with every point explained, and who its people are.</summary>
    /// <remarks>
    /// All that its people did counts together: numbers of events and distinct values over all of them, sessions and bursts per
    /// person. Fit is what is known of the company. So an account of many modest leads can qualify where no single one does.
    /// </remarks>
    /// <param name="accountId" example="acme">The id that the product gave the company; for leads that name no account, the domain of their email addresses in lower case.</param>
    /// <param name="query">Under which model.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The score.</response>
    /// <response code="404">Nothing was ever received of this account.</response>
    [HttpGet("{accountId}/score")]
    [Authorize(Scopes.LeadsRead)]
    [ProducesResponseType<AccountScoreResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<AccountScoreResponse>> GetScore([FromRoute, PathId(AllowAnonymous = false)] string accountId, [FromQuery] AccountScoreQuery query, CancellationToken cancellationToken) =>
        await scores.ReadAsync(PathIds.Decode(accountId, Request), query.Model, cancellationToken) is { } score
            ? score
            : NoSuchAccount();

    private ObjectResult NoSuchAccount() =>
        Problem(statusCode: StatusCodes.Status404NotFound, title: "No such account.", detail: "No attributes of this account were ever received, and no lead belongs to it.");
}
