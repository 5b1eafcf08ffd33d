using LeadScoring.Api.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace LeadScoring.Api.Limits;

/// <summary>
/// Whoever tries keys is told so only so often. A key that is taken goes on opening, since many callers may share an address, and no
/// number of tries finds one of 256 bits: what is saved is work and lines of the log.
/// </summary>
internal sealed class FailedKeyLimit(RequestLimits limits, TooManyRequests refusal) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Challenged)
        {
            using var lease = limits.OfFailures.AttemptAcquire(context);
            if (!lease.IsAcquired)
            {
                await refusal.RefuseAsync(context, lease, RefusalMetrics.FailedKeys);
                return;
            }
        }

        await _usual.HandleAsync(next, context, policy, authorizeResult);
    }
}
