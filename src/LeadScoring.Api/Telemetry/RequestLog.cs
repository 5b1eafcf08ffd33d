using System.Diagnostics;

namespace LeadScoring.Api.Telemetry;

/// <summary>
/// A line for each request that failed or was slow. It names the route's pattern ("leads/{id}"), not the path, and neither query
/// string nor body: all of these may say who somebody is. Requests that went well are lines of level Debug, as thousands a
/// second would cost more to write down than to answer.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> logger)
{
    /// <summary>The caller hung up before the answer; the number is the one that proxies use.</summary>
    private const int ClientClosedRequest = 499;

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var status = context.RequestAborted.IsCancellationRequested ? ClientClosedRequest : context.Response.StatusCode;
            var elapsed = Stopwatch.GetElapsedTime(start);
            if (LevelOf(status, elapsed) is var level && logger.IsEnabled(level))
            {
                LogRequest(level, RequestRoute.MethodOf(context), RequestRoute.Of(context) ?? "(no route)", status, elapsed.TotalMilliseconds);
            }
        }
    }

    private static LogLevel LevelOf(int status, TimeSpan elapsed) => status switch
    {
        // An outage or a flood turns many requests away at once; they are counted where that is decided.
        StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests => LogLevel.Debug,
        >= StatusCodes.Status500InternalServerError => LogLevel.Error,
        < StatusCodes.Status400BadRequest when elapsed < Slow => LogLevel.Debug,
        _ => LogLevel.Information,
    };

    [LoggerMessage("HTTP {Method} {Route} responded {StatusCode} in {Elapsed:0.0} ms")]
    private partial void LogRequest(LogLevel level, string method, string route, int statusCode, double elapsed);
}
