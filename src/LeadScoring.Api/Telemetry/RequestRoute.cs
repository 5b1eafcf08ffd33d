using Microsoft.AspNetCore.Diagnostics;

namespace LeadScoring.Api.Telemetry;

/// <summary>What may be told of a request: method and pattern of its route. Path, query string and body may say who somebody is.</summary>
internal static class RequestRoute
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

    /// <summary>Such as <c>v1/leads/{userId}</c>; null where no route matches. After an exception the context has lost its endpoint, and only the error feature remembers it.</summary>
    public static string? Of(HttpContext context)
    {
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        return (endpoint as RouteEndpoint)?.RoutePattern.RawText;
    }

    /// <summary>A method that is none is not repeated: it is whatever the caller wrote.</summary>
    public static string MethodOf(HttpContext context) => Methods.Contains(context.Request.Method, StringComparer.Ordinal) ? context.Request.Method : "_OTHER";
}
