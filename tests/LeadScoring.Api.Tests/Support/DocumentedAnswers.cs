using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeadScoring.Api.Tests.Support;

/// <summary>
/// Holds every answer that any test gets against docs/openapi.json: its status, and the type of its body. One that is not documented there is
/// broken off with the reason, so that the test which asked for it fails. A 500 is never documented; tests that bring it about say that they do.
/// </summary>
internal sealed class DocumentedAnswers : IStartupFilter
{
    /// <summary>The documented operations, by path and method.</summary>
    public static JsonNode Paths { get; } = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "openapi.json")))!["paths"]!;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, call) =>
        {
            await call(context);
            if (FaultOf(context) is { } fault && !context.RequestAborted.IsCancellationRequested) throw new InvalidOperationException(fault);
        });
        next(app);
    };

    private static string? FaultOf(HttpContext context)
    {
        // The handler of exceptions forgets whose they are.
        if ((context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint) is not RouteEndpoint endpoint) return null;
        var path = RouteTable.PathOf(endpoint.RoutePattern);
        var (method, status) = (context.Request.Method, context.Response.StatusCode);
        if (status == StatusCodes.Status500InternalServerError || Paths[path]?[method.ToLowerInvariant()]?["responses"] is not JsonObject documented) return null;

        var type = context.Response.ContentType?.Split(';')[0];
        return documented[$"{status}"] is not { } answer ? $"{method} {path} answered {status}, which docs/openapi.json does not say: {string.Join(", ", documented.Select(each => each.Key))}."
            : answer["content"]?.AsObject().ContainsKey(type ?? "") ?? type is null ? null
            : $"{method} {path} answered {status} with {type ?? "no body"}, and docs/openapi.json says {answer["content"]?.ToJsonString() ?? "no body"}.";
    }
}
