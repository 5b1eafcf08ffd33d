using System.Runtime.InteropServices;
using System.Text.Json;
using LeadScoring.Api.Http;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Events;

/// <summary>Why an event of a request was not taken; its neighbours are.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="MessageId">Its message id, where it has one that can be read.</param>
/// <param name="Code">The kind of fault, for programs: one of missing_member, wrong_type, too_long, too_large, invalid_content, invalid_timestamp, invalid_id.</param>
/// <param name="Message">The member, what is wrong with it, and what to do.</param>
public sealed record RejectedEvent(int Index, string? MessageId, string Code, string Message);

/// <summary>Reads one event of a request.</summary>
internal static class EventReader
{
    private static readonly JsonElement NoProperties = JsonDocument.Parse("{}").RootElement;

    private sealed class RejectedException(string code, string message) : Exception(message)
    {
        public string Code { get; } = code;
    }

    /// <summary>The event, or why it is not taken. Unknown members are no fault.</summary>
    public static IncomingEvent? Read(JsonElement item, int index, DateTimeOffset receivedAt, out RejectedEvent? rejected)
    {
        rejected = null;
        try
        {
            return Read(item, receivedAt);
        }
        catch (RejectedException e)
        {
            rejected = new RejectedEvent(index, MessageIdOf(item), e.Code, e.Message);
            return null;
        }
    }

    private static IncomingEvent Read(JsonElement item, DateTimeOffset receivedAt)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw new RejectedException("wrong_type", "an event must be an object");
        }

        if (JsonMarshal.GetRawUtf8Value(item).Length > IntakeLimits.Event)
        {
            throw new RejectedException("too_large", $"the event has more than {IntakeLimits.Event} bytes; send less in properties and context");
        }

        var messageId = Text(item, "messageId", IntakeLimits.MessageId) ?? throw Missing("messageId", "a text that is the same when the event is sent again");
        var userId = Id(item, "userId");
        var anonymousId = Id(item, "anonymousId");
        var sender = userId is not null ? Identity.User(userId)
            : anonymousId is not null ? Identity.Anonymous(anonymousId)
            : throw Missing("userId", "userId, or anonymousId for somebody who is not known yet");
        var name = Text(item, "event", IntakeLimits.EventName) ?? throw Missing("event", "the event's name, such as Signed In");
        return IncomingEvent.Create(
            IncomingEvent.Track,
            sender,
            messageId,
            name,
            Timestamp(item, receivedAt),
            receivedAt,
            userId is null ? null : anonymousId,
            Object(item, "properties") ?? NoProperties,
            Object(item, "context")?.GetRawText());
    }

    private static string? Text(JsonElement item, string member, int most)
    {
        if (!item.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            throw new RejectedException("wrong_type", $"{member} must be a text, not {NameOf(value.ValueKind)}");
        }

        var text = JsonFaults.TextOf(value, member, out var fault) ?? throw new RejectedException("invalid_content", fault!);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new RejectedException("missing_member", $"{member} must not be empty; leave it out where there is none");
        }

        return text.Length <= most ? text : throw new RejectedException("too_long", $"{member} has {text.Length} characters; at most {most} are allowed");
    }

    private static string? Id(JsonElement item, string member)
    {
        var id = Text(item, member, IntakeLimits.Id);
        return id is null || PathIds.FaultOf(id) is not { } fault ? id : throw new RejectedException("invalid_id", $"{member} {fault}");
    }

    private static DateTimeOffset? Timestamp(JsonElement item, DateTimeOffset receivedAt)
    {
        if (Text(item, "timestamp", IntakeLimits.EventName) is not { } text)
        {
            return null;
        }

        if (!Rfc3339.TryParse(text, out var time))
        {
            throw new RejectedException("invalid_timestamp", "timestamp must be a time with an offset as in RFC 3339, such as 2026-03-02T09:30:00Z");
        }

        return time >= IntakeLimits.Earliest && time <= receivedAt + IntakeLimits.Ahead
            ? time
            : throw new RejectedException("invalid_timestamp", $"timestamp must not be before {Rfc3339.Format(IntakeLimits.Earliest)} nor more than a day ahead of the time of receipt");
    }

    private static JsonElement? Object(JsonElement item, string member)
    {
        if (!item.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new RejectedException("wrong_type", $"{member} must be an object, not {NameOf(value.ValueKind)}");
        }

        return JsonFaults.FaultOf(value, member) is { } fault ? throw new RejectedException("invalid_content", fault) : value;
    }

    private static string NameOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a text",
        _ => "true or false",
    };

    private static string? MessageIdOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("messageId", out var id) && id.ValueKind == JsonValueKind.String
            && JsonFaults.TextOf(id, "messageId", out _) is { Length: <= IntakeLimits.MessageId } text ? text : null;

    private static RejectedException Missing(string member, string what) => new("missing_member", $"{member} is missing: send {what}");
}
