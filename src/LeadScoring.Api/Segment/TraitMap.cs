using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Segment;

/// <summary>
/// Attributes out of traits, which have many names. A value that cannot be used is left out, which is no fault: all traits are
/// kept as they are beside the attributes. A trait that is null clears its attribute.
/// </summary>
/// <param name="traits">An object that can be stored.</param>
internal sealed class TraitMap(JsonElement traits)
{
    /// <summary>What a value is as an attribute, or null when it cannot be one.</summary>
    public delegate object? Use(JsonElement value);

    // An object, as a payload's traits are read: of members with one name the last counts.
    private readonly Dictionary<string, object?> _payload = new(StringComparer.Ordinal) { ["traits"] = SharedContext.Merge(ItemReader.Empty, traits) };

    /// <summary>Sets an attribute from the first of these traits that can be used; a dot leads into an object.</summary>
    public TraitMap Map(string attribute, Use use, params ReadOnlySpan<string> paths)
    {
        var isCleared = false;
        foreach (var path in paths)
        {
            if (At(path) is { } found)
            {
                isCleared |= found.ValueKind == JsonValueKind.Null;
                if (use(found) is { } value)
                {
                    _payload[attribute] = value;
                    return this;
                }
            }
        }

        if (isCleared)
        {
            _payload[attribute] = null;
        }

        return this;
    }

    /// <summary>Sets an attribute unless it has been set.</summary>
    public TraitMap Otherwise(string attribute, object? value)
    {
        if (value is not null && _payload.GetValueOrDefault(attribute) is null)
        {
            _payload[attribute] = value;
        }

        return this;
    }

    /// <summary>The attributes that were set or cleared, and all traits under <c>traits</c>.</summary>
    public JsonElement ToPayload() => JsonSerializer.SerializeToElement(_payload);

    /// <summary>The text of a trait, if it has one of at most so many characters.</summary>
    public string? TextAt(string path, int most) => At(path) is { } value ? (string?)Text(most)(value) : null;

    public static Use Text(int most) => value =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) && text.Length <= most ? text : null;

    public static object? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and <= PropertyValue.GreatestNumber and var number ? number : null;

    private JsonElement? At(string path)
    {
        var value = traits;
        foreach (var name in path.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return null;
            }
        }

        return value;
    }
}
