using System.Diagnostics;
using System.Threading.Channels;
using LeadScoring.Api.Data;
using LeadScoring.Api.Telemetry.Tracing;

namespace LeadScoring.Api.Events;

/// <summary>Events of one request that wait for their transaction.</summary>
internal sealed class Parcel(IReadOnlyList<IncomingEvent> events)
{
    private readonly TaskCompletionSource<IReadOnlyList<EventOutcome>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<IncomingEvent> Events { get; } = events;

    /// <summary>The span of the request, if there is one.</summary>
    public ActivityContext Caller { get; } = Activity.Current?.Context ?? default;

    /// <summary>Since when they wait, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Since { get; } = Stopwatch.GetTimestamp();

    /// <summary>What became of the events, after the commit; or why the transaction failed.</summary>
    public Task<IReadOnlyList<EventOutcome>> Outcome => _done.Task;

    public void Complete(IReadOnlyList<EventOutcome> outcomes) => _done.SetResult(outcomes);

    public void Fail(Exception reason) => _done.SetException(reason);
}

/// <summary>
/// One writer with a queue. It commits whatever is waiting as one group, and while it does, the next group gathers: the busier
/// the service, the larger the groups. It never waits for more to come, which would only cost time. A group that takes long, since
/// the database is far away or somebody else has a lead locked, does not hold up the others: the next one is begun beside it.
/// </summary>
internal sealed class IngestLane(EventWriter writer, IntakeMetrics metrics, int mostEvents)
{
    /// <summary>Many times what a full group takes on a database nearby.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(250);

    /// <summary>Groups that are committed side by side, each over a connection of its own.</summary>
    private const int MostAtOnce = 4;

    private readonly Channel<Parcel> _queue = Channel.CreateUnbounded<Parcel>();

    /// <summary>Whether events have been waiting in the queue for longer than this.</summary>
    public bool KeepsWaiting(TimeSpan most) => _queue.Reader.TryPeek(out var head) && Stopwatch.GetElapsedTime(head.Since) > most;

    /// <returns>False when the lane is closed.</returns>
    public bool TryEnqueue(Parcel parcel) => _queue.Writer.TryWrite(parcel);

    /// <summary>Takes nothing new. <see cref="RunAsync"/> ends when everything that waits is done.</summary>
    public void Close() => _queue.Writer.TryComplete();

    public async Task RunAsync()
    {
        List<Task> running = [];
        while (await _queue.Reader.WaitToReadAsync())
        {
            var commit = CommitAsync(Gather());
            await commit.WaitAsync(Long).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            running.Add(commit);
            if (running.Count == MostAtOnce)
            {
                await Task.WhenAny(running);
            }

            running.RemoveAll(each => each.IsCompleted);
        }

        await Task.WhenAll(running);
    }

    private List<Parcel> Gather()
    {
        List<Parcel> group = [];
        for (var events = 0; _queue.Reader.TryPeek(out var next) && (group.Count == 0 || events + next.Events.Count <= mostEvents); events += next.Events.Count)
        {
            _queue.Reader.TryRead(out _);
            group.Add(next);
            metrics.Waited(next.Since);
        }

        return group;
    }

    private async Task CommitAsync(List<Parcel> group)
    {
        IncomingEvent[] events = [.. group.SelectMany(parcel => parcel.Events)];
        using var span = IngestTrace.Begin(group);
        var begun = Stopwatch.GetTimestamp();
        try
        {
            var outcomes = await writer.WriteAsync(events, CancellationToken.None);
            var from = 0;
            foreach (var parcel in group)
            {
                parcel.Complete(new ArraySegment<EventOutcome>(outcomes, from, parcel.Events.Count));
                from += parcel.Events.Count;
            }
        }
        catch (Exception e)
        {
            span?.Fail(e.GetType().Name);
            group.ForEach(parcel => parcel.Fail(e));
            // Where the database is away whoever waits meanwhile is told at once, instead of trying one group after the other.
            while (DatabaseFaults.IsUnreachable(e) && _queue.Reader.TryRead(out var waiting))
            {
                waiting.Fail(e);
            }
        }
        finally
        {
            metrics.Wrote(events.Length, begun);
        }
    }
}
