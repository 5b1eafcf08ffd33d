using System.Diagnostics;
using System.Security.Authentication;
using LeadScoring.Api.Secrets;
using LeadScoring.Api.Webhooks.Formats;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>Makes one attempt to hand a message over. Whatever happens comes back as a verdict, in words for people.</summary>
internal sealed class WebhookSender(WebhookHttp http, WebhookFormats formats, IOptions<WebhookOptions> options, TimeProvider clock)
{
    /// <summary>Characters of an answer that are kept.</summary>
    private const int MostKept = 1_000;

    private const int MostErrorCharacters = 500;

    private static readonly Verdict Unknown = new("This replica does not know the endpoint's format: it is of another version.");

    /// <param name="target">To whom.</param>
    /// <param name="claim">What.</param>
    /// <param name="cancellationToken">The service is stopping: nothing is known of the message then.</param>
    public async Task<Attempt> SendAsync(WebhookTarget target, Claim claim, CancellationToken cancellationToken)
    {
        using var span = WebhookTrace.Begin(target, claim);
        var (startedAt, watch) = (clock.GetUtcNow(), Stopwatch.StartNew());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Value.Timeout);
        var exchange = new WebhookExchange(http, clock, patience.Token, cancellationToken);
        Verdict verdict;
        try
        {
            var (format, message) = (formats.Find(target.Format), new WebhookMessage(claim.Id, claim.Payload, startedAt));
            verdict = format is null ? Unknown : claim.IsTest ? await format.TestAsync(target, message, exchange) : await format.SendAsync(target, message, exchange);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            verdict = new Verdict(Explain(e));
        }

        span?.End(exchange.Last, verdict);
        return new Attempt(
            startedAt, (int)watch.ElapsedMilliseconds, (int?)exchange.Last?.Status, Shown(exchange, verdict.Finding ?? exchange.Last?.Body, MostKept),
            verdict with { Error = Shown(exchange, verdict.Error, MostErrorCharacters) });
    }

    private string Explain(Exception problem) => problem switch
    {
        ForbiddenAddressException or SecretException => problem.Message,
        AuthenticationException => $"The certificate is not accepted: {problem.Message}",
        _ when FindInner<ForbiddenAddressException>(problem) is { } forbidden => forbidden.Message,
        _ when FindInner<AuthenticationException>(problem) is { } certificate => Explain(certificate),
        OperationCanceledException when FindInner<TimeoutException>(problem) is not null => $"No connection within {options.Value.ConnectTimeout.TotalSeconds} s.",
        OperationCanceledException => $"No answer within {options.Value.Timeout.TotalSeconds} s.",
        _ => problem.GetBaseException().Message,
    };

    private static T? FindInner<T>(Exception? problem)
        where T : Exception => problem is null ? null : problem as T ?? FindInner<T>(problem.InnerException);

    /// <summary>As it may be read by others, and stored: without secrets, and without U+0000.</summary>
    private static string? Shown(WebhookExchange exchange, string? text, int most) => text is null ? null : Clip(exchange.WithoutSecrets(text).Replace('\0', '\uFFFD'), most);

    private static string Clip(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
