namespace LeadScoring.Api.Retention;

/// <summary>For how long what is kept.</summary>
internal static class RetentionServices
{
    public static IServiceCollection AddRetention(this IServiceCollection services)
    {
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<KeptSince>();
        services.AddSingleton<RetentionMetrics>();
        services.AddSingleton<OldRows>();
        services.AddSingleton<LeadLogs>();
        services.AddSingleton<AccountLogs>();
        services.AddSingleton<RetentionWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<RetentionWorker>());
        return services;
    }
}
