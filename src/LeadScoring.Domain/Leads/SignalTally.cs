using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Leads;

/// <summary>What many leads together have of a signal.</summary>
/// <param name="Events">How many events.</param>
/// <param name="Leads">How many leads have at least one.</param>
/// <param name="LastAt">When the latest of them happened, UTC; null: there is none.</param>
public readonly record struct SignalTotal(long Events, long Leads, DateTimeOffset? LastAt);

/// <summary>Adds up, signal by signal, what the digests of many leads hold. The digests themselves are not kept.</summary>
/// <param name="layout">The layout of all of them.</param>
public sealed class SignalTally(DigestLayout layout)
{
    private readonly (long Events, long Leads, long Last)[] _sums = new (long, long, long)[layout.Signals.Count];
    private readonly bool[] _hasValue = new bool[layout.Signals.Count];

    /// <summary>How many leads have been added.</summary>
    public long Leads { get; private set; }

    /// <summary>Whether all that the model counts is counted here.</summary>
    public bool Holds(ScoringModel model) => layout.Holds(model);

    /// <summary>Adds a lead.</summary>
    /// <exception cref="ArgumentException">The digest is of another layout.</exception>
    public void Add(Digest digest)
    {
        if (digest.Layout != layout)
        {
            throw new ArgumentException("The digest is of another layout.", nameof(digest));
        }

        Leads++;
        for (var i = 0; i < _sums.Length; i++)
        {
            if (digest[i] is { } state)
            {
                var (events, leads, last) = _sums[i];
                _sums[i] = (events + state.Count, leads + 1, leads == 0 ? state.Last : Math.Max(last, state.Last));
                _hasValue[i] |= state.HasValue;
            }
        }
    }

    /// <summary>What the leads have of the events that a filter counts; null: digests of this layout do not hold it.</summary>
    public SignalTotal? Of(EventFilter filter)
    {
        // Whatever else is kept of them: signals that count the same events have the same number of them.
        for (var i = 0; i < _sums.Length; i++)
        {
            if (layout.Signals[i].Definition.Filter.Canonical == filter.Canonical)
            {
                var (events, leads, last) = _sums[i];
                return new SignalTotal(events, leads, leads == 0 ? null : Instant.ToTime(last));
            }
        }

        return null;
    }

    /// <summary>Whether some lead has a value of the property that the signal's measures read; null: digests of this layout do not hold the signal.</summary>
    public bool? HasValue(SignalDefinition signal)
    {
        for (var i = 0; i < _sums.Length; i++)
        {
            if (layout.Signals[i].Definition.Canonical == signal.Canonical)
            {
                return _hasValue[i];
            }
        }

        return null;
    }
}
