namespace LeadScoring.Domain.Leads;

/// <summary>
/// Follows the sessions of one signal. A session goes on while the next event comes in less than 30 minutes; an event after 30
/// minutes or more begins a new one. At each event the session has a level: how many distinct values it has had so far.
/// </summary>
internal sealed class SessionState
{
    /// <summary>Without an event for this long a session is over; exactly this long is over.</summary>
    public const long Gap = 30 * 60 * Instant.Second;

    /// <summary>No event has reached the level.</summary>
    public const long NotReached = long.MinValue;

    public SessionState(int levels)
    {
        First = new long[levels];
        Last = new long[levels];
        Array.Fill(First, NotReached);
        Array.Fill(Last, NotReached);
    }

    /// <summary>When each level (index 0 is one value) was first reached.</summary>
    public long[] First { get; }

    /// <summary>The last event at which a session was at each level or above.</summary>
    public long[] Last { get; }

    /// <summary>The last event of the signal.</summary>
    public long LastEvent { get; set; } = long.MinValue;

    /// <summary>How many distinct values the session has had that the last event belongs to; not counted beyond the highest level.</summary>
    public int Level { get; set; }

    /// <summary>Those values, in ordinal order; empty at the highest level, where they no longer matter.</summary>
    public SortedSet<string> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds an event that is no earlier than the last one.</summary>
    public void Add(long instant, string? value)
    {
        if (LastEvent != long.MinValue && instant - LastEvent >= Gap)
        {
            Values.Clear();
            Level = 0;
        }

        LastEvent = instant;
        if (value is not null && Level < First.Length && Values.Add(value) && ++Level == First.Length)
        {
            Values.Clear();
        }

        for (var level = 0; level < Level; level++)
        {
            if (First[level] == NotReached)
            {
                First[level] = instant;
            }

            Last[level] = instant;
        }
    }

    /// <summary>Adds the sessions of another person: a level was reached when the first of them reached it, and held when the last of them did.</summary>
    public void Include(SessionState other)
    {
        for (var level = 0; level < First.Length && other.First[level] != NotReached; level++)
        {
            First[level] = First[level] == NotReached ? other.First[level] : Math.Min(First[level], other.First[level]);
            Last[level] = Math.Max(Last[level], other.Last[level]);
        }
    }
}
