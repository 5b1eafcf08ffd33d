using System.Text.Json;
using LeadScoring.Api.Events;

namespace LeadScoring.Api.CloudEvents;

/// <summary>Reads a CloudEvent 1.0 in its JSON format. Extensions that are not known are no fault.</summary>
internal static class CloudEventReader
{
    /// <exception cref="RejectedItemException">The event cannot be taken.</exception>
    public static IncomingItem Read(JsonElement item, Receipt receipt)
    {
        ItemReader.RequireEvent(item);
        if (ItemReader.Text(item, "specversion", IntakeLimits.EventName) is not "1.0")
        {
            throw new RejectedItemException("unknown_type", "specversion must be 1.0");
        }

        var id = ItemReader.Text(item, "id", IntakeLimits.MessageId) ?? throw ItemReader.Missing("id", "a text that is the same when the event is sent again");
        var source = ItemReader.Text(item, "source", IntakeLimits.Id) ?? throw ItemReader.Missing("source", "who made the event");
        var name = ItemReader.Text(item, "type", IntakeLimits.EventName) ?? throw ItemReader.Missing("type", "the event's name, such as Signed In");
        var userId = LenientReader.Id(item, "subject") ?? throw ItemReader.Missing("subject", "the user id that the event is about");
        // An id counts within its source; no source contains a space.
        var call = new SdkCall(userId, null, $"{source} {id}", ClientTime.Of(ClientTime.Read(item, "time"), null, null, receipt.At), receipt, null, LenientReader.UsableId(item, "accountid"));
        return call.Track(name, ItemReader.Object(item, "data") ?? ItemReader.Empty);
    }
}
