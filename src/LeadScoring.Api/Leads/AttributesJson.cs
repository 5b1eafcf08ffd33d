using System.Text.Json;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Leads;

/// <summary>Attributes with their stamps as the JSON of a lead's or an account's row.</summary>
internal static class AttributesJson
{
    /// <summary>No attribute was ever written.</summary>
    public const string Empty = "{}";

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

    public static Attributes Read(string json)
    {
        var attributes = new Attributes();
        if (json == Empty)
        {
            return attributes;
        }

        foreach (var (name, stored) in JsonSerializer.Deserialize<Dictionary<string, Stored>>(json, JsonSerializerOptions.Web)!)
        {
            var value = stored switch
            {
                { Text: { } text } => AttributeValue.Of(text),
                { Number: { } number } => AttributeValue.Of(number),
                { Items: { } items } => AttributeValue.Of(items),
                _ => null,
            };
            attributes.Write(name, value, new Attributes.Stamp(stored.At, stored.Origin, stored.MessageId));
        }

        return attributes;
    }
}
