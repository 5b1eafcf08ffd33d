namespace LeadScoring.Api.Http;

/// <summary>Ids of people and accounts stand in paths, so some are not possible.</summary>
internal static class PathIds
{
    private const string AnonymousPrefix = "anon:";

    /// <summary>What is wrong with an id that the product gave somebody, or null.</summary>
    public static string? FaultOf(string id) =>
        id.StartsWith(AnonymousPrefix, StringComparison.Ordinal) ? $"must not begin with {AnonymousPrefix}, which marks anonymous ids in paths"
        : id is "." or ".." ? "must not be . or .., which no path can hold"
        : null;

    /// <summary>The id as it was meant: a slash in an id arrives as %2F, since paths are split at slashes.</summary>
    public static string Decode(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
