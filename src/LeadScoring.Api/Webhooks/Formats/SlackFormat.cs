using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadScoring.Api.Webhooks.FanOut;
using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Webhooks.Formats;

/// <summary>A message for people, as an incoming webhook of Slack takes it: Block Kit, with a text for notifications.</summary>
internal sealed class SlackFormat : IWebhookFormat
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => WebhookFormat.Slack;

    public Task<HttpRequestMessage> MakeRequestAsync(WebhookTarget target, WebhookMessage message, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(SlackMessage.Of(WebhookPayload.Read(message.Payload).Data), Json);
        return Task.FromResult(new HttpRequestMessage(HttpMethod.Post, target.Url)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", Encoding.UTF8.WebName) } },
        });
    }

    public Verdict Judge(WebhookTarget target, WebhookAnswer answer) => Verdict.ByStatus(answer);
}
