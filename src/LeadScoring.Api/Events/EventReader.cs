using System.Text.Json;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Events;

/// <summary>Reads one event of a request to <c>POST /v1/events</c>. Unknown members are no fault.</summary>
internal static class EventReader
{
    /// <exception cref="RejectedItemException">The event cannot be taken.</exception>
    public static IncomingItem Read(JsonElement item, Receipt receipt)
    {
        ItemReader.RequireEvent(item);
        var messageId = ItemReader.Text(item, "messageId", IntakeLimits.MessageId) ?? throw ItemReader.Missing("messageId", "a text that is the same when the event is sent again");
        var (userId, anonymousId) = (Id(item, "userId"), Id(item, "anonymousId"));
        var time = ClientTime.Of(Timestamp(item), null, null, receipt.At);
        var context = ItemReader.Object(item, "context");
        var name = ItemReader.Text(item, "event", IntakeLimits.EventName) ?? throw ItemReader.Missing("event", "the event's name, such as Signed In");
        return new SdkCall(userId, anonymousId, messageId, time, receipt, context, null).Track(name, ItemReader.Object(item, "properties") ?? ItemReader.Empty);
    }

    private static string? Id(JsonElement item, string member) => ItemReader.PathId(ItemReader.Text(item, member, IntakeLimits.Id), member);

    private static SaidTime? Timestamp(JsonElement item)
    {
        const string member = "timestamp";
        if (ItemReader.Text(item, member, IntakeLimits.EventName) is not { } text)
        {
            return null;
        }

        if (!Rfc3339.TryParse(text, out var time))
        {
            throw new RejectedItemException("invalid_timestamp", $"{member} must be a time with an offset as in RFC 3339, such as 2026-03-02T09:30:00Z");
        }

        return time >= IntakeLimits.Earliest ? new SaidTime(member, time) : throw new RejectedItemException("invalid_timestamp", $"{member} must not be before {Rfc3339.Format(IntakeLimits.Earliest)}");
    }
}
