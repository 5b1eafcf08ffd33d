using System.Globalization;
using LeadScoring.Api.Events;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Http;

/// <summary>What the server itself refuses while a body is read: too large, too slow, broken off.</summary>
internal sealed class BadRequests(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException { StatusCode: var status })
        {
            return false;
        }

        httpContext.Response.StatusCode = status;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = ProblemOf(status, MostOf(httpContext)) });
    }

    /// <summary>A body that did not come in time.</summary>
    public static ProblemDetails TooSlow(string detail) => new() { Status = StatusCodes.Status408RequestTimeout, Title = "The body came too slowly.", Detail = detail };

    private static long MostOf(HttpContext context) => context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? IntakeLimits.Body;

    private static ProblemDetails ProblemOf(int status, long most) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => new()
        {
            Status = status,
            Title = "The body is too large.",
            Detail = string.Create(CultureInfo.InvariantCulture, $"A body may have at most {most} bytes ({most / 1024} kB). Send less at once."),
        },
        StatusCodes.Status408RequestTimeout => TooSlow("Send the request again."),
        _ => new() { Status = status, Title = "The request could not be read.", Detail = "It broke off, or breaks the rules of HTTP." },
    };
}
