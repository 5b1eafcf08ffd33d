using LeadScoring.Api.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Keys;

/// <summary>A route as the service has it.</summary>
/// <param name="Method">Such as <c>GET</c>.</param>
/// <param name="Pattern">Such as <c>/v1/leads/{userId}</c>.</param>
/// <param name="Scopes">The scopes that it asks for.</param>
/// <param name="NeedsKey">Whether it asks for a key at all.</param>
/// <param name="Values">Something for each of its parameters.</param>
internal sealed record DeclaredRoute(string Method, string Pattern, IReadOnlyList<string> Scopes, bool NeedsKey, IReadOnlyDictionary<string, string> Values)
{
    public HttpRequestMessage Request() => new(HttpMethod.Parse(Method), Values.Aggregate(Pattern, (path, value) => path.Replace($"{{{value.Key}}}", value.Value, StringComparison.Ordinal)));

    public override string ToString() => $"{Method} {Pattern}";
}

/// <summary>All routes of the service, as it declares them itself.</summary>
internal static class RouteTable
{
    public static IReadOnlyList<DeclaredRoute> Of(LeadScoringApp app) =>
        [.. app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(RoutesOf).DistinctBy(route => route.ToString(), StringComparer.Ordinal)];

    /// <summary>The pattern as the API's description has it, such as <c>/v1/leads/{userId}</c>.</summary>
    public static string PathOf(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        RoutePatternLiteralPart literal => literal.Content,
        _ => throw new NotSupportedException(part.ToString()),
    }))));

    private static IEnumerable<DeclaredRoute> RoutesOf(RouteEndpoint endpoint)
    {
        var pattern = endpoint.RoutePattern;
        var path = PathOf(pattern);
        var values = pattern.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.ParameterPolicies.Select(policy => policy.Content).FirstOrDefault() switch
        {
            "guid" => "0195563f-7a80-7c51-9d0a-2f4b8f6a1c3e",
            "int" => "1",
            _ => "nobody",
        }, StringComparer.Ordinal);
        string[] scopes = [.. endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).OfType<string>()];
        var needsKey = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null;
        // Health checks take any method.
        return (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => new DeclaredRoute(method, path, scopes, needsKey, values));
    }
}
