using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace LeadScoring.Api.Events;

/// <summary>
/// One product event. It is sent under its <c>userId</c>, else under its <c>anonymousId</c>; one of the two is needed. Members
/// that are not listed here are ignored.
/// </summary>
/// <remarks>Describes what <see cref="EventReader"/> reads: bodies are read item by item, so that one bad event costs its neighbours nothing.</remarks>
public sealed class TrackEvent
{
    /// <summary>The client's id of the event, 1 to 100 characters. The same id under the same <c>userId</c> or <c>anonymousId</c>, from the same source, is the same event.</summary>
    [Required, StringLength(IntakeLimits.MessageId, MinimumLength = 1)]
    public required string MessageId { get; init; }

    /// <summary>The id that the product gave the person, 1 to 256 characters; neither <c>.</c> nor <c>..</c> nor beginning with <c>anon:</c>.</summary>
    [StringLength(IntakeLimits.Id, MinimumLength = 1)]
    public string? UserId { get; init; }

    /// <summary>The id of a visitor who is not known, 1 to 256 characters. Beside a <c>userId</c> it is linked to it: from then on both are one lead.</summary>
    [StringLength(IntakeLimits.Id, MinimumLength = 1)]
    public string? AnonymousId { get; init; }

    /// <summary>What happened, 1 to 200 characters. Names are compared character by character.</summary>
    [Required, StringLength(IntakeLimits.EventName, MinimumLength = 1)]
    public required string Event { get; init; }

    /// <summary>When it happened: RFC 3339 with an offset, from 1970 on. Cut to milliseconds and never later than receipt (more than a day ahead is warned of); without it the time of receipt.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>What belongs to the event: up to 1,000 members with names of up to 256 and texts of up to 8,192 characters.</summary>
    public Dictionary<string, JsonElement>? Properties { get; init; }

    /// <summary>The circumstances, such as the page; kept, and not scored. Limits as for <c>properties</c>.</summary>
    public Dictionary<string, JsonElement>? Context { get; init; }
}

/// <summary>Several events.</summary>
public sealed class EventBatch
{
    /// <summary>Up to 2,500 events, each of at most 32 kB.</summary>
    [Required, MaxLength(IntakeLimits.Events)]
    public required IReadOnlyList<TrackEvent> Events { get; init; }
}

/// <summary>Bodies that can be sent as they are.</summary>
internal static class EventExamples
{
    public const string One =
        """
        {
          "messageId": "01J9ZK3V5M-1",
          "userId": "grace",
          "anonymousId": "visitor-7",
          "event": "Signed In",
          "timestamp": "2026-03-02T08:30:00Z",
          "properties": { "method": "sso" },
          "context": { "page": { "path": "/login" } }
        }
        """;

    /// <summary>Without times, so that it counts as of now: together with the examples of the other operations it makes a PQL.</summary>
    public const string Several =
        """
        {
          "events": [
            { "messageId": "01J9ZK4A7Q-1", "userId": "ada", "event": "Onboarding Completed" },
            { "messageId": "01J9ZK4A7Q-2", "userId": "ada", "event": "Feature Used", "properties": { "feature": "reports", "core": true } },
            { "messageId": "01J9ZK4A7Q-3", "userId": "ada", "event": "Feature Used", "properties": { "feature": "reports", "core": true } },
            { "messageId": "01J9ZK4A7Q-4", "userId": "ada", "event": "Feature Used", "properties": { "feature": "dashboards", "core": true } },
            { "messageId": "01J9ZK4A7Q-5", "userId": "ada", "event": "Integration Connected", "properties": { "integration": "Salesforce" } },
            { "messageId": "01J9ZK4A7Q-6", "userId": "ada", "event": "Invite Sent", "properties": { "inviteeEmail": "grace@acme.example" } },
            { "messageId": "01J9ZK4A7Q-7", "userId": "ada", "event": "Pricing Page Viewed" }
          ]
        }
        """;
}
