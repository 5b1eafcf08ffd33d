using System.Diagnostics;
using LeadScoring.Api.Http;
using LeadScoring.Api.Telemetry.Prometheus;
using Microsoft.AspNetCore.Http.Features;

namespace LeadScoring.Api.Telemetry.Tracing;

/// <summary>Names the server's span for a request and says what came of it. The server itself would write down the path, and our paths hold people's ids.</summary>
internal sealed class RequestTrace(RequestDelegate next)
{
    /// <summary>Asked for every few seconds by machines.</summary>
    private static readonly string[] Probes = [HealthEndpoints.Live, HealthEndpoints.Ready, PrometheusEndpoint.Path];

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { Recorded: true } span)
        {
            await next(context);
            return;
        }

        if (Probes.Contains(context.Request.Path.Value, StringComparer.OrdinalIgnoreCase))
        {
            (span.IsAllDataRequested, span.ActivityTraceFlags) = (false, span.ActivityTraceFlags & ~ActivityTraceFlags.Recorded);
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            Describe(span, context);
        }
    }

    private static void Describe(Activity span, HttpContext context)
    {
        var (method, route, status) = (RequestRoute.MethodOf(context), RequestRoute.Of(context), context.Response.StatusCode);
        span.DisplayName = route is null ? method : $"{method} /{route.TrimStart('/')}";
        span.SetTag("http.request.method", method);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.Fail($"{status}");
        }
    }
}
