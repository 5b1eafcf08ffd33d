using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace LeadScoring.Api.Http;

/// <summary>For orchestrators: whether to restart this process (live), and whether to send it requests (ready).</summary>
internal static class HealthEndpoints
{
    public const string Live = "/health/live";

    /// <summary>Tag of the checks that decide over readiness.</summary>
    public const string Ready = "ready";

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        // No check at all: a database that is away is no reason to restart the process.
        app.MapHealthChecks(Live, new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) });
    }
}
