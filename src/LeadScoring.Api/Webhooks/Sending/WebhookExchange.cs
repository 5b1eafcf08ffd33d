using System.Diagnostics;
using System.Text;

namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>The requests of one attempt. The last answer to a message is remembered for the log; what is secret is kept out of it.</summary>
/// <param name="http">The way out.</param>
/// <param name="clock">The clock.</param>
/// <param name="patience">Ends when the attempt has taken long enough.</param>
/// <param name="stopping">The service is stopping.</param>
internal sealed class WebhookExchange(WebhookHttp http, TimeProvider clock, CancellationToken patience, CancellationToken stopping)
{
    /// <summary>Bytes of an answer to a message that are read.</summary>
    public const int MostRead = 16 * 1024;

    private const string Hidden = "[secret]";

    private readonly List<string> _secrets = [];

    /// <summary>Ends when the attempt has taken long enough.</summary>
    public CancellationToken Patience => patience;

    /// <summary>The last answer to a message; null: there was none.</summary>
    public WebhookAnswer? Last { get; private set; }

    /// <summary>Hands a message over.</summary>
    /// <param name="request">The message.</param>
    /// <param name="most">Bytes of the answer that are read.</param>
    public async Task<WebhookAnswer> SendAsync(HttpRequestMessage request, int most = MostRead)
    {
        Activity.Current?.GoWith(request);
        return Last = await AskAsync(request, most);
    }

    /// <summary>Asks for something that must not be seen, such as a token: the answer is not remembered.</summary>
    /// <param name="request">The question.</param>
    /// <param name="most">Bytes of the answer that are read.</param>
    public async Task<WebhookAnswer> AskAsync(HttpRequestMessage request, int most = MostRead)
    {
        using (request)
        {
            using var response = await http.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience);
            var (body, isWhole) = await ReadAsync(response, most);
            return new WebhookAnswer(response.StatusCode, RetryAfterOf(response), body, isWhole);
        }
    }

    /// <summary>Keeps a text out of the log, should somebody answer with it.</summary>
    public void Hide(string secret) => _secrets.Add(secret);

    /// <summary>The text without what is hidden.</summary>
    public string WithoutSecrets(string text) => _secrets.Aggregate(text, (shown, secret) => shown.Replace(secret, Hidden, StringComparison.Ordinal));

    /// <summary>The status is what counts, so a body that is too long, too slow or broken off does not undo it.</summary>
    private async Task<(string Body, bool IsWhole)> ReadAsync(HttpResponseMessage response, int most)
    {
        var (buffer, read, isWhole) = (new byte[most], 0, false);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(patience);
            while (read < most && !isWhole)
            {
                var more = await body.ReadAsync(buffer.AsMemory(read), patience);
                (read, isWhole) = (read + more, more == 0);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException && !stopping.IsCancellationRequested)
        {
            isWhole = false;
        }

        return (Encoding.UTF8.GetString(buffer, 0, read), isWhole);
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
        _ => null,
    };
}
