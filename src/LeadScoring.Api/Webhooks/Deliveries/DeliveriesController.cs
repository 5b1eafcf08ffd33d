using LeadScoring.Api.Events;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Webhooks.Endpoints;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Webhooks.Deliveries;

/// <summary>What an endpoint was told, and what came of it.</summary>
[ApiController]
[Route("v1/webhook-endpoints/{endpointId:guid}")]
[Authorize(Scopes.WebhooksManage)]
[Tags("Webhooks")]
internal sealed class DeliveriesController(DeliveryLog log, WebhookEndpoints endpoints) : ControllerBase
{
    /// <summary>Lists the messages to an endpoint, the newest first.</summary>
    /// <remarks>Follow <c>nextCursor</c> until it is null: messages that come meanwhile shift no page.</remarks>
    /// <param name="endpointId" example="0195563f-7a80-7c51-9d0a-2f4b8f6a1c3e">The endpoint's id.</param>
    /// <param name="query">Which messages, and from where on.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">A page of messages.</response>
    /// <response code="404">There is no endpoint of this id.</response>
    [HttpGet("deliveries")]
    [ProducesResponseType<DeliveryListResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<DeliveryListResponse>> List(Guid endpointId, [FromQuery] DeliveryQuery query, CancellationToken cancellationToken) =>
        await endpoints.FindAsync(endpointId, cancellationToken) is null ? this.NoSuchEndpoint() : await log.ReadAsync(endpointId, query, cancellationToken);

    /// <summary>A message with its text and all attempts.</summary>
    /// <param name="endpointId" example="0195563f-7a80-7c51-9d0a-2f4b8f6a1c3e">The endpoint's id.</param>
    /// <param name="id" example="0195563f-9c10-7f2b-8a6d-5e1c0d9b7a42">The message's id.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The message.</response>
    /// <response code="404">The endpoint has no message of this id, or it is older than is kept.</response>
    [HttpGet("deliveries/{id:guid}")]
    [ProducesResponseType<DeliveryWhole>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<DeliveryWhole>> Get(Guid endpointId, Guid id, CancellationToken cancellationToken) =>
        await log.FindAsync(endpointId, id, cancellationToken) is { } delivery ? delivery : this.NoSuchDelivery();

    /// <summary>Sends a message again.</summary>
    /// <remarks>The same message with the same id, from the beginning of the schedule, whatever its state. One that is just being sent is left alone. A CRM is not told what is overtaken.</remarks>
    /// <param name="endpointId" example="0195563f-7a80-7c51-9d0a-2f4b8f6a1c3e">The endpoint's id.</param>
    /// <param name="id" example="0195563f-9c10-7f2b-8a6d-5e1c0d9b7a42">The message's id.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The message, which is sent as soon as its endpoint is enabled and not paused.</response>
    /// <response code="404">The endpoint has no message of this id, or it is older than is kept.</response>
    [HttpPost("deliveries/{id:guid}/replay")]
    [ProducesResponseType<DeliveryWhole>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<DeliveryWhole>> Replay(Guid endpointId, Guid id, CancellationToken cancellationToken) =>
        await log.ReplayAsync(endpointId, id, cancellationToken) is { } delivery ? delivery : this.NoSuchDelivery();

    /// <summary>Sends all messages of a time again.</summary>
    /// <remarks>Those that failed, unless other states are named: name <c>delivered</c> when the receiver has lost what it got.</remarks>
    /// <param name="endpointId" example="0195563f-7a80-7c51-9d0a-2f4b8f6a1c3e">The endpoint's id.</param>
    /// <param name="request">Which messages.</param>
    /// <param name="cancellationToken">The caller hung up. What was begun is sent all the same.</param>
    /// <response code="200">How many messages are sent again.</response>
    /// <response code="404">There is no endpoint of this id.</response>
    [HttpPost("replay")]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("failed", "What was given up in a day", ReplayDeliveriesRequest.Example)]
    [ProducesResponseType<DeliveriesReplayedResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<DeliveriesReplayedResponse>> ReplayMany(Guid endpointId, [FromBody] ReplayDeliveriesRequest request, CancellationToken cancellationToken) =>
        await endpoints.FindAsync(endpointId, cancellationToken) is null ? this.NoSuchEndpoint() : new DeliveriesReplayedResponse(await log.ReplayAsync(endpointId, request, cancellationToken));
}
