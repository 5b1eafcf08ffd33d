using LeadScoring.Api.Http;

namespace LeadScoring.Api.Shutdown;

/// <summary>How the service stops.</summary>
internal static class ShutdownServices
{
    /// <summary>From the signal on, with the delay. Orchestrators kill what has not ended after 30 seconds.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(25);

    public static IServiceCollection AddGracefulShutdown(this IServiceCollection services)
    {
        services.AddOptions<ShutdownOptions>().BindConfiguration(ShutdownOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = Longest);
        services.AddSingleton<GracefulShutdown>();
        services.AddHostedService(provider => provider.GetRequiredService<GracefulShutdown>());
        services.AddHealthChecks().AddCheck<GracefulShutdown>("shutdown", tags: [HealthEndpoints.ReadinessTag]);
        return services;
    }

    /// <summary>
    /// While it stops, the service closes each connection after its answer. Else a client could send its next request on one just
    /// when the server closes it, and would not know whether it was taken.
    /// </summary>
    public static void UseGracefulShutdown(this IApplicationBuilder app)
    {
        var shutdown = app.ApplicationServices.GetRequiredService<GracefulShutdown>();
        app.Use((context, next) =>
        {
            // HTTP/2 says the same in its own way.
            if (HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.OnStarting(CloseAsync, context.Response);
            return next(context);
        });

        Task CloseAsync(object response)
        {
            if (shutdown.HasBegun) ((HttpResponse)response).Headers.Connection = "close";
            return Task.CompletedTask;
        }
    }
}
