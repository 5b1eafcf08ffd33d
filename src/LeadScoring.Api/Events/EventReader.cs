using System.Text.Json;
using LeadScoring.Api.Http;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Events;

/// <summary>Reads one event of a request to <c>POST /v1/events</c>. Unknown members are no fault.</summary>
internal static class EventReader
{
    /// <exception cref="RejectedItemException">The event cannot be taken.</exception>
    public static IncomingItem Read(JsonElement item, DateTimeOffset receivedAt)
    {
        ItemReader.RequireEvent(item);
        var messageId = ItemReader.Text(item, "messageId", IntakeLimits.MessageId) ?? throw ItemReader.Missing("messageId", "a text that is the same when the event is sent again");
        var userId = Id(item, "userId");
        var anonymousId = Id(item, "anonymousId");
        var sender = userId is not null ? Identity.User(userId)
            : anonymousId is not null ? Identity.Anonymous(anonymousId)
            : throw ItemReader.Missing("userId", "userId, or anonymousId for somebody who is not known yet");
        var name = ItemReader.Text(item, "event", IntakeLimits.EventName) ?? throw ItemReader.Missing("event", "the event's name, such as Signed In");
        return new IncomingItem(IncomingEvent.Create(
            IncomingEvent.Track,
            sender,
            messageId,
            name,
            Timestamp(item, receivedAt),
            receivedAt,
            userId is null ? null : anonymousId,
            ItemReader.Object(item, "properties") ?? ItemReader.Empty,
            ItemReader.Object(item, "context")?.GetRawText()));
    }

    private static string? Id(JsonElement item, string member) => ItemReader.PathId(ItemReader.Text(item, member, IntakeLimits.Id), member);

    private static DateTimeOffset? Timestamp(JsonElement item, DateTimeOffset receivedAt)
    {
        if (ItemReader.Text(item, "timestamp", IntakeLimits.EventName) is not { } text)
        {
            return null;
        }

        if (!Rfc3339.TryParse(text, out var time))
        {
            throw new RejectedItemException("invalid_timestamp", "timestamp must be a time with an offset as in RFC 3339, such as 2026-03-02T09:30:00Z");
        }

        return time >= IntakeLimits.Earliest && time <= receivedAt + IntakeLimits.Ahead
            ? time
            : throw new RejectedItemException("invalid_timestamp", $"timestamp must not be before {Rfc3339.Format(IntakeLimits.Earliest)} nor more than a day ahead of the time of receipt");
    }
}
