using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Events;

/// <summary>More events wait than the database takes in good time: the client has to slow down.</summary>
internal sealed class IntakeFullException() : Exception("More events wait to be stored than the service takes.");

/// <summary>Stores events and scores their leads: an answer means both are done, for ever. Requests share transactions, so that many small ones cost little more than a large one.</summary>
internal sealed class EventIngestor : IHostedService
{
    /// <summary>Characters that count as one event: the queue is bounded in memory, too.</summary>
    private const int CharactersOfEvent = 4_096;

    /// <summary>Groups that may be committed side by side, of one lane and in all: a slow database is not to use up the connections.</summary>
    private const int MostGroupsOfLane = 4;

    private const int MostGroups = 16;

    private readonly IngestLane[] _lanes;
    private readonly int _most;
    private readonly TimeSpan _longestWait;
    private Task _running = Task.CompletedTask;
    private long _waiting;

    public EventIngestor(EventWriter writer, IntakeMetrics metrics, IOptions<IntakeOptions> options)
    {
        (_most, _longestWait) = (options.Value.QueuedEvents, options.Value.LongestWait);
        var groups = Math.Clamp(MostGroups / options.Value.Lanes, 1, MostGroupsOfLane);
        _lanes = [.. Enumerable.Range(0, options.Value.Lanes).Select(_ => new IngestLane(writer, metrics, options.Value.GroupEvents, groups))];
        metrics.Watch(() => Interlocked.Read(ref _waiting), _most);
    }

    /// <summary>
    /// Stores what is new and scores the leads it is about. Events of different lanes are committed apart: after a failure some may
    /// be stored, and the same request again does the rest.
    /// </summary>
    /// <returns>For each event, in order, what became of it.</returns>
    /// <exception cref="IntakeFullException">Too many events wait already, or for too long; none of these is stored.</exception>
    public async Task<EventOutcome[]> IngestAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken)
    {
        (int Lane, int[] Positions)[] parts = [.. Enumerable.Range(0, events.Count).GroupBy(i => events[i].Row.Bucket % _lanes.Length).Select(lane => (lane.Key, lane.ToArray()))];
        if (parts.Any(part => _lanes[part.Lane].KeepsWaiting(_longestWait)))
        {
            throw new IntakeFullException();
        }

        var size = events.Sum(e => 1L + ((e.Row.Properties.Length + (e.Row.Context?.Length ?? 0)) / CharactersOfEvent));
        // A request that finds the queue empty is taken whatever its size.
        if (Interlocked.Add(ref _waiting, size) is var waiting && waiting > _most && waiting > size)
        {
            Interlocked.Add(ref _waiting, -size);
            throw new IntakeFullException();
        }

        var parcels = Array.ConvertAll(parts, part => (Parcel: Enqueue(part.Lane, Array.ConvertAll(part.Positions, i => events[i])), part.Positions));
        var stored = Task.WhenAll(parcels.Select(each => each.Parcel.Outcome));
        _ = stored.ContinueWith(_ => Interlocked.Add(ref _waiting, -size), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await stored.WaitAsync(cancellationToken);

        var outcomes = new EventOutcome[events.Count];
        foreach (var (parcel, positions) in parcels)
        {
            var outcome = await parcel.Outcome;
            for (var i = 0; i < positions.Length; i++)
            {
                outcomes[positions[i]] = outcome[i];
            }
        }

        return outcomes;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(_lanes.Select(lane => Task.Run(lane.RunAsync, CancellationToken.None)));
        return Task.CompletedTask;
    }

    /// <summary>Comes back when everything that waited is stored. The server has stopped taking requests before.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Array.ForEach(_lanes, lane => lane.Close());
        return _running.WaitAsync(cancellationToken);
    }

    private Parcel Enqueue(int lane, IncomingEvent[] events)
    {
        var parcel = new Parcel(events);
        if (!_lanes[lane].TryEnqueue(parcel))
        {
            parcel.Fail(new TimeoutException("The service is stopping."));
        }

        return parcel;
    }
}
