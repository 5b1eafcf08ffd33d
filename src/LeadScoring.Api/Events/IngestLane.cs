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
/// A queue and who works it off. It commits whatever is waiting as one group, and while it does, the next group gathers: the busier
/// the service, the larger the groups. It never waits for more to come, which would only cost time. A group that takes long, since
/// the database is far away or somebody else has a lead locked, does not hold up the others: the next one is begun beside it.
/// </summary>
/// <param name="writer">Stores and scores.</param>
/// <param name="metrics">What operations watch.</param>
/// <param name="mostEvents">The most events of a group.</param>
/// <param name="mostGroups">The most groups side by side, each over a connection of its own.</param>
internal sealed class IngestLane(EventWriter writer, IntakeMetrics metrics, int mostEvents, int mostGroups)
{
    /// <summary>Many times what a full group takes on a database nearby.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Queue<Parcel> _queue = new();

    /// <summary>Rings when something has come to an empty queue; closed for good with the lane.</summary>
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private bool _isClosed;
    private long _lastCommit;

    /// <summary>Whether events have been waiting in the queue for longer than this.</summary>
    public bool KeepsWaiting(TimeSpan most)
    {
        lock (_lock)
        {
            return _queue.TryPeek(out var head) && Stopwatch.GetElapsedTime(head.Since) > most;
        }
    }

    /// <returns>False when the lane is closed.</returns>
    public bool TryEnqueue(Parcel parcel)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return false;
            }

            _queue.Enqueue(parcel);
        }

        _bell.Writer.TryWrite(true);
        return true;
    }

    /// <summary>Takes nothing new. <see cref="RunAsync"/> ends when everything that waits is done.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
        }

        _bell.Writer.TryComplete();
    }

    public async Task RunAsync()
    {
        List<Task> running = [];
        bool isOpen;
        do
        {
            // After the last ring there may be something left to take.
            isOpen = await _bell.Reader.WaitToReadAsync() && _bell.Reader.TryRead(out _);
            for (var group = Gather(); group.Count > 0; group = Gather())
            {
                var commit = CommitAsync(group);
                await commit.WaitAsync(Long).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                running.Add(commit);
                if (running.Count == mostGroups)
                {
                    await Task.WhenAny(running);
                }

                running.RemoveAll(each => each.IsCompleted);
            }
        }
        while (isOpen);

        await Task.WhenAll(running);
    }

    private List<Parcel> Gather()
    {
        List<Parcel> group = [];
        lock (_lock)
        {
            for (var events = 0; _queue.TryPeek(out var next) && (group.Count == 0 || events + next.Events.Count <= mostEvents); events += next.Events.Count)
            {
                group.Add(_queue.Dequeue());
            }
        }

        group.ForEach(parcel => metrics.Waited(parcel.Since));
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
            Volatile.Write(ref _lastCommit, Stopwatch.GetTimestamp());
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
            // Where the database is away whoever waits meanwhile is told at once, instead of trying one group after the other. It is not
            // where another group was committed meanwhile: then this one has waited too long for a lead.
            if (DatabaseFaults.IsUnreachable(e) && Volatile.Read(ref _lastCommit) < begun)
            {
                TakeAll().ForEach(parcel => parcel.Fail(e));
            }
        }
        finally
        {
            metrics.Wrote(events.Length, begun);
        }
    }

    private List<Parcel> TakeAll()
    {
        lock (_lock)
        {
            List<Parcel> all = [.. _queue];
            _queue.Clear();
            return all;
        }
    }
}
