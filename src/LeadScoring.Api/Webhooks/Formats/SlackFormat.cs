using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadScoring.Api.Secrets;
using LeadScoring.Api.Webhooks.FanOut;
using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Webhooks.Formats;

/// <summary>A message for people, as an incoming webhook of Slack takes it: Block Kit, with a text for notifications.</summary>
internal sealed class SlackFormat(SecretBox secrets) : IWebhookFormat
{
    /// <summary>What whole addresses are encrypted for.</summary>
    public const string AddressPurpose = "slack-address";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => WebhookFormat.Slack;

    /// <summary>An address as others may see it: the path of an incoming webhook is what lets one write there.</summary>
    public static string Shorten(string url)
    {
        var address = new Uri(url);
        return $"{address.GetLeftPart(UriPartial.Authority)}{(address.Segments.Length > 2 ? $"/{address.Segments[1]}" : "/")}…";
    }

    public async Task<Verdict> SendAsync(WebhookTarget target, WebhookMessage message, WebhookExchange exchange)
    {
        var address = Encoding.UTF8.GetString(secrets.Open(target.Credentials!, target.Id, AddressPurpose));
        exchange.Hide(address);
        var body = JsonSerializer.SerializeToUtf8Bytes(SlackMessage.Of(WebhookPayload.Read(message.Payload).Data), Json);
        return Verdict.ByStatus(await exchange.SendAsync(new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", Encoding.UTF8.WebName) } },
        }));
    }
}
