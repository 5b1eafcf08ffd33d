using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LeadScoring.Api.Events;

/// <summary>
/// One text for JSON that means the same: a payload reads alike as it was sent and as the database gives it back, which orders
/// members, drops those that are repeated, and writes numbers its own way.
/// </summary>
internal static class CanonicalJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var members in value.EnumerateObject().GroupBy(member => member.Name, StringComparer.Ordinal).OrderBy(members => members.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(members.Key);
                    Write(writer, members.Last().Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                // The database knows no minus zero.
                writer.WriteNumberValue(value.GetDouble() + 0.0);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
