using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeadScoring.Replay;

/// <summary>Which members of a log's lines mean what. Read from a JSON file; docs/replay.md describes it.</summary>
internal sealed record Mapping
{
    /// <summary>The attribute that is a time, whatever form the log gives it.</summary>
    public const string SignedUpAt = "signedUpAt";

    /// <summary>What precedes the name of an attribute that is not one of the service's own.</summary>
    public const string TraitPrefix = "traits.";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The member with the user id. A line where it is empty is about nobody who is known.</summary>
    public string? UserId { get; init; }

    /// <summary>The member with the id of a visitor. Without it, lines without a user id are skipped.</summary>
    public string? AnonymousId { get; init; }

    /// <summary>The member with the event's name.</summary>
    public required string Event { get; init; }

    /// <summary>The member with the time: milliseconds since 1970, or a text as in RFC 3339.</summary>
    public required string Time { get; init; }

    /// <summary>The members that become properties; null values are left out.</summary>
    public IReadOnlyList<string> Properties { get; init; } = [];

    /// <summary>The members that tell lines apart, where that is not the whole line.</summary>
    public IReadOnlyList<string> MessageId { get; init; } = [];

    /// <summary>Attributes of people by name, each with the member that it is read from: a person's first value counts.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <exception cref="ReplayException">The file cannot be read or is no mapping.</exception>
    public static Mapping Load(string path)
    {
        try
        {
            var mapping = JsonSerializer.Deserialize<Mapping>(File.ReadAllText(path), Strict);
            return mapping is null || (mapping.UserId ?? mapping.AnonymousId) is null
                ? throw new ReplayException($"{path}: name the member of userId, of anonymousId, or both.")
                : mapping;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ReplayException($"{path}: {e.Message}");
        }
    }
}
