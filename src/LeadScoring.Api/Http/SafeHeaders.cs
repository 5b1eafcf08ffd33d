using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LeadScoring.Api.Http;

/// <summary>Every answer, errors included, forbids guessing its type; none says which server made it.</summary>
internal static class SafeHeaders
{
    public static IServiceCollection AddSafeHeaders(this IServiceCollection services) =>
        services.Configure<KestrelServerOptions>(options => options.AddServerHeader = false);

    public static IApplicationBuilder UseSafeHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        // At the last moment, because the handler of exceptions clears what was set before.
        context.Response.OnStarting(static response =>
        {
            ((HttpResponse)response).Headers.XContentTypeOptions = "nosniff";
            return Task.CompletedTask;
        }, context.Response);
        return next(context);
    });
}
