using System.Threading.RateLimiting;
using LeadScoring.Api.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Limits;

/// <summary>What one caller may cost. Bodies and pages have their own limits, where they are read.</summary>
internal static class LimitServices
{
    public static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<LimitOptions>, LimitOptionsCheck>();
        services.AddRateLimiter(_ => { });
        services.AddSingleton<RequestLimits>();
        services.AddSingleton<TooManyRequests>();
        services.AddSingleton<AddressConnections>();
        services.AddBodyPatience();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, FailedKeyLimit>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitOptions>, AddressConnections>(LimitConnections);
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<LimitOptions>>(BelieveProxies);
        return services;
    }

    /// <summary>Before anything asks for the caller's address.</summary>
    public static void UseCallersAddress(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<IOptions<LimitOptions>>().Value.TrustedProxies.Length > 0)
        {
            app.UseForwardedHeaders();
        }
    }

    /// <summary>Before authentication, which may have to read a body.</summary>
    public static void UseAddressLimit(this IApplicationBuilder app) => app.UseLimit(limits => limits.OfAddresses, RefusalMetrics.AddressRate);

    /// <summary>After authentication.</summary>
    public static void UseKeyLimit(this IApplicationBuilder app) => app.UseLimit(limits => limits.OfKeys, RefusalMetrics.KeyRate);

    private static void UseLimit(this IApplicationBuilder app, Func<RequestLimits, PartitionedRateLimiter<HttpContext>> limiter, string limit)
    {
        var refusal = app.ApplicationServices.GetRequiredService<TooManyRequests>();
        app.UseRateLimiter(new RateLimiterOptions
        {
            GlobalLimiter = limiter(app.ApplicationServices.GetRequiredService<RequestLimits>()),
            RejectionStatusCode = StatusCodes.Status429TooManyRequests,
            OnRejected = (rejected, _) => refusal.RefuseAsync(rejected.HttpContext, rejected.Lease, limit),
        });
    }

    /// <summary>Bodies and answers that come to fewer than 240 bytes a second end after five seconds: those are Kestrel's own defaults, as are 32 kB and 100 headers.</summary>
    private static void LimitConnections(KestrelServerOptions server, IOptions<LimitOptions> limits, AddressConnections addresses)
    {
        server.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => addresses.ServeAsync(connection, next)));
        server.Limits.MaxConcurrentConnections = limits.Value.Connections;
        server.Limits.RequestHeadersTimeout = limits.Value.HeadersTimeout;
    }

    private static void BelieveProxies(ForwardedHeadersOptions forwarded, IOptions<LimitOptions> limits)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in limits.Value.TrustedProxies)
        {
            forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        }
    }
}
