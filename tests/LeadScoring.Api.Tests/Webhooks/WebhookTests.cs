using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Webhooks;

/// <summary>A service and a receiver of its own for each test: messages of one would reach the endpoints of others.</summary>
public abstract class WebhookTests : IAsyncLifetime, IDisposable
{
    private protected WebhookTests(params (string Name, string Value)[] settings) => App = new LeadScoringApp(WebhookCalls.Settings(settings));

    private protected LeadScoringApp App { get; }

    private protected HttpClient Client { get; private set; } = null!;

    private protected WebhookReceiver Receiver { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await App.InitializeAsync();
        (Client, Receiver) = (App.CreateClient(), await WebhookReceiver.StartAsync());
    }

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)App).DisposeAsync();
        await Receiver.DisposeAsync();
    }

    public void Dispose()
    {
        Client?.Dispose();
        App.Dispose();
        GC.SuppressFinalize(this);
    }
}
