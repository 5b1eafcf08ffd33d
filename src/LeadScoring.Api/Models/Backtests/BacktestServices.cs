using LeadScoring.Api.Models.Preview;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Models tried without a word to anybody.</summary>
internal static class BacktestServices
{
    public static IServiceCollection AddBacktests(this IServiceCollection services)
    {
        services.AddOptions<BacktestOptions>().BindConfiguration(BacktestOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<ModelPreview>();
        services.AddScoped<BacktestDesk>();
        services.AddScoped<BacktestList>();
        services.AddScoped<Trials>();
        services.AddSingleton<BacktestMetrics>();
        services.AddSingleton<BacktestWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<BacktestWorker>());
        return services;
    }
}
