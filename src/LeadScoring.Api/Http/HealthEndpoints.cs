using LeadScoring.Api.Keys;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Http;

/// <summary>Whether the service can answer requests, and if not, why.</summary>
/// <param name="Ready">Whether it can.</param>
/// <param name="Reasons">Why it cannot; empty when it can.</param>
internal sealed record Readiness(bool Ready, IReadOnlyList<string> Reasons);

/// <summary>For orchestrators: whether to restart this process (live), and whether to send it requests (ready).</summary>
internal static class HealthEndpoints
{
    public const string Live = "/health/live";

    public const string Ready = "/health/ready";

    /// <summary>Of the checks that decide over readiness.</summary>
    public const string ReadinessTag = "ready";

    /// <summary>How often the checks are looked at for the metrics.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddHealthMetrics(this IServiceCollection services)
    {
        services.Configure<HealthCheckPublisherOptions>(options => (options.Delay, options.Period) = (TimeSpan.Zero, BetweenLooks));
        services.AddSingleton<IHealthCheckPublisher, HealthMetrics>();
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        // No check at all: a database that is away is no reason to restart the process.
        app.MapHealthChecks(Live, new HealthCheckOptions { Predicate = _ => false }).DisableHttpMetrics().DisableRateLimiting().AllowAnonymous();
        var ready = app.MapHealthChecks(Ready, new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadinessTag), ResponseWriter = ExplainAsync }).DisableHttpMetrics().DisableRateLimiting();
        _ = app.ServiceProvider.GetRequiredService<IOptions<KeyOptions>>().Value.ReadyWithoutKey ? ready.AllowAnonymous() : ready.RequireAuthorization();
    }

    private static Task ExplainAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new Readiness(
        report.Status == HealthStatus.Healthy,
        [.. report.Entries.Values.Where(check => check.Status != HealthStatus.Healthy).Select(check => check.Description ?? "A check failed.")]));
}
