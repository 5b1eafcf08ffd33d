using System.IO.Pipelines;
using LeadScoring.Api.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Limits;

/// <summary>A body has to come within <see cref="LimitOptions.BodyTimeout"/>, whoever reads it; what is done with it may take as long as it takes.</summary>
internal static class BodyPatience
{
    public static IServiceCollection AddBodyPatience(this IServiceCollection services)
    {
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<LimitOptions>>((timeouts, limits) => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = limits.Value.BodyTimeout,
            TimeoutStatusCode = StatusCodes.Status408RequestTimeout,
            WriteTimeoutResponse = async context => await context.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new ProblemDetailsContext
            {
                HttpContext = context,
                ProblemDetails = BadRequests.TooSlow($"It did not come within {limits.Value.BodyTimeout.TotalSeconds:0.#} seconds. Send the request again."),
            }),
        });
        return services;
    }

    /// <summary>Before anything reads a body, which authentication may.</summary>
    public static void UseBodyPatience(this IApplicationBuilder app) => app.UseWhen(
        context => context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true,
        branch => branch.UseRequestTimeouts().Use(async (context, next) =>
        {
            // MVC reads bodies without an eye on whether the request was given up.
            await using var end = context.RequestAborted.UnsafeRegister(static body => ((PipeReader)body!).CancelPendingRead(), context.Request.BodyReader);
            await next(context);
        }));

    /// <summary>To be called when the body has come.</summary>
    public static void EndBodyPatience(this HttpContext context) => context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
}
