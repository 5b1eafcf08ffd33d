using LeadScoring.Api.Events;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Webhooks.Deliveries;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Webhooks.Endpoints;

/// <summary>Who is told when leads and accounts cross lines.</summary>
[ApiController]
[Route("v1/webhook-endpoints")]
[Authorize(Scopes.WebhooksManage)]
[Tags("Webhooks")]
internal sealed class WebhookEndpointsController(WebhookEndpoints endpoints, WebhookTest test, TimeProvider clock) : ControllerBase
{
    /// <summary>Makes an endpoint.</summary>
    /// <remarks>
    /// From now on each crossing that its filters match makes one message, which is sent at least once: signed, with the reasons. The
    /// secret that verifies the signatures is in this answer and never again. How to receive messages: docs/webhooks.md.
    /// </remarks>
    /// <param name="request">The endpoint.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="201">The endpoint, with its secret.</response>
    /// <response code="422">There is no key to encrypt the secret (<c>Secrets:Key</c>), or there are 100 endpoints already.</response>
    [HttpPost]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("endpoint", "Told of leads that qualify, and of alerts", CreateWebhookEndpointRequest.Example)]
    [BodyExample("hubspot", "Scores in the contacts of HubSpot", CreateWebhookEndpointRequest.HubSpotExample)]
    [BodyExample("salesforce", "Scores in the contacts of Salesforce, in fields of one's own", CreateWebhookEndpointRequest.SalesforceExample)]
    [ProducesResponseType<WebhookEndpointCreatedResponse>(StatusCodes.Status201Created)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status422UnprocessableEntity)]
    public async Task<ActionResult<WebhookEndpointCreatedResponse>> Create([FromBody] CreateWebhookEndpointRequest request, CancellationToken cancellationToken) =>
        await endpoints.CreateAsync(request, cancellationToken) is { } created
            ? CreatedAtAction(nameof(Get), new { id = created.Endpoint.Id }, WebhookEndpointCreatedResponse.Of(WebhookEndpointResponse.Of(created.Endpoint, null, clock.GetUtcNow()), created.Secret))
            : Problem(statusCode: StatusCodes.Status422UnprocessableEntity, title: "Too many endpoints.", detail: $"There are {WebhookEndpoints.Most} endpoints already. Delete one that is not needed any more.");

    /// <summary>Lists all endpoints.</summary>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The endpoints, without their secrets.</response>
    [HttpGet]
    [ProducesResponseType<WebhookEndpointsResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<WebhookEndpointsResponse>> List(CancellationToken cancellationToken) =>
        new WebhookEndpointsResponse(await endpoints.ListAsync(cancellationToken));

    /// <summary>An endpoint and how it is doing.</summary>
    /// <param name="id" example="0195563f-7a80-7c51-9d0a-2f4b8f6a1c3e">The endpoint's id.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The endpoint, without its secret.</response>
    /// <response code="404">There is no endpoint of this id.</response>
    [HttpGet("{id:guid}")]
    [ProducesResponseType<WebhookEndpointResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<WebhookEndpointResponse>> Get(Guid id, CancellationToken cancellationToken) => await AnswerAsync(await endpoints.FindAsync(id, cancellationToken), cancellationToken);

    /// <summary>Changes an endpoint.</summary>
    /// <remarks>Members that are left out stay as they are; null clears one. Filters apply to crossings from now on; address, settings and credentials to messages that wait, too.</remarks>
    /// <param name="id" example="0195563f-7a80-7c51-9d0a-2f4b8f6a1c3e">The endpoint's id.</param>
    /// <param name="request">What is to be changed.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The endpoint as it is now.</response>
    /// <response code="404">There is no endpoint of this id.</response>
    /// <response code="422">There is no key to encrypt credentials (<c>Secrets:Key</c>).</response>
    [HttpPatch("{id:guid}")]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("filters", "Only leads that qualify, each time they do", ChangeWebhookEndpointRequest.Example)]
    [ProducesResponseType<WebhookEndpointResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status422UnprocessableEntity)]
    public async Task<ActionResult<WebhookEndpointResponse>> Change(Guid id, [FromBody] ChangeWebhookEndpointRequest request, CancellationToken cancellationToken)
    {
        var (endpoint, faults) = await endpoints.ChangeAsync(id, request, cancellationToken);
        if (faults.Count == 0)
        {
            return await AnswerAsync(endpoint, cancellationToken);
        }

        foreach (var fault in faults)
        {
            ModelState.AddModelError(fault.PropertyName, fault.ErrorMessage);
        }

        return ValidationProblem(ModelState);
    }

    /// <summary>Deletes an endpoint with all its messages, for ever.</summary>
    /// <param name="id" example="0195563f-7a80-7c51-9d0a-2f4b8f6a1c3e">The endpoint's id.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="204">It is gone.</response>
    /// <response code="404">There is no endpoint of this id.</response>
    [HttpDelete("{id:guid}")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<IActionResult> Delete(Guid id, CancellationToken cancellationToken) => await endpoints.DeleteAsync(id, cancellationToken) ? NoContent() : this.NoSuchEndpoint();

    /// <summary>Sends to an endpoint again.</summary>
    /// <remarks>It goes on where it was: messages that wait, those made while it was disabled included, are due at once. Those that were given up are to be replayed.</remarks>
    /// <param name="id" example="0195563f-7a80-7c51-9d0a-2f4b8f6a1c3e">The endpoint's id.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The endpoint as it is now.</response>
    /// <response code="404">There is no endpoint of this id.</response>
    [HttpPost("{id:guid}/enable")]
    [ProducesResponseType<WebhookEndpointResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<WebhookEndpointResponse>> Enable(Guid id, CancellationToken cancellationToken) => await AnswerAsync(await endpoints.EnableAsync(id, cancellationToken), cancellationToken);

    /// <summary>Sends nothing to an endpoint until it is enabled again.</summary>
    /// <remarks>Messages go on being made and wait, for as long as messages are kept.</remarks>
    /// <param name="id" example="0195563f-7a80-7c51-9d0a-2f4b8f6a1c3e">The endpoint's id.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The endpoint as it is now.</response>
    /// <response code="404">There is no endpoint of this id.</response>
    [HttpPost("{id:guid}/disable")]
    [ProducesResponseType<WebhookEndpointResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<WebhookEndpointResponse>> Disable(Guid id, CancellationToken cancellationToken) => await AnswerAsync(await endpoints.DisableAsync(id, cancellationToken), cancellationToken);

    /// <summary>Gives an endpoint another secret.</summary>
    /// <remarks>For 24 hours messages are signed with both, so that no message is refused while receivers are changed.</remarks>
    /// <param name="id" example="0195563f-7a80-7c51-9d0a-2f4b8f6a1c3e">The endpoint's id.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The new secret; it is shown this once.</response>
    /// <response code="404">There is no endpoint of this id.</response>
    /// <response code="422">There is no key to encrypt the secret (<c>Secrets:Key</c>).</response>
    [HttpPost("{id:guid}/rotate-secret")]
    [ProducesResponseType<WebhookSecretResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status422UnprocessableEntity)]
    public async Task<ActionResult<WebhookSecretResponse>> RotateSecret(Guid id, CancellationToken cancellationToken) =>
        await endpoints.RotateSecretAsync(id, cancellationToken) is { } secret ? secret : this.NoSuchEndpoint();

    /// <summary>Sends an example to an endpoint, and says what came of it.</summary>
    /// <remarks>
    /// It is sent at once and once, also while the endpoint is disabled or paused. The message is of type <c>webhook.test</c>. For
    /// <c>hubspot</c> and <c>salesforce</c> nothing is written: the credentials are tried, and the fields compared with the settings;
    /// <c>log[0]</c> says what was found, <c>error</c> what is wrong or <c>response</c> that all is well.
    /// </remarks>
    /// <param name="id" example="0195563f-7a80-7c51-9d0a-2f4b8f6a1c3e">The endpoint's id.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The message with its one attempt, whether it arrived or not.</response>
    /// <response code="404">There is no endpoint of this id.</response>
    [HttpPost("{id:guid}/test")]
    [ProducesResponseType<DeliveryWhole>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<DeliveryWhole>> Test(Guid id, CancellationToken cancellationToken) => await test.SendAsync(id, cancellationToken) is { } delivery ? delivery : this.NoSuchEndpoint();

    private async Task<ActionResult<WebhookEndpointResponse>> AnswerAsync(WebhookEndpoint? endpoint, CancellationToken cancellationToken) =>
        endpoint is null ? this.NoSuchEndpoint() : (await endpoints.ShowAsync([endpoint], cancellationToken))[0];
}

/// <summary>What is not there.</summary>
internal static class WebhookProblems
{
    public static ObjectResult NoSuchEndpoint(this ControllerBase controller) =>
        controller.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such endpoint.", detail: "There is no endpoint of this id. It may have been deleted.");

    public static ObjectResult NoSuchDelivery(this ControllerBase controller) =>
        controller.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such message.", detail: "The endpoint has no message of this id, or it is older than is kept.");
}
