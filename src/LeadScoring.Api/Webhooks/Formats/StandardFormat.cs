using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using LeadScoring.Api.Secrets;
using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Webhooks.Formats;

/// <summary>Standard Webhooks: the message itself, signed with the endpoint's secret, and while that is being changed with the former ones, too.</summary>
internal sealed class StandardFormat(SecretBox secrets) : IWebhookFormat
{
    public string Name => WebhookFormat.Standard;

    public async Task<Verdict> SendAsync(WebhookTarget target, WebhookMessage message, WebhookExchange exchange)
    {
        var (id, timestamp, body) = (message.Id.ToString(), message.At.ToUnixTimeSeconds(), Encoding.UTF8.GetBytes(message.Payload));
        return Verdict.ByStatus(await exchange.SendAsync(new HttpRequestMessage(HttpMethod.Post, target.Url)
        {
            Headers =
            {
                { "webhook-id", id },
                { "webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture) },
                { "webhook-signature", WebhookSignature.Of(SecretsOf(target, message.At), id, timestamp, body) },
            },
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        }));
    }

    private IEnumerable<byte[]> SecretsOf(WebhookTarget target, DateTimeOffset at)
    {
        yield return secrets.Open(target.Secret, target.Id, WebhookSignature.Purpose);
        foreach (var former in target.FormerSecrets.Where(former => at < former.Until))
        {
            yield return secrets.Open(former.Box, target.Id, WebhookSignature.Purpose);
        }
    }
}
