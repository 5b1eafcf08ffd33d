using System.Diagnostics;
using System.Threading.Channels;
using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Telemetry.Tracing;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Leads;

/// <summary>
/// Reads current scores for all requests that wait, as one set: while a set is read the next one gathers, so the busier the service,
/// the larger the sets. It never waits for more to come, so a lone request goes at once.
/// </summary>
internal sealed class CoalescedReads(Transactions transactions, CurrentScores scores) : IHostedService
{
    /// <summary>Sets under way at once: PostgreSQL works on one while the other one is scored.</summary>
    private const int Readers = 2;

    /// <summary>Of one set: so many rows are read in a few milliseconds.</summary>
    private const int MostRequests = 256;

    private readonly Channel<Request> _queue = Channel.CreateUnbounded<Request>();
    private Task _running = Task.CompletedTask;

    /// <summary>The score as of now; null when nothing was ever received under the identity.</summary>
    public Task<ScoredLead?> ReadAsync(Identity identity, CancellationToken cancellationToken)
    {
        var request = new Request(LeadKey.Of(identity), cancellationToken);
        return _queue.Writer.TryWrite(request) ? request.Answer.Task.WaitAsync(cancellationToken) : throw new TimeoutException("The service is stopping.");
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => Task.Run(RunAsync, CancellationToken.None)));
        return Task.CompletedTask;
    }

    /// <summary>Comes back when everything that waited is answered. The server has stopped taking requests before.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        return _running.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            await AnswerAsync(Gather());
        }
    }

    /// <summary>Whatever waits, but for those who hung up.</summary>
    private List<Request> Gather()
    {
        List<Request> set = [];
        while (set.Count < MostRequests && _queue.Reader.TryRead(out var next))
        {
            if (!next.Caller.IsCancellationRequested)
            {
                set.Add(next);
            }
        }

        return set;
    }

    private async Task AnswerAsync(List<Request> set)
    {
        if (set.Count == 0)
        {
            return;
        }

        using var span = ServiceTrace.StartShared("score read", set.Select(request => request.Span));
        try
        {
            var keys = set.Select(request => request.Lead).Distinct().ToList();
            // No caller's patience may end what the others wait for; the statements have times of their own.
            var found = await transactions.ReadAsync((connection, ct) => scores.ReadAsync(connection, keys, modelKey: null, ct), CancellationToken.None);
            set.ForEach(request => request.Answer.SetResult(found.GetValueOrDefault(request.Lead)));
        }
        catch (Exception e) when (set.Count > 1 && IsOfTheSet(e))
        {
            // One row that cannot be read fails alone.
            await AnswerAsync(set[..(set.Count / 2)]);
            await AnswerAsync(set[(set.Count / 2)..]);
        }
        catch (Exception e)
        {
            span?.Fail(e.GetType().Name);
            set.ForEach(request => request.Answer.SetException(e));
            // Where the database is away whoever waits meanwhile is told at once, instead of trying one set after the other.
            while (DatabaseFaults.IsUnreachable(e) && _queue.Reader.TryRead(out var waiting))
            {
                waiting.Answer.SetException(e);
            }
        }
    }

    /// <summary>Whether a smaller set may succeed: then it is not the database that is away.</summary>
    private static bool IsOfTheSet(Exception e) => e is StaleModelsException || !DatabaseFaults.IsAway(e);

    private sealed record Request(LeadKey Lead, CancellationToken Caller)
    {
        /// <summary>The span of the request, if there is one.</summary>
        public ActivityContext Span { get; } = Activity.Current?.Context ?? default;

        /// <summary>Goes on elsewhere: a reader has the next set to read.</summary>
        public TaskCompletionSource<ScoredLead?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
