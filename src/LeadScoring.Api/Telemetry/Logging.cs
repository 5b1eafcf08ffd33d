using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Filters;

namespace LeadScoring.Api.Telemetry;

/// <summary>The only place that knows Serilog; everything else logs through ILogger.</summary>
internal static class Logging
{
    /// <summary>
    /// Sources that write down paths, query strings, bodies and what statements were about: all of these may say who somebody is. What they
    /// warn of is logged, anything below is not, whatever the configuration says.
    /// </summary>
    private static readonly Func<LogEvent, bool>[] Telling = [.. new[] { "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Npgsql", "System.Net.Http" }.Select(Matching.FromSource)];

    /// <summary>Section "Serilog" of the configuration changes levels and adds sinks.</summary>
    public static void UseSerilog(this WebApplicationBuilder builder)
    {
        var logger = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore", LogEventLevel.Warning)
            .MinimumLevel.Override("Npgsql", LogEventLevel.Warning)
            // An error at each probe while a check fails: the answer has the reason.
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
            .ReadFrom.Configuration(builder.Configuration)
            .Filter.ByExcluding(entry => entry.Level < LogEventLevel.Warning && Array.Exists(Telling, isFrom => isFrom(entry)))
            .Enrich.FromLogContext()
            .Enrich.With<WithoutPaths>()
            .WriteTo.Console(new CompactFormatter())
            .CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
    }

    /// <summary>ASP.NET Core attaches the path of the request to every event, and our paths hold people's ids.</summary>
    private sealed class WithoutPaths : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) => logEvent.RemovePropertyIfPresent("RequestPath");
    }
}
