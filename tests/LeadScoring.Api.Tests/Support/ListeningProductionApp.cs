using LeadScoring.Api.Keys;
using LeadScoring.Api.Tests.Keys;

namespace LeadScoring.Api.Tests.Support;

/// <summary>The service in production behind its real server, with a key to write and one to read.</summary>
public sealed class ListeningProductionApp : IAsyncLifetime, IDisposable
{
    private readonly ProductionApp _production = new();

    /// <summary>Where it listens.</summary>
    public Uri Server => _production.App.ClientOptions.BaseAddress;

    /// <summary>Its database.</summary>
    public TestDatabase Database => _production.App.Database;

    /// <summary>Opens what SDKs send to, and nothing else.</summary>
    public string WriteKey { get; private set; } = "";

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
