using System.Text.Json;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Events;

/// <summary>Turns an event's JSON properties into what rules see.</summary>
internal static class EventProperties
{
    public static Dictionary<string, PropertyValue> Read(JsonElement properties)
    {
        Dictionary<string, PropertyValue> values = new(StringComparer.Ordinal);
        foreach (var member in properties.EnumerateObject())
        {
            values[member.Name] = Of(member.Value);
        }

        return values;
    }

    /// <summary>One property.</summary>
    public static PropertyValue Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => PropertyValue.Of(value.GetString()!),
        JsonValueKind.Number => PropertyValue.Of(value.GetDouble()),
        JsonValueKind.True or JsonValueKind.False => PropertyValue.Of(value.GetBoolean()),
        JsonValueKind.Null => default,
        _ => PropertyValue.Other,
    };
}
