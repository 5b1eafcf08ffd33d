using LeadScoring.Api.Keys;

namespace LeadScoring.Api.Tests.Support;

/// <summary>The service as it runs in production, where everybody needs a key.</summary>
public sealed class ProductionApp : IAsyncLifetime, IDisposable
{
    /// <summary>Has all scopes.</summary>
    internal string Key { get; } = FirstKey.New();

    public LeadScoringApp App { get; }

    public ProductionApp() => App = new LeadScoringApp(Settings());

    /// <summary>For a replica of it.</summary>
    internal IReadOnlyDictionary<string, string?> Settings(params (string Name, string Value)[] settings) => SettingsWith(Key, settings);

    /// <summary>For one that has another first key. It ends at once: nobody balances load here.</summary>
    internal static IReadOnlyDictionary<string, string?> SettingsWith(string key, params (string Name, string Value)[] settings) =>
        Given.Settings([("environment", "Production"), ("Keys:First", key), ("Shutdown:ReadinessDelay", "00:00:00"), .. settings]);

    public Task InitializeAsync() => App.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)App).DisposeAsync();

    public void Dispose() => App.Dispose();
}
