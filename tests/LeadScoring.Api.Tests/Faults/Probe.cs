using System.Collections.Concurrent;
using System.Diagnostics;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>Asks each replica the same again and again, as load balancers do.</summary>
internal sealed class Probe : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<(Answer Answer, long At)> _answers = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _asking;

    public Probe(IEnumerable<Replica> replicas, string path) => _asking = Task.WhenAll(replicas.Select(replica => AskAsync(replica, new Uri(path, UriKind.Relative))));

    /// <summary>All answers so far.</summary>
    public IReadOnlyCollection<Answer> Answers => [.. _answers.Select(each => each.Answer)];

    /// <summary>How long after a moment, in ticks of <see cref="Stopwatch"/>, this status was first answered; null: not yet.</summary>
    public TimeSpan? FirstAfter(long moment, int status) =>
        _answers.Where(each => each.At > moment && each.Answer.Status == status).Select(each => (TimeSpan?)Stopwatch.GetElapsedTime(moment, each.At)).FirstOrDefault();

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _asking;
        _stopped.Dispose();
    }

    private async Task AskAsync(Replica replica, Uri path)
    {
        for (; !_stopped.IsCancellationRequested; await Task.Delay(Pause))
        {
            var (sent, status) = (Stopwatch.GetTimestamp(), 0);
            try
            {
                using var answer = await replica.Client.GetAsync(path);
                status = (int)answer.StatusCode;
            }
            catch (HttpRequestException)
            {
                // No answer.
            }

            _answers.Enqueue((new Answer(status, Stopwatch.GetElapsedTime(sent)), Stopwatch.GetTimestamp()));
        }
    }
}
