using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Leads;

/// <summary>Reads the attributes that a stored payload sets. Absent members leave an attribute as it is; null clears it.</summary>
internal static class AttributePayload
{
    private const string Traits = "traits";

    /// <summary>Writes all attributes of a payload under one stamp. Members of <c>traits</c> are attributes of their own, <c>traits.NAME</c>.</summary>
    public static void Apply(JsonElement payload, Attributes attributes, Attributes.Stamp stamp)
    {
        foreach (var member in payload.EnumerateObject())
        {
            if (member.NameEquals(Traits) && member.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var trait in member.Value.EnumerateObject())
                {
                    attributes.Write($"{Traits}.{trait.Name}", ValueOf(trait.Value), stamp);
                }
            }
            else if (!member.NameEquals(Traits))
            {
                attributes.Write(member.Name, ValueOf(member.Value), stamp);
            }
        }
    }

    private static AttributeValue? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => AttributeValue.Of(value.GetString()!),
        JsonValueKind.Number when Math.Abs(value.GetDouble()) <= PropertyValue.GreatestNumber => AttributeValue.Of(value.GetDouble()),
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => AttributeValue.Of([.. value.EnumerateArray().Select(item => item.GetString()!)]),
        _ => AttributeValue.Of(CanonicalJson.Of(value)),
    };
}
