using System.Collections.Concurrent;
using LeadScoring.Api.Data;
using LeadScoring.Api.Events;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Signals;

/// <summary>
/// Keeps which names events have, however they come in, and how often. A name is written before its first event is answered, so
/// that a crash loses no name; counts gather in memory and are written every few seconds, so that it loses at most those of a few
/// seconds. A repeat counts nothing, but brings the name of an event that was stored just before a crash.
/// </summary>
internal sealed class EventNames : IDisposable
{
    /// <summary>Stands for all names beyond the bound. No event has it.</summary>
    public const string Others = "";

    private readonly Transactions _transactions;
    private readonly int _most;
    private readonly ConcurrentDictionary<string, bool> _written = new(StringComparer.Ordinal);
    private readonly Gathering<string, Sightings> _counts;
    private volatile bool _isFull;

    public EventNames(Transactions transactions, IOptions<SignalsOptions> options)
    {
        (_transactions, _most) = (transactions, options.Value.MostEventNames);
        _counts = new(int.MaxValue, Others, (before, now) => before.With(now), (counts, ct) => transactions.WriteAsync((connection, token) => connection.CountNamesAsync(counts, token), ct));
    }

    /// <summary>Counts events that were stored. Comes back when all their names are written.</summary>
    /// <param name="events">The events.</param>
    /// <param name="outcomes">What became of each.</param>
    /// <param name="cancellationToken">Cancels the writing of names.</param>
    public Task NoteAsync(IReadOnlyList<IncomingEvent> events, IReadOnlyList<EventOutcome> outcomes, CancellationToken cancellationToken)
    {
        // In this order: once it is full, all that are written are known.
        var isFull = _isFull;
        Dictionary<string, Sightings>? unknown = null;
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Row is not { Kind: IncomingEvent.Track } row || outcomes[i] is { Fault: not null } or { IsSuppressed: true })
            {
                continue;
            }

            var sighting = Sightings.Of(outcomes[i].IsNew ? 1 : 0, row.ReceivedAt);
            if (!isFull && !_written.ContainsKey(row.Name))
            {
                unknown ??= new Dictionary<string, Sightings>(StringComparer.Ordinal);
                unknown[row.Name] = unknown.TryGetValue(row.Name, out var before) ? before.With(sighting) : sighting;
            }
            else if (sighting.Count > 0)
            {
                Count(row.Name, sighting);
            }
        }

        return unknown is null ? Task.CompletedTask : WriteAsync(unknown, cancellationToken);
    }

    /// <summary>Writes the counts that gathered.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => _counts.FlushAsync(cancellationToken);

    /// <inheritdoc cref="Gathering{TKey, TValue}.TryFlushAsync"/>
    public Task TryFlushAsync(CancellationToken cancellationToken) => _counts.TryFlushAsync(cancellationToken);

    public void Dispose() => _counts.Dispose();

    private void Count(string name, Sightings sightings) => _counts.Add(_written.ContainsKey(name) ? name : Others, sightings);

    private async Task WriteAsync(Dictionary<string, Sightings> unknown, CancellationToken cancellationToken)
    {
        var (added, written, isFull) = await _transactions.WriteAsync((connection, ct) => connection.AddNamesAsync(unknown, _most, ct), cancellationToken);
        foreach (var name in written)
        {
            _written.TryAdd(name, true);
        }

        _isFull |= isFull;
        foreach (var (name, sightings) in unknown.Where(each => each.Value.Count > 0 && !added.Contains(each.Key)))
        {
            Count(name, sightings);
        }
    }
}
