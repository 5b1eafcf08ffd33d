namespace LeadScoring.Api.Http;

/// <summary>Paths as the JSON reader writes them: <c>$.email</c>, <c>$.technologies[0]</c>, <c>$['odd name']</c>.</summary>
internal static class JsonPath
{
    /// <summary>The member without the signs for the root; empty for the body itself.</summary>
    public static string Plain(string? path) => path switch
    {
        null or "" or "$" => "",
        _ when path.StartsWith("$.", StringComparison.Ordinal) => Shown.Name(path[2..]),
        _ when path.StartsWith("$['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal) => Shown.Name(path[3..^2]),
        _ => Shown.Name(path.TrimStart('$', '.')),
    };
}
