using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Leads;

/// <summary>What a digest keeps of one signal that has had at least one event. Times are <see cref="Instant"/>s.</summary>
internal sealed class SignalState
{
    public SignalState(SignalDefinition definition)
    {
        var keep = definition.Keep;
        Earliest = keep.Earliest > 0 ? new TimeList(keep.Earliest, earliest: true) : null;
        Latest = keep.Latest > 0 ? new TimeList(keep.Latest, earliest: false) : null;
        DistinctEarliest = keep.DistinctEarliest > 0 ? new DistinctList(keep.DistinctEarliest, earliest: true) : null;
        DistinctLatest = keep.DistinctLatest > 0 ? new DistinctList(keep.DistinctLatest, earliest: false) : null;
        Session = keep.SessionDistinct > 0 ? new SessionState(keep.SessionDistinct) : null;
        Days = keep.Days > 0 ? new DayCounts(keep.Days) : null;
        Burst = keep.BurstActions > 0 ? new BurstState(keep, definition.Filter.Patterns.Count) : null;
    }

    public int Count { get; set; }
    public long First { get; set; } = long.MaxValue;
    public long Last { get; set; } = long.MinValue;

    /// <summary>The greatest value of the property; minus infinity when it never was a number.</summary>
    public double Greatest { get; set; } = double.NegativeInfinity;

    /// <summary>Whether the property has had a value that its measures can read; of a greatest value, a number.</summary>
    public bool HasValue => Greatest > double.NegativeInfinity || DistinctEarliest is { Count: > 0 } || DistinctLatest is { Count: > 0 } || Session is { First: [not SessionState.NotReached, ..] };

    public TimeList? Earliest { get; }
    public TimeList? Latest { get; }
    public DistinctList? DistinctEarliest { get; }
    public DistinctList? DistinctLatest { get; }
    public SessionState? Session { get; }
    public BurstState? Burst { get; }
    public DayCounts? Days { get; }

    /// <summary>Counts, also those of days, lists and the greatest value take events in any order; sessions and bursts do not.</summary>
    public bool IsExactWhenLate(long instant, SignalNeeds keep) =>
        (Session is null || instant >= Last)
        && (Burst is null || instant >= Last || Burst.IsExactWhenLate(instant, Count, keep));

    public void Add(ProductEvent productEvent, ulong patterns, SignalDefinition definition)
    {
        var instant = productEvent.Instant;
        Count++;
        First = Math.Min(First, instant);
        Last = Math.Max(Last, instant);
        Earliest?.Add(instant);
        Latest?.Add(instant);
        Days?.Add(DayCounts.DayOf(instant), 1);
        Burst?.Add(instant, patterns, definition.Keep);
        if (definition.Property is { } property && productEvent.Properties.TryGetValue(property, out var value))
        {
            Read(value, instant, definition.Keep);
        }
        else
        {
            Session?.Add(instant, null);
        }
    }

    /// <summary>Adds what another person did. Which session or burst an event would go on with is lost.</summary>
    public void Include(SignalState other)
    {
        Count = DigestMerger.Sum(Count, other.Count);
        First = Math.Min(First, other.First);
        Last = Math.Max(Last, other.Last);
        Greatest = Math.Max(Greatest, other.Greatest);
        Earliest?.Include(other.Earliest!);
        Latest?.Include(other.Latest!);
        DistinctEarliest?.Include(other.DistinctEarliest!);
        DistinctLatest?.Include(other.DistinctLatest!);
        Session?.Include(other.Session!);
        Burst?.Include(other.Burst!);
        Days?.Include(other.Days!);
    }

    private void Read(PropertyValue value, long instant, SignalNeeds keep)
    {
        if (keep.Greatest && value.Kind == PropertyKind.Number)
        {
            Greatest = Math.Max(Greatest, value.Number);
        }

        var text = DistinctEarliest is null && DistinctLatest is null && Session is null ? null : DistinctValue.Of(value);
        Session?.Add(instant, text);
        if (text is not null)
        {
            DistinctEarliest?.Add(text, instant);
            DistinctLatest?.Add(text, instant);
        }
    }
}
