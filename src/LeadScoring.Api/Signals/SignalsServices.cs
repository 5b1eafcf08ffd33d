using LeadScoring.Api.TrackingPlans;

namespace LeadScoring.Api.Signals;

/// <summary>The names of events, what signals make of them, and what they should be.</summary>
internal static class SignalsServices
{
    /// <summary>To be called before what stores events is added: see <see cref="SignalsWorker"/>.</summary>
    public static IServiceCollection AddSignals(this IServiceCollection services)
    {
        services.AddOptions<SignalsOptions>().BindConfiguration(SignalsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<EventNames>();
        services.AddSingleton<PlanCatalog>();
        services.AddSingleton<PlanViolations>();
        services.AddSingleton<SignalsWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<SignalsWorker>());
        services.AddSingleton<SignalCounts>();
        services.AddScoped<SignalWatch>();
        services.AddScoped<PlanStore>();
        services.AddScoped<ViolationList>();
        return services;
    }
}
