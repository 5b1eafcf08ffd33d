using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeadScoring.Api.Http;

/// <summary>Every time in an answer is UTC and ends with Z.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Rfc3339.TryParse(reader.GetString()!, out var time)
            ? time
            : throw new JsonException("must be a time with an offset, such as 2026-03-02T09:30:00Z");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Rfc3339.Format(value));
}
