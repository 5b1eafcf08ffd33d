using LeadScoring.Api.Events;
using LeadScoring.Api.Http.OpenApi;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace LeadScoring.Api.Keys;

/// <summary>Who may do what here.</summary>
[ApiController]
[Route("v1/keys")]
[Authorize(Scopes.KeysManage)]
[Tags("Keys")]
internal sealed class KeysController(KeyRegister keys, TimeProvider clock) : ControllerBase
{
    /// <summary>Makes a key.</summary>
    /// <remarks>
    /// The key is in this answer and never again; only its hash is kept. It opens this replica at once, and the others within 5 seconds.
    /// </remarks>
    /// <param name="request">The key.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="201">The key.</response>
    /// <response code="403">The caller's key has no <c>keys:manage</c>, or not all the scopes that the new one is to have.</response>
    /// <response code="422">There are 1,000 keys already.</response>
    [HttpPost]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("ingest", "A backend that sends events", CreateKeyRequest.Example)]
    [BodyExample("read", "A CRM that reads scores for a year", CreateKeyRequest.ReadExample)]
    [ProducesResponseType<NewKeyResponse>(StatusCodes.Status201Created)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status422UnprocessableEntity)]
    public async Task<ActionResult<NewKeyResponse>> Create([FromBody] CreateKeyRequest request, CancellationToken cancellationToken)
    {
        var made = await keys.CreateAsync(request, User, cancellationToken);
        return made.Outcome == KeyOutcome.Done ? CreatedAtAction(nameof(Get), new { id = made.Key!.Id }, NewKeyResponse.Of(made.Key, made.Text!, clock.GetUtcNow())) : Refuse(made);
    }

    /// <summary>Lists all keys.</summary>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The keys, without their secrets.</response>
    [HttpGet]
    [ProducesResponseType<KeysResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<KeysResponse>> List(CancellationToken cancellationToken) =>
        new KeysResponse([.. (await keys.ListAsync(cancellationToken)).Select(key => KeyResponse.Of(key, clock.GetUtcNow()))]);

    /// <summary>A key: what it may do, and when it was used last.</summary>
    /// <param name="id" example="a1B2c3D4e5F6">The key's id, which is its third part.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The key, without its secret.</response>
    /// <response code="404">There is no key of this id.</response>
    [HttpGet("{id}")]
    [ProducesResponseType<KeyResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<KeyResponse>> Get(string id, CancellationToken cancellationToken) =>
        await keys.FindAsync(id, cancellationToken) is { } key ? KeyResponse.Of(key, clock.GetUtcNow()) : Refuse(new KeyChange(KeyOutcome.NoSuchKey));

    /// <summary>Gives a key another secret.</summary>
    /// <remarks>
    /// The secret of so far goes on being taken until <c>formerUntil</c>, so that clients can be changed one after the other. Name,
    /// scopes, source and expiry stay.
    /// </remarks>
    /// <param name="id" example="a1B2c3D4e5F6">The key's id.</param>
    /// <param name="request">How the secret of so far ends; left out: after 24 hours.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The key with its new secret, which is shown this once.</response>
    /// <response code="403">The caller's key has no <c>keys:manage</c>, or not all the scopes of the key.</response>
    /// <response code="404">There is no key of this id.</response>
    /// <response code="409">It was revoked, has expired, or has two secrets already.</response>
    [HttpPost("{id}/rotate")]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("overlap", "Both secrets until the end of the year", RotateKeyRequest.Example, IsOptional = true)]
    [ProducesResponseType<NewKeyResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict)]
    public async Task<ActionResult<NewKeyResponse>> Rotate(string id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] RotateKeyRequest? request, CancellationToken cancellationToken)
    {
        var rotated = await keys.RotateAsync(id, request?.FormerUntil, User, cancellationToken);
        return rotated.Outcome == KeyOutcome.Done ? NewKeyResponse.Of(rotated.Key!, rotated.Text!, clock.GetUtcNow()) : Refuse(rotated);
    }

    /// <summary>Ends a key for ever.</summary>
    /// <remarks>This replica refuses it at once, the others within 5 seconds. It stays in the list.</remarks>
    /// <param name="id" example="a1B2c3D4e5F6">The key's id.</param>
    /// <param name="request">Left out: unless it is the last one that can make keys.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The key as it is now.</response>
    /// <response code="404">There is no key of this id.</response>
    /// <response code="409">It is the last one with <c>keys:manage</c>, and <c>evenIfLast</c> was not said.</response>
    [HttpPost("{id}/revoke")]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("last", "Even the last one that can make keys", RevokeKeyRequest.Example, IsOptional = true)]
    [ProducesResponseType<KeyResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict)]
    public async Task<ActionResult<KeyResponse>> Revoke(string id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] RevokeKeyRequest? request, CancellationToken cancellationToken)
    {
        var revoked = await keys.RevokeAsync(id, request?.EvenIfLast == true, cancellationToken);
        return revoked.Outcome == KeyOutcome.Done ? KeyResponse.Of(revoked.Key!, clock.GetUtcNow()) : Refuse(revoked);
    }

    private ObjectResult Refuse(KeyChange change)
    {
        var (status, title, detail) = change.Outcome switch
        {
            KeyOutcome.BeyondCaller => (StatusCodes.Status403Forbidden, "The key may not do this.", $"Nobody gets scopes from a key that does not have them itself; this one has {string.Join(", ", User.OwnScopes())}."),
            KeyOutcome.Ended => (StatusCodes.Status409Conflict, "The key has ended.", "It was revoked or has expired. Make another one, with the same source."),
            KeyOutcome.FormerRuns => (StatusCodes.Status409Conflict, "The key has two secrets already.", $"The one before is taken until {Http.Rfc3339.Format(change.Key!.FormerUntil!.Value)}. Wait until then, send a formerUntil that has passed to end both at once, or make another key with the same source."),
            KeyOutcome.Last => (StatusCodes.Status409Conflict, "The last key that can make keys.", "No other active key has keys:manage. Make one first, or send {\"evenIfLast\": true}; then only Keys:First lets anybody in who manages keys."),
            KeyOutcome.TooMany => (StatusCodes.Status422UnprocessableEntity, "Too many keys.", $"There are {KeyRegister.Most} keys already, and none has ended. Revoke one that is not needed any more."),
            _ => (StatusCodes.Status404NotFound, "No such key.", "There is no key of this id."),
        };
        return Problem(statusCode: status, title: title, detail: detail);
    }
}
