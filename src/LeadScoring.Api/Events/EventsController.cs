using System.Text.Json;
using LeadScoring.Api.CloudEvents;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Quarantine;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Events;

/// <summary>What became of a request's events.</summary>
/// <param name="Accepted">How many were new; they are stored and scored.</param>
/// <param name="Duplicates">How many were stored before, or stand in the request twice; they change nothing.</param>
/// <param name="Ignored">How many there is nothing wrong with, and that are not stored all the same: they are about people who were erased, or older than events are kept. <c>warnings</c> names them.</param>
/// <param name="Rejected">Those that were not taken, with the reason. Sending them again as they are will not help.</param>
/// <param name="Warnings">Those that were taken otherwise than they say, such as by their receipt instead of a time that is far ahead, and those that were ignored.</param>
public sealed record IngestEventsResponse(int Accepted, int Duplicates, int Ignored, IReadOnlyList<RejectedEvent> Rejected, IReadOnlyList<EventWarning> Warnings);

/// <summary>Takes product events.</summary>
[ApiController]
[Route("v1/events")]
[Authorize(Scopes.Ingest)]
[Tags("Events")]
internal sealed class EventsController(EventIntake intake) : ControllerBase
{
    /// <summary>Stores product events and scores their leads.</summary>
    /// <remarks>
    /// Takes one event, or <c>{"events": [...]}</c> with up to 2,500; a body has at most 512 kB. The answer comes after everything
    /// is stored and scored: an event that was accepted is never lost, and never counted twice. An event is told by the id it is
    /// sent under (<c>userId</c>, else <c>anonymousId</c>), its <c>messageId</c> and the source of the key; sending it again changes nothing. An event
    /// that cannot be taken is listed under <c>rejected</c>, kept in quarantine, and costs its neighbours nothing. CloudEvents 1.0 are taken as well,
    /// structured (<c>application/cloudevents+json</c>), batched (<c>application/cloudevents-batch+json</c>) and binary (<c>ce-</c> headers).
    /// </remarks>
    /// <param name="body">One event, or <c>{"events": [...]}</c>.</param>
    /// <param name="cancellationToken">The caller hung up. What was not answered may be stored all the same: send it again.</param>
    /// <response code="200">Everything that could be taken is stored and scored.</response>
    /// <response code="400">The body is not JSON, or neither an event nor a list of events.</response>
    [HttpPost]
    [RequestSizeLimit(IntakeLimits.Body)]
    [BodyExample("several", "Several events", EventExamples.Several, Schema = typeof(EventBatch))]
    [BodyExample("one", "One event", EventExamples.One, Schema = typeof(TrackEvent))]
    [BodyExample("refused", "Two events that cannot be taken", QuarantineExamples.Refused, Schema = typeof(EventBatch))]
    [ProducesResponseType<IngestEventsResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<IngestEventsResponse>> Ingest([FromBody] JsonElement body, CancellationToken cancellationToken)
    {
        var isCloudEvent = CloudEventRequest.IsOne(Request);
        if ((isCloudEvent ? CloudEventRequest.Items(Request, body, out var fault) : Items(body, out fault)) is not { } items)
        {
            ModelState.AddModelError("body", fault);
            return ValidationProblem(ModelState);
        }

        return await intake.TakeAsync(isCloudEvent ? Dialects.CloudEvents : Dialects.Native, body, items, User.Source(), cancellationToken);
    }

    private static List<JsonElement>? Items(JsonElement body, out string fault)
    {
        fault = "";
        if (body.ValueKind != JsonValueKind.Object)
        {
            fault = "The body must be one event or an object with the member events.";
            return null;
        }

        if (JsonFaults.FaultOfNames(body, "The body") is { } broken)
        {
            fault = broken + ".";
            return null;
        }

        if (!body.TryGetProperty("events", out var events))
        {
            return [body];
        }

        if (events.ValueKind != JsonValueKind.Array)
        {
            fault = "events must be a list.";
            return null;
        }

        if (events.GetArrayLength() > IntakeLimits.Events)
        {
            fault = $"events has {events.GetArrayLength()} items; at most {IntakeLimits.Events} are allowed. Send the rest in another request.";
            return null;
        }

        return [.. events.EnumerateArray()];
    }
}
