using LeadScoring.Api.Events;
using Microsoft.AspNetCore.Diagnostics;

namespace LeadScoring.Api.Http;

/// <summary>A service that has too much to do says so at once: 429 with Retry-After, so that clients slow down.</summary>
internal sealed class Overload(IProblemDetailsService problems, RefusalMetrics metrics) : IExceptionHandler
{
    private const string RetryAfterSeconds = "1";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not IntakeFullException)
        {
            return false;
        }

        metrics.Refused(StatusCodes.Status429TooManyRequests, RefusalMetrics.QueueFull);
        httpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = StatusCodes.Status429TooManyRequests, Title = "Too many events wait to be stored.", Detail = "Send the same request again a little later, and fewer events at a time." },
        });
    }
}
