using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LeadScoring.Api.Tests.Webhooks;

/// <summary>Somebody who receives webhooks on a real port, and answers as a test says.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedMessage> _messages = new();

    private WebhookReceiver(WebApplication app) => _app = app;

    /// <summary>What is done with a request before 200 is answered; by default nothing.</summary>
    public Func<HttpContext, ReceivedMessage, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>All requests so far, in the order of their arrival.</summary>
    public IReadOnlyList<ReceivedMessage> Messages => [.. _messages];

    public static async Task<WebhookReceiver> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.Run(receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Its address, with a path to tell endpoints apart.</summary>
    public string UrlOf(string path = "hook") => $"{_app.Urls.First()}/{path}";

    /// <summary>The requests to a path.</summary>
    public IReadOnlyList<ReceivedMessage> MessagesTo(string path) => [.. _messages.Where(message => message.Path == "/" + path)];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var message = new ReceivedMessage(
            context.Request.Path.Value!, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync());
        _messages.Enqueue(message);
        await Answer(context, message);
    }
}

/// <summary>A request that was received.</summary>
internal sealed record ReceivedMessage(string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Id => Headers["webhook-id"];
}
