using Microsoft.AspNetCore.Http.Features;

namespace LeadScoring.Api.Http;

/// <summary>Ids of people and accounts stand in paths, so some are not possible.</summary>
internal static class PathIds
{
    private const string AnonymousPrefix = "anon:";
    private const string Slash = "%2F";

    /// <summary>What is wrong with an id that the product gave somebody, or null.</summary>
    public static string? FaultOf(string id) =>
        id.StartsWith(AnonymousPrefix, StringComparison.Ordinal) ? $"must not begin with {AnonymousPrefix}, which marks anonymous ids in paths"
        : char.IsWhiteSpace(id[0]) || char.IsWhiteSpace(id[^1]) ? "must not begin or end with a blank"
        : id is "." or ".." ? "must not be . or .., which no path can hold"
        : null;

    /// <summary>The id as it was meant: a slash in an id arrives as %2F, since paths are split at slashes.</summary>
    public static string Decode(string segment) => segment.Replace(Slash, "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The same, told from an id that holds the three characters %2F itself: only in the request line these are %252F.</summary>
    public static string Decode(string segment, HttpRequest request)
    {
        if (!segment.Contains(Slash, StringComparison.OrdinalIgnoreCase))
        {
            return segment;
        }

        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var raw = target.Split('?')[0].Split('/').FirstOrDefault(part => AsServed(part) == segment);
        return raw is null ? Decode(segment) : Uri.UnescapeDataString(raw);
    }

    /// <summary>What the server makes of a part of a path: everything decoded but slashes.</summary>
    private static string AsServed(string part) =>
        Uri.UnescapeDataString(part.Replace("%2F", "%252F", StringComparison.Ordinal).Replace("%2f", "%252f", StringComparison.Ordinal));
}
