using System.Diagnostics;
using LeadScoring.Api.Telemetry.Tracing;
using LeadScoring.Api.Webhooks.Formats;

namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>
/// Shows attempts to deliver in traces, and hands the trace on to the receiver. The address is left out: it is the customer's, and may be a secret.
/// </summary>
internal static class WebhookTrace
{
    private const string TraceParent = "traceparent";

    /// <summary>Null when no traces are sent anywhere.</summary>
    public static Activity? Begin(WebhookTarget target, Claim claim) => ServiceTrace.Source.StartActivity("webhook send", ActivityKind.Client)?
        .SetTag("leadscoring.webhook.endpoint", target.Id)
        .SetTag("messaging.message.id", claim.Id)
        .SetTag("http.request.method", HttpMethod.Post.Method);

    public static void GoWith(this Activity span, HttpRequestMessage request) => request.Headers.TryAddWithoutValidation(TraceParent, span.Id);

    public static void End(this Activity span, WebhookAnswer? answer, Verdict verdict)
    {
        span.SetTag("http.response.status_code", (int?)answer?.Status);
        if (!verdict.HasArrived)
        {
            span.Fail(answer is null ? "no_answer" : $"{(int)answer.Status}");
        }
    }
}
