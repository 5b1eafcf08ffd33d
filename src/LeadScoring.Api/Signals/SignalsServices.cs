namespace LeadScoring.Api.Signals;

/// <summary>The names of events, and what signals make of them.</summary>
internal static class SignalsServices
{
    /// <summary>To be called before what stores events is added: see <see cref="SignalsWorker"/>.</summary>
    public static IServiceCollection AddSignals(this IServiceCollection services)
    {
        services.AddOptions<SignalsOptions>().BindConfiguration(SignalsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<EventNames>();
        services.AddSingleton<SignalsWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<SignalsWorker>());
        services.AddSingleton<SignalCounts>();
        services.AddScoped<SignalWatch>();
        return services;
    }
}
