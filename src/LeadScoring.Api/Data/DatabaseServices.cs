using System.Diagnostics.Metrics;
using LeadScoring.Api.Data.Embedded;
using LeadScoring.Api.Http;
using LeadScoring.Api.Telemetry.Tracing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace LeadScoring.Api.Data;

/// <summary>How the service comes to its database.</summary>
internal static class DatabaseServices
{
    private const string DatabaseName = "leadscoring";

    /// <summary>Null when a connection string is given; else our own server, whose address is put into the configuration.</summary>
    public static async Task<EmbeddedPostgres?> StartEmbeddedPostgresAsync(this WebApplicationBuilder builder)
    {
        if (!string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(DatabaseOptions.ConnectionName))) return null;

        var options = builder.Configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        var server = await EmbeddedPostgres.StartAsync(options.DataDirectory ?? DataDirectory.Default());
        builder.Configuration["ConnectionStrings:" + DatabaseOptions.ConnectionName] = await server.EnsureDatabaseAsync(DatabaseName);
        return server;
    }

    public static IServiceCollection AddDatabase(this IServiceCollection services, EmbeddedPostgres? embedded)
    {
        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(OpenDataSource);
        services.AddSingleton(provider => new DatabaseMetrics(provider.GetRequiredService<IMeterFactory>(), embedded));
        services.AddDbContextPool<LeadScoringDbContext>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            // They are thrown as well, and whoever answers the request counts them: a database that is away must not fill the log.
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.ConnectionError, RelationalEventId.CommandError, CoreEventId.QueryIterationFailed)));
        services.AddSingleton<HangWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<HangWatch>());
        services.AddSingleton<DatabaseCheck>();
        services.AddHealthChecks().AddCheck<DatabaseCheck>("database", tags: [HealthEndpoints.ReadinessTag]);
        return services;
    }

    /// <summary>One pool for EF Core and for the hand-written statements. It is named, so that metrics do not carry its address.</summary>
    private static NpgsqlDataSource OpenDataSource(IServiceProvider provider)
    {
        var connectionString = ConnectionDefaults.Complete(provider.GetRequiredService<IConfiguration>().GetConnectionString(DatabaseOptions.ConnectionName));
        var source = new NpgsqlDataSourceBuilder(connectionString) { Name = DatabaseName };
        source.UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>());
        source.ConfigureTracing(tracing => tracing
            .ConfigureCommandFilter(_ => ServiceTrace.IsRecorded)
            .ConfigureBatchFilter(_ => ServiceTrace.IsRecorded)
            .ConfigureCopyOperationFilter(_ => ServiceTrace.IsRecorded)
            .EnablePhysicalOpenTracing(false)
            .EnableFirstResponseEvent(false));
        return source.Build();
    }
}
