using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using LeadScoring.Api.Events;

namespace LeadScoring.Api.CloudEvents;

/// <summary>
/// The modes in which CloudEvents come over HTTP: structured (the event is the body), batched (a list of them), and binary (its
/// attributes are headers). The beginning of the media type tells which, whatever follows.
/// </summary>
internal static class CloudEventRequest
{
    private const string Structured = "application/cloudevents";
    private const string Batched = "application/cloudevents-batch";
    private const string Prefix = "ce-";
    private const string Data = "data";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool IsOne(HttpRequest request) => StartsWith(request, Structured) || IsBinary(request);

    /// <summary>Whether the event's attributes are headers.</summary>
    public static bool IsBinary(HttpRequest request) => !StartsWith(request, Structured) && request.Headers.ContainsKey("ce-specversion");

    /// <returns>The events in their JSON format; null, and what to say, when there are none to be seen.</returns>
    public static List<JsonElement>? Items(HttpRequest request, JsonElement body, out string fault)
    {
        fault = "";
        if (!StartsWith(request, Batched))
        {
            return StartsWith(request, Structured) ? [body] : Binary(request, body, out fault);
        }

        fault = body.ValueKind != JsonValueKind.Array ? "The body must be a list of events."
            : body.GetArrayLength() > IntakeLimits.Events ? $"The body has {body.GetArrayLength()} events; at most {IntakeLimits.Events} are allowed. Send the rest in another request."
            : "";
        return fault.Length == 0 ? [.. body.EnumerateArray()] : null;
    }

    private static List<JsonElement>? Binary(HttpRequest request, JsonElement body, out string fault)
    {
        fault = "";
        // In one order, so that an event sent again is the same item.
        SortedDictionary<string, string> members = new(StringComparer.Ordinal);
        foreach (var (name, value) in request.Headers.Where(header => header.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)))
        {
            if (Decode(value.ToString()) is not { } text)
            {
                fault = $"The header {name.ToLowerInvariant()} is not percent-encoded UTF-8.";
                return null;
            }

            members[name[Prefix.Length..].ToLowerInvariant()] = text;
        }

        return [ItemOf(members, body)];
    }

    /// <summary>The data stands in it byte by byte: what is wrong with it is found where every item is checked.</summary>
    private static JsonElement ItemOf(SortedDictionary<string, string> attributes, JsonElement data)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in attributes.Where(attribute => attribute.Key is not (Data or CloudEventReader.Base64)))
            {
                writer.WriteString(name, value);
            }

            writer.WritePropertyName(Data);
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(data), skipInputValidation: true);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = IntakeLimits.BodyDepth + 1 });
    }

    /// <summary>Percent-decoded once; null when that is no UTF-8.</summary>
    private static string? Decode(string value)
    {
        try
        {
            var bytes = StrictUtf8.GetBytes(value);
            List<byte> decoded = new(bytes.Length);
            for (var i = 0; i < bytes.Length; i++)
            {
                var isEscape = bytes[i] == '%' && i + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[i + 1]) && char.IsAsciiHexDigit((char)bytes[i + 2]);
                decoded.Add(isEscape ? Convert.FromHexString(Encoding.ASCII.GetString(bytes, i + 1, 2))[0] : bytes[i]);
                i += isEscape ? 2 : 0;
            }

            return StrictUtf8.GetString([.. decoded]);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool StartsWith(HttpRequest request, string type) => request.ContentType?.TrimStart().StartsWith(type, StringComparison.OrdinalIgnoreCase) == true;
}
