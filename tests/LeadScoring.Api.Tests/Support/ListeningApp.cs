namespace LeadScoring.Api.Tests.Support;

/// <summary>The service behind its real server, on a free port, for what the test server does otherwise.</summary>
public sealed class ListeningApp : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new();

    /// <summary>Where it listens.</summary>
    public Uri Server => _app.ClientOptions.BaseAddress;

    /// <summary>Its database.</summary>
    public TestDatabase Database => _app.Database;

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        _app.UseKestrel(0);
        _app.StartServer();
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();
}
