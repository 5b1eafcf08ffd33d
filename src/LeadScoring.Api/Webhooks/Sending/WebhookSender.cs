using System.Diagnostics;
using System.Security.Authentication;
using System.Text;
using LeadScoring.Api.Secrets;
using LeadScoring.Api.Webhooks.Formats;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>Makes one attempt to hand a message over. Whatever happens comes back as a verdict, in words for people.</summary>
internal sealed class WebhookSender(WebhookHttp http, IEnumerable<IWebhookFormat> formats, IOptions<WebhookOptions> options, TimeProvider clock)
{
    /// <summary>Bytes of an answer that are read.</summary>
    private const int MostRead = 16 * 1024;

    /// <summary>Characters of an answer that are kept.</summary>
    private const int MostKept = 1_000;

    private const int MostErrorCharacters = 500;

    private readonly Dictionary<string, IWebhookFormat> _formats = formats.ToDictionary(format => format.Name, StringComparer.Ordinal);

    /// <summary>The formats that endpoints can have.</summary>
    public IEnumerable<string> Formats => _formats.Keys;

    /// <param name="target">To whom.</param>
    /// <param name="claim">What.</param>
    /// <param name="cancellationToken">The service is stopping: nothing is known of the message then.</param>
    public async Task<Attempt> SendAsync(WebhookTarget target, Claim claim, CancellationToken cancellationToken)
    {
        using var span = WebhookTrace.Begin(target, claim);
        var (startedAt, watch) = (clock.GetUtcNow(), Stopwatch.StartNew());
        WebhookAnswer? answer = null;
        Verdict verdict;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Value.Timeout);
        try
        {
            var format = _formats[target.Format];
            using var request = await format.MakeRequestAsync(target, new WebhookMessage(claim.Id, claim.Payload, startedAt), patience.Token);
            span?.GoWith(request);
            using var response = await http.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            answer = await ReadAsync(response, patience.Token, cancellationToken);
            verdict = format.Judge(target, answer);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            verdict = new Verdict(Clip(Explain(e), MostErrorCharacters));
        }

        span?.End(answer, verdict);
        return new Attempt(startedAt, (int)watch.ElapsedMilliseconds, (int?)answer?.Status, answer is null ? null : Clip(Storable(answer.Body), MostKept), verdict);
    }

    /// <summary>The status is what counts, so a body that is too long, too slow or broken off does not undo it.</summary>
    private async Task<WebhookAnswer> ReadAsync(HttpResponseMessage response, CancellationToken patience, CancellationToken stopping)
    {
        var (buffer, read, isWhole) = (new byte[MostRead], 0, false);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(patience);
            while (read < MostRead && !isWhole)
            {
                var more = await body.ReadAsync(buffer.AsMemory(read), patience);
                (read, isWhole) = (read + more, more == 0);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException && !stopping.IsCancellationRequested)
        {
            isWhole = false;
        }

        return new WebhookAnswer(response.StatusCode, RetryAfterOf(response), Encoding.UTF8.GetString(buffer, 0, read), isWhole);
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
        _ => null,
    };

    private string Explain(Exception problem) => problem switch
    {
        ForbiddenAddressException or SecretException => problem.Message,
        AuthenticationException => $"The certificate is not accepted: {problem.Message}",
        _ when FindInner<ForbiddenAddressException>(problem) is { } forbidden => forbidden.Message,
        _ when FindInner<AuthenticationException>(problem) is { } certificate => Explain(certificate),
        OperationCanceledException when FindInner<TimeoutException>(problem) is not null => $"No connection within {options.Value.ConnectTimeout.TotalSeconds} s.",
        OperationCanceledException => $"No answer within {options.Value.Timeout.TotalSeconds} s.",
        KeyNotFoundException => "This replica does not know the endpoint's format: it is of another version.",
        _ => problem.GetBaseException().Message,
    };

    private static T? FindInner<T>(Exception? problem)
        where T : Exception => problem is null ? null : problem as T ?? FindInner<T>(problem.InnerException);

    /// <summary>U+0000 cannot be stored.</summary>
    private static string Storable(string text) => text.Replace('\0', '\uFFFD');

    private static string Clip(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
