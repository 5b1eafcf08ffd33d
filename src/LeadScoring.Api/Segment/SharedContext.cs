using System.Runtime.InteropServices;
using System.Text.Json;
using LeadScoring.Api.Events;

namespace LeadScoring.Api.Segment;

/// <summary>A context that is sent once for all items of a batch, and belongs to each of them. What an item says itself goes before it.</summary>
internal sealed class SharedContext
{
    private readonly JsonElement? _members;

    private SharedContext(JsonElement? members) => _members = members;

    /// <param name="shared">What a request says for all its items.</param>
    public static SharedContext Of(JsonElement shared) =>
        ItemReader.Member(shared, "context") is { ValueKind: JsonValueKind.Object } context && JsonFaults.FaultOf(context, "context") is null
            ? new SharedContext(context)
            : new SharedContext(null);

    /// <summary>The context of an item; null when there is none.</summary>
    /// <param name="item">The item.</param>
    /// <param name="own">What it says itself.</param>
    public JsonElement? For(JsonElement item, JsonElement? own)
    {
        if (own is null || _members is null)
        {
            return own ?? _members;
        }

        var merged = Merge(_members.Value, own.Value);
        ItemReader.RequireSize(JsonMarshal.GetRawUtf8Value(item).Length - JsonMarshal.GetRawUtf8Value(own.Value).Length + JsonMarshal.GetRawUtf8Value(merged).Length);
        return merged;
    }

    /// <summary>All members of both; where both have one, the second's.</summary>
    public static JsonElement Merge(JsonElement first, JsonElement second)
    {
        Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
        foreach (var member in first.EnumerateObject().Concat(second.EnumerateObject()))
        {
            members[member.Name] = member.Value;
        }

        return JsonSerializer.SerializeToElement(members);
    }
}
