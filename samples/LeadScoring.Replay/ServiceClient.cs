using System.Net;

namespace LeadScoring.Replay;

/// <summary>Speaks with the service, and is patient with one that is busy, restarting or not up yet.</summary>
internal sealed class ServiceClient(HttpClient http)
{
    /// <summary>How long one request is repeated before the run is given up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Sends until there is an answer that sending again would not change: success, or that what was asked for does not exist.
    /// Requests must do no harm when they are sent twice.
    /// </summary>
    /// <exception cref="ReplayException">The service stays away, or refuses.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request)
    {
        var deadline = DateTimeOffset.UtcNow + Patience;
        for (var pause = TimeSpan.FromMilliseconds(250); ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            var (answer, fault) = await TryAsync(request);
            if (answer is { IsSuccessStatusCode: true } || (answer is { StatusCode: HttpStatusCode.NotFound } && answer.RequestMessage?.Method == HttpMethod.Get))
            {
                return answer;
            }

            var reason = fault ?? await ReasonAsync(answer!);
            if (answer is not null and not { StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable })
            {
                throw new ReplayException(reason);
            }

            var wait = RetryAfter(answer) ?? pause;
            answer?.Dispose();
            if (DateTimeOffset.UtcNow + wait > deadline)
            {
                throw new ReplayException($"Given up after {Patience.TotalMinutes:0} minutes: {reason}");
            }

            await Task.Delay(wait);
        }
    }

    private async Task<(HttpResponseMessage? Answer, string? Fault)> TryAsync(Func<HttpRequestMessage> request)
    {
        try
        {
            using var message = request();
            return (await http.SendAsync(message), null);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return (null, e.Message);
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage? answer) =>
        answer?.Headers.RetryAfter is not { } header ? null
        : header.Delta ?? (header.Date is { } date && date > DateTimeOffset.UtcNow ? date - DateTimeOffset.UtcNow : TimeSpan.Zero);

    private static async Task<string> ReasonAsync(HttpResponseMessage answer) =>
        $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
}
