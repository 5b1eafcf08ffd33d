using System.Text.Json;

namespace LeadScoring.Api.Http;

/// <summary>
/// A request that sets attributes: a member that is left out stays as it is, null clears it. So the request remembers which
/// members were given.
/// </summary>
public abstract class AttributesRequest
{
    private readonly Dictionary<string, object?> _given = new(StringComparer.Ordinal);

    /// <summary>Whether the request sets or clears nothing at all.</summary>
    internal bool IsEmpty => _given.Count == 0;

    /// <summary>Whether a member was given, be it as null.</summary>
    internal bool Gives(string name) => _given.ContainsKey(name);

    /// <summary>The members that were given, as JSON.</summary>
    public JsonElement ToPayload() => JsonSerializer.SerializeToElement(_given, JsonSerializerOptions.Web);

    /// <summary>What was given for a member, or nothing.</summary>
    protected T? Get<T>(string name) => _given.TryGetValue(name, out var value) ? (T?)value : default;

    /// <summary>Notes a member as given.</summary>
    protected void Set(string name, object? value) => _given[name] = value;
}
