using System.Text;
using System.Text.Json;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Leads;

/// <summary>Attributes with their stamps as the JSON of a lead's or an account's row.</summary>
internal static class AttributesJson
{
    /// <summary>No attribute was ever written.</summary>
    public const string Empty = "{}";

    private enum Member
    {
        Other,
        Text,
        Number,
        Items,
        At,
        Origin,
        MessageId,
    }

    private sealed record Stored(string? Text, double? Number, IReadOnlyList<string>? Items, DateTimeOffset At, string Origin, string MessageId);

    public static string Write(Attributes attributes) => JsonSerializer.Serialize(
        attributes.Entries.ToDictionary(
            entry => entry.Key,
            entry => new Stored(
                entry.Value.Value is { Number: null, Items: null } text ? text.Text : null,
                entry.Value.Value?.Number,
                entry.Value.Value?.Items,
                entry.Value.Stamp.At,
                entry.Value.Stamp.Origin,
                entry.Value.Stamp.MessageId),
            StringComparer.Ordinal),
        JsonSerializerOptions.Web);

    /// <summary>Member by member: every event of a lead comes by here.</summary>
    public static Attributes Read(string json)
    {
        var attributes = new Attributes();
        if (json == Empty)
        {
            return attributes;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        for (reader.Read(); reader.Read() && reader.TokenType == JsonTokenType.PropertyName;)
        {
            var name = reader.GetString()!;
            var (value, stamp) = ReadEntry(ref reader);
            attributes.Write(name, value, stamp);
        }

        return attributes;
    }

    private static (AttributeValue? Value, Attributes.Stamp Stamp) ReadEntry(ref Utf8JsonReader reader)
    {
        AttributeValue? value = null;
        var (at, origin, messageId) = (default(DateTimeOffset), "", "");
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An attribute is no object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberOf(ref reader);
            reader.Read();
            switch (member)
            {
                case Member.At: at = reader.GetDateTimeOffset(); break;
                case Member.Origin: origin = reader.GetString()!; break;
                case Member.MessageId: messageId = reader.GetString()!; break;
                case Member.Text when reader.TokenType == JsonTokenType.String: value = AttributeValue.Of(reader.GetString()!); break;
                case Member.Number when reader.TokenType == JsonTokenType.Number: value = AttributeValue.Of(reader.GetDouble()); break;
                case Member.Items when reader.TokenType == JsonTokenType.StartArray: value = AttributeValue.Of(ReadItems(ref reader)); break;
                default: reader.Skip(); break;
            }
        }

        return (value, new Attributes.Stamp(at, origin, messageId));
    }

    private static Member MemberOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("text"u8) ? Member.Text
        : reader.ValueTextEquals("number"u8) ? Member.Number
        : reader.ValueTextEquals("items"u8) ? Member.Items
        : reader.ValueTextEquals("at"u8) ? Member.At
        : reader.ValueTextEquals("origin"u8) ? Member.Origin
        : reader.ValueTextEquals("messageId"u8) ? Member.MessageId
        : Member.Other;

    private static List<string> ReadItems(ref Utf8JsonReader reader)
    {
        List<string> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(reader.GetString()!);
        }

        return items;
    }
}
