using System.Globalization;
using System.Threading.RateLimiting;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Limits;

/// <summary>Turns a request away: 429, when to come again, and whose limit it is.</summary>
internal sealed class TooManyRequests(IProblemDetailsService problems, RefusalMetrics metrics)
{
    /// <param name="context">The request.</param>
    /// <param name="lease">What the limit said.</param>
    /// <param name="limit">Which one it is: see <see cref="RefusalMetrics"/>.</param>
    public async ValueTask RefuseAsync(HttpContext context, RateLimitLease lease, string limit)
    {
        metrics.Refused(StatusCodes.Status429TooManyRequests, limit);
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? Math.Max(1, (int)Math.Ceiling(time.TotalSeconds)) : 1;
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        var (whose, remedy) = limit switch
        {
            RefusalMetrics.KeyRate => ("this key", "Send fewer requests at once and a second, with more events in each"),
            RefusalMetrics.AddressRate => ("this address, or from all that send no key in their headers", "Send fewer requests at once and a second, or a key in the header Authorization"),
            _ => ("this address without a key that is taken", "Correct the key"),
        };
        await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = { Status = StatusCodes.Status429TooManyRequests, Title = "Too many requests.", Detail = $"Too many requests came from {whose}. {remedy}, and send this one again after the seconds of Retry-After." },
        });
    }
}
