using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Webhooks.Formats;

/// <summary>
/// A way to hand messages over. A new one is a class here and a line in <see cref="WebhookServices"/>; retries, leases, pauses and
/// the log are the same for all, and everything goes out through the exchange.
/// </summary>
internal interface IWebhookFormat
{
    /// <summary>How endpoints name it.</summary>
    string Name { get; }

    /// <summary>Whether the receiver keeps the latest state of each lead and account: then they are told one thing at a time, and nothing that is overtaken.</summary>
    bool KeepsLatest => false;

    /// <summary>Whether messages about leads, or about accounts, are made for an endpoint.</summary>
    /// <param name="settings">The endpoint's settings.</param>
    /// <param name="isAccount">Whether it is an account that crosses.</param>
    bool Takes(string settings, bool isAccount) => true;

    /// <summary>Hands a message over. It may ask for other things first, such as a token; the time counts as the attempt's.</summary>
    /// <returns>What came of it. 2xx need not be success: some services say in the body what they did not take.</returns>
    /// <exception cref="Secrets.SecretException">A secret of the endpoint cannot be read.</exception>
    Task<Verdict> SendAsync(WebhookTarget target, WebhookMessage message, WebhookExchange exchange);

    /// <summary>Shows whether the endpoint works: with an example, or where that would leave something behind without.</summary>
    /// <inheritdoc cref="SendAsync"/>
    Task<Verdict> TestAsync(WebhookTarget target, WebhookMessage message, WebhookExchange exchange) => SendAsync(target, message, exchange);
}

/// <summary>The formats that endpoints can have.</summary>
internal sealed class WebhookFormats(IEnumerable<IWebhookFormat> formats)
{
    private readonly Dictionary<string, IWebhookFormat> _formats = formats.ToDictionary(format => format.Name, StringComparer.Ordinal);

    /// <summary>How endpoints name them.</summary>
    public IEnumerable<string> Names => _formats.Keys;

    /// <summary>Null: this process does not know it, which may be of another version than the one that made the endpoint.</summary>
    public IWebhookFormat? Find(string name) => _formats.GetValueOrDefault(name);
}

/// <summary>To whom a message goes.</summary>
/// <param name="Id">The endpoint.</param>
/// <param name="Url">Its address.</param>
/// <param name="Format">Its format.</param>
/// <param name="Settings">What its format needs beside the address, as JSON without secrets.</param>
/// <param name="Secret">The secret that signs, encrypted.</param>
/// <param name="FormerSecrets">The secrets before.</param>
/// <param name="Credentials">What its format authenticates itself with, encrypted; null for nothing.</param>
/// <param name="FailuresInARow">How many attempts in a row have failed.</param>
internal sealed record WebhookTarget(
    Guid Id, string Url, string Format, string Settings, byte[] Secret, IReadOnlyList<FormerSecret> FormerSecrets, byte[]? Credentials, int FailuresInARow)
{
    /// <summary>Whether it has failed so often that after each pause it gets one try.</summary>
    public bool IsProbed(WebhookOptions options) => FailuresInARow >= options.FailuresUntilPause;
}

/// <summary>What is handed over.</summary>
/// <param name="Id">The message's id, the same at every attempt.</param>
/// <param name="Payload">The message as JSON; the same at every attempt.</param>
/// <param name="At">When this attempt begins.</param>
internal sealed record WebhookMessage(Guid Id, string Payload, DateTimeOffset At);
