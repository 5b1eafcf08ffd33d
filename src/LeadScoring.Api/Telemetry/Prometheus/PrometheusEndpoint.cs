using System.Text;
using LeadScoring.Api.Keys;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Telemetry.Prometheus;

/// <summary>Where Prometheus reads what is measured.</summary>
internal static class PrometheusEndpoint
{
    public const string Path = "/metrics";

    public static IServiceCollection AddPrometheus(this IServiceCollection services) => services.AddSingleton<Measurements>();

    /// <summary>Also begins to measure: what was counted before is not seen.</summary>
    public static void MapPrometheus(this WebApplication app)
    {
        var measurements = app.Services.GetRequiredService<Measurements>();
        var metrics = app.MapGet(Path, () =>
        {
            using var text = new StringWriter();
            measurements.Write(text);
            return Results.Text(text.ToString(), Measurements.ContentType, Encoding.UTF8);
        }).DisableHttpMetrics().ExcludeFromDescription();
        _ = app.Services.GetRequiredService<IOptions<KeyOptions>>().Value.MetricsWithoutKey ? metrics.AllowAnonymous() : metrics.RequireAuthorization(Scopes.LeadsRead);
    }
}
