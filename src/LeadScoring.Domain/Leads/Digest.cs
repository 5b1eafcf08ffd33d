namespace LeadScoring.Domain.Leads;

/// <summary>
/// What a lead's log of events comes to, signal by signal: enough to measure everything that the models of its layout ask for,
/// in a few hundred bytes. Folding events in any order, one by one or all at once, gives the same digest.
/// </summary>
/// <remarks>Mutable, and not safe for use by several threads at once.</remarks>
public sealed partial class Digest
{
    private readonly SignalState?[] _states;

    /// <summary>The digest of an empty log.</summary>
    public Digest(DigestLayout layout)
    {
        Layout = layout;
        _states = new SignalState?[layout.Signals.Count];
    }

    /// <summary>Which signals the digest holds.</summary>
    public DigestLayout Layout { get; }

    /// <summary>Whether this is the digest of several people, made by <see cref="DigestMerger"/>. It can be evaluated, but not folded further or stored.</summary>
    public bool IsMerged { get; internal init; }

    /// <summary>How many events have been folded, whether or not a signal counts them.</summary>
    public int Events { get; internal set; }

    /// <summary>The time of the latest event of the log, UTC; null when the log is empty.</summary>
    public DateTimeOffset? LastAt => Events == 0 ? null : Instant.ToTime(Last);

    internal long Last { get; set; } = long.MinValue;

    /// <summary>Folds a whole log, given in any order. An event must not occur twice: telling repeats apart is the log's work.</summary>
    public static Digest Fold(DigestLayout layout, IEnumerable<ProductEvent> log)
    {
        var digest = new Digest(layout);
        ProductEvent[] ordered = [.. log.OrderBy(each => each.Instant)];
        for (var (from, to) = (0, 0); from < ordered.Length; from = to)
        {
            while (to < ordered.Length && ordered[to].Instant == ordered[from].Instant)
            {
                to++;
            }

            digest.Apply(ordered.AsSpan(from, to - from));
        }

        return digest;
    }

    /// <summary>Folds the next moment of a log that is walked through in the order of its times. That is always exact, and the cheapest way.</summary>
    /// <param name="moment">All events of one instant, in any order; at least one.</param>
    /// <exception cref="ArgumentException">The instant is not later than everything that has been folded, or the events are not of one.</exception>
    public void FoldNext(ReadOnlySpan<ProductEvent> moment)
    {
        foreach (var productEvent in moment)
        {
            if (productEvent.Instant != moment[0].Instant || (Events > 0 && productEvent.Instant <= Last))
            {
                throw new ArgumentException("A log is walked through instant by instant, each later than the one before.", nameof(moment));
            }
        }

        Apply(moment);
    }

    /// <summary>
    /// Folds one event in place where that is exact: always at the end of the log, and further back where nothing that the
    /// digest has let go of could matter. An event must be folded once only.
    /// </summary>
    /// <returns>False when the event came too late for that; the digest is unchanged, and the log has to be folded afresh.</returns>
    /// <exception cref="InvalidOperationException">The digest is merged: whose session or burst the event would go on with is not kept.</exception>
    public bool TryFold(ProductEvent productEvent)
    {
        if (IsMerged)
        {
            throw new InvalidOperationException("A merged digest cannot be folded further; fold the person's own digest and merge again.");
        }

        if (Events > 0 && productEvent.Instant <= Last && !IsExactWhenLate(productEvent))
        {
            return false;
        }

        Apply(new ReadOnlySpan<ProductEvent>(ref productEvent));
        return true;
    }

    internal SignalState? this[int position]
    {
        get => _states[position];
        set => _states[position] = value;
    }

    private bool IsExactWhenLate(ProductEvent late)
    {
        foreach (var listener in Layout.ListenersTo(late.Name))
        {
            foreach (var pattern in listener.Patterns)
            {
                if (!pattern.Pattern.Admits(late))
                {
                    continue;
                }

                // The end of a period may change whether later events count; an event before one may be outside or inside it.
                if (MayMovePeriods(listener, late.Instant) || !AreKnown(pattern.Periods, late.Instant) || _states[listener.Position]?.IsExactWhenLate(late.Instant, listener.Definition.Keep) == false)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Applies events of one instant: the ends of periods first, so that whether a period is open does not depend on their order.</summary>
    internal void Apply(ReadOnlySpan<ProductEvent> moment)
    {
        Events += moment.Length;
        Last = Math.Max(Last, moment[0].Instant);
        if (moment.Length == 1)
        {
            // The usual case needs one pass: the ends of periods are the first to listen.
            foreach (var listener in Layout.ListenersTo(moment[0].Name))
            {
                Apply(moment[0], listener);
            }

            return;
        }

        foreach (var boundaries in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (var productEvent in moment)
            {
                foreach (var listener in Layout.ListenersTo(productEvent.Name))
                {
                    if (listener.IsBoundary == boundaries)
                    {
                        Apply(productEvent, listener);
                    }
                }
            }
        }
    }

    private void Apply(ProductEvent productEvent, DigestLayout.Listener listener)
    {
        var matched = 0UL;
        foreach (var pattern in listener.Patterns)
        {
            if (pattern.Pattern.Admits(productEvent) && (pattern.Periods.Length == 0 || AreOpen(pattern.Periods, productEvent.Instant)))
            {
                matched |= 1UL << (pattern.Bit & 63);
            }
        }

        if (matched != 0)
        {
            var state = _states[listener.Position] ??= new SignalState(listener.Definition);
            state.Add(productEvent, matched, listener.Definition);
        }
    }
}
