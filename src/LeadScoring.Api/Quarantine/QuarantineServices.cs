namespace LeadScoring.Api.Quarantine;

/// <summary>What cannot be taken, and what becomes of it.</summary>
internal static class QuarantineServices
{
    public static IServiceCollection AddQuarantine(this IServiceCollection services)
    {
        services.AddOptions<QuarantineOptions>().BindConfiguration(QuarantineOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<QuarantineMetrics>();
        services.AddSingleton<QuarantineKeeper>();
        services.AddHostedService<QuarantineWatch>();
        services.AddScoped<QuarantineList>();
        services.AddScoped<QuarantineReplay>();
        return services;
    }
}
