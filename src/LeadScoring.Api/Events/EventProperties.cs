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
            values[member.Name] = member.Value.ValueKind switch
            {
                JsonValueKind.String => PropertyValue.Of(member.Value.GetString()!),
                JsonValueKind.Number => PropertyValue.Of(member.Value.GetDouble()),
                JsonValueKind.True or JsonValueKind.False => PropertyValue.Of(member.Value.GetBoolean()),
                JsonValueKind.Null => default,
                _ => PropertyValue.Other,
            };
        }

        return values;
    }
}
