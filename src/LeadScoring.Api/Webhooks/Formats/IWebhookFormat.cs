using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Webhooks.Formats;

/// <summary>
/// A way to hand messages over. A new one is a class here and a line in <see cref="WebhookServices"/>; retries, leases, pauses and
/// the log are the same for all.
/// </summary>
internal interface IWebhookFormat
{
    /// <summary>How endpoints name it.</summary>
    string Name { get; }

    /// <summary>The request that hands a message over. It may ask others first, for a token, through <see cref="WebhookHttp"/>; the time counts as the attempt's.</summary>
    /// <exception cref="Secrets.SecretException">A secret of the endpoint cannot be read.</exception>
    Task<HttpRequestMessage> MakeRequestAsync(WebhookTarget target, WebhookMessage message, CancellationToken cancellationToken);

    /// <summary>What the answer means. 2xx need not be success: some services say in the body what they did not take.</summary>
    Verdict Judge(WebhookTarget target, WebhookAnswer answer);
}

/// <summary>To whom a message goes.</summary>
/// <param name="Id">The endpoint.</param>
/// <param name="Url">Its address.</param>
/// <param name="Format">Its format.</param>
/// <param name="Settings">What its format needs beside the address, as JSON without secrets.</param>
/// <param name="Secret">The secret that signs, encrypted.</param>
/// <param name="FormerSecret">The secret before, encrypted; null: there is none.</param>
/// <param name="FormerSecretUntil">Until when that signs, too.</param>
/// <param name="Credentials">What its format authenticates itself with, encrypted; null for nothing.</param>
/// <param name="FailuresInARow">How many attempts in a row have failed.</param>
internal sealed record WebhookTarget(
    Guid Id, string Url, string Format, string Settings, byte[] Secret, byte[]? FormerSecret, DateTimeOffset? FormerSecretUntil, byte[]? Credentials, int FailuresInARow);

/// <summary>What is handed over.</summary>
/// <param name="Id">The message's id, the same at every attempt.</param>
/// <param name="Payload">The message as JSON; the same at every attempt.</param>
/// <param name="At">When this attempt begins.</param>
internal sealed record WebhookMessage(Guid Id, string Payload, DateTimeOffset At);
