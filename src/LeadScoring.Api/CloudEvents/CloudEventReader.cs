using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using Microsoft.Net.Http.Headers;

namespace LeadScoring.Api.CloudEvents;

/// <summary>Reads a CloudEvent 1.0 in its JSON format. Extensions that are not known are no fault.</summary>
internal static class CloudEventReader
{
    /// <summary>The member with data as bytes, where it stands instead of <c>data</c>.</summary>
    public const string Base64 = "data_base64";

    /// <exception cref="RejectedItemException">The event cannot be taken.</exception>
    public static IncomingItem Read(JsonElement item, Receipt receipt)
    {
        ItemReader.RequireEvent(item);
        if (ItemReader.Text(item, "specversion", IntakeLimits.EventName) is not "1.0")
        {
            throw new RejectedItemException("unknown_type", "specversion must be 1.0");
        }

        var id = ItemReader.Text(item, "id", IntakeLimits.MessageId) ?? throw ItemReader.Missing("id", "a text that is the same when the event is sent again");
        var source = SourceOf(item);
        var name = ItemReader.Text(item, "type", IntakeLimits.EventName) ?? throw ItemReader.Missing("type", "the event's name, such as Signed In");
        var userId = LenientReader.Id(item, "subject") ?? throw ItemReader.Missing("subject", "the user id that the event is about");
        // An id counts within its source, which has no blank.
        var call = new SdkCall(userId, null, $"{source} {id}", ClientTime.Of(ClientTime.Read(item, "time"), null, null, receipt.At), receipt, null, LenientReader.UsableId(item, "accountid"));
        return call.Track(name, DataOf(item));
    }

    private static string SourceOf(JsonElement item)
    {
        var source = ItemReader.Text(item, "source", IntakeLimits.Id) ?? throw ItemReader.Missing("source", "who made the event");
        return source.Any(char.IsWhiteSpace) ? throw new RejectedItemException("invalid_id", "source must be a URI reference, which has no blanks; write them as %20, and in a header as %2520") : source;
    }

    private static JsonElement DataOf(JsonElement item)
    {
        if (ItemReader.Text(item, Base64, IntakeLimits.Event) is not { } encoded)
        {
            return ItemReader.Object(item, "data") ?? ItemReader.Empty;
        }

        if (ItemReader.Member(item, "data") is not null)
        {
            throw new RejectedItemException("invalid_content", $"data and {Base64} stand side by side; send one of them");
        }

        if (ItemReader.Text(item, "datacontenttype", IntakeLimits.Text) is { } type && !IsJson(type))
        {
            throw new RejectedItemException("wrong_type", $"{Base64} must hold JSON, not {Shown.Name(type)}");
        }

        var data = Decode(encoded) ?? throw new RejectedItemException("wrong_type", $"{Base64} must be an object in JSON, in Base64");
        return JsonFaults.FaultOf(data, Base64) is { } fault ? throw new RejectedItemException("invalid_content", fault) : data;
    }

    /// <summary>Such as <c>application/json; charset=utf-8</c> and <c>application/vnd.acme+json</c>.</summary>
    private static bool IsJson(string type) =>
        MediaTypeHeaderValue.TryParse(type, out var media) && (media.SubType.Equals("json", StringComparison.OrdinalIgnoreCase) || media.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));

    /// <returns>Null where it is no object.</returns>
    private static JsonElement? Decode(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var count))
        {
            return null;
        }

        try
        {
            var data = JsonElement.Parse(bytes.AsSpan(0, count), new JsonDocumentOptions { MaxDepth = IntakeLimits.BodyDepth });
            return data.ValueKind == JsonValueKind.Object ? data : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
