using System.Text.Json;

namespace LeadScoring.Api.Webhooks;

/// <summary>A secret that signs beside the one that took its place, so that receivers can be changed meanwhile.</summary>
/// <param name="Box">The secret, encrypted.</param>
/// <param name="Until">Until when it signs.</param>
internal sealed record FormerSecret(byte[] Box, DateTimeOffset Until)
{
    /// <summary>As it is stored when there is none.</summary>
    public const string None = "[]";

    public static IReadOnlyList<FormerSecret> Read(string json) => JsonSerializer.Deserialize<IReadOnlyList<FormerSecret>>(json, JsonSerializerOptions.Web)!;

    public static string Write(IEnumerable<FormerSecret> secrets) => JsonSerializer.Serialize(secrets, JsonSerializerOptions.Web);
}
