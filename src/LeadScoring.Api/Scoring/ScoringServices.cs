using LeadScoring.Api.Accounts;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Data;
using LeadScoring.Api.Events;
using LeadScoring.Api.Exports;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Leads.Log;
using LeadScoring.Api.Leads.Outlook;
using LeadScoring.Api.Leads.Replay;
using LeadScoring.Api.Models;
using LeadScoring.Api.Models.Backtests;
using LeadScoring.Api.Quarantine;
using LeadScoring.Api.Signals;
using LeadScoring.Api.TrackingPlans;

namespace LeadScoring.Api.Scoring;

/// <summary>Intake, scores and the worker.</summary>
internal static class ScoringServices
{
    public static IServiceCollection AddScoring(this IServiceCollection services)
    {
        services.AddOptions<ScoringOptions>().BindConfiguration(ScoringOptions.Section);
        services.AddOptions<IntakeOptions>().BindConfiguration(IntakeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RescoringOptions>().BindConfiguration(RescoringOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<LeadListOptions>().BindConfiguration(LeadListOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<ModelStore>();
        services.AddScoped<ModelPublisher>();
        services.AddScoped<ConfiguredModel>();
        services.AddScoped<ModelDrafts>();
        services.AddScoped<ModelOverview>();
        services.AddScoped<ModelLifecycle>();
        services.AddSingleton<ModelBackfill>();
        services.AddSingleton<ModelCatalog>();
        services.AddSingleton<Transactions>();
        services.AddSingleton<TransitionMetrics>();
        services.AddSingleton<LeadRescorer>();
        services.AddSignals();
        services.AddSingleton<EventWriter>();
        services.AddSingleton<IntakeMetrics>();
        services.AddSingleton<EventIngestor>();
        services.AddHostedService(provider => provider.GetRequiredService<EventIngestor>());
        services.AddSingleton<EventIntake>();
        services.AddSingleton<ItemStore>();
        services.AddQuarantine();
        services.AddBacktests();
        services.AddSingleton<AccountUpdater>();
        services.AddSingleton<AccountRescorer>();
        services.AddSingleton<AccountScoreReader>();
        services.AddSingleton<AccountList>();
        services.AddSingleton<CurrentScores>();
        services.AddSingleton<CoalescedReads>();
        services.AddHostedService(provider => provider.GetRequiredService<CoalescedReads>());
        services.AddSingleton<ScoreReader>();
        services.AddSingleton<OutlookReader>();
        services.AddSingleton<HistoryReader>();
        services.AddSingleton<LeadEventsReader>();
        services.AddSingleton<LeadList>();
        services.AddSingleton<LeadReader>();
        services.AddSingleton<ScoreLookup>();
        services.AddSingleton<LeadUnlinker>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<LeadExport>();
        services.AddSingleton<AccountExport>();
        services.AddSingleton<ChangeExport>();
        services.AddSingleton<RescoreSignal>();
        services.AddSingleton<RescoreMetrics>();
        services.AddSingleton<RescoreWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<RescoreWorker>());
        return services;
    }

    /// <summary>Puts the configured model into force, loads what is in force and the tracking plan, and looks whether the feed has to begin elsewhere, before the service listens.</summary>
    public static async Task LoadModelsAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await FeedOrigin.CatchUpAsync(scope.ServiceProvider.GetRequiredService<LeadScoringDbContext>());
        await scope.ServiceProvider.GetRequiredService<ConfiguredModel>().PublishAsync(app.Lifetime.ApplicationStopping);
        await app.Services.GetRequiredService<ModelCatalog>().RefreshAsync(app.Lifetime.ApplicationStopping);
        await app.Services.GetRequiredService<PlanCatalog>().RefreshAsync(app.Lifetime.ApplicationStopping);
    }
}
