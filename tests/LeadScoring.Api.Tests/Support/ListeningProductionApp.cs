using LeadScoring.Api.Keys;
using LeadScoring.Api.Tests.Keys;

namespace LeadScoring.Api.Tests.Support;

/// <summary>The service in production behind its real server, with a key to write and one to read.</summary>
public sealed class ListeningProductionApp : IAsyncLifetime, IDisposable
{
    private readonly ProductionApp _production = new();

    public LeadScoringApp App => _production.App;

    /// <summary>Where it listens.</summary>
    public Uri Server => App.ClientOptions.BaseAddress;

    /// <summary>Its database.</summary>
    public TestDatabase Database => App.Database;

    /// <summary>Has all scopes.</summary>
    internal string Key => _production.Key;

    /// <summary>Opens what SDKs send to, and nothing else.</summary>
    public string WriteKey { get; private set; } = "";

    /// <summary>For a replica of it.</summary>
    internal IReadOnlyDictionary<string, string?> Settings(params (string Name, string Value)[] settings) => _production.Settings(settings);

    public HttpClient NewReader()
    {
        var client = new HttpClient { BaseAddress = Server };
        client.DefaultRequestHeaders.Authorization = new("Bearer", _production.Key);
        return client;
    }

    public async Task InitializeAsync()
    {
        await _production.InitializeAsync();
        _production.App.UseKestrel(0);
        _production.App.StartServer();
        WriteKey = await _production.App.AddKeyAsync([Scopes.Ingest], "sdk");
    }

    public Task DisposeAsync() => _production.DisposeAsync();

    public void Dispose() => _production.Dispose();
}
