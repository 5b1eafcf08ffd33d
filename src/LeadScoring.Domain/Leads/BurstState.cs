using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Leads;

/// <summary>
/// Finds the latest burst of a signal: the latest event that has N - 1 others before it (or at the same time) within the span.
/// Keeps the latest 2 N times, so that an event which comes a little late is found without the log.
/// </summary>
internal sealed class BurstState
{
    /// <summary>No burst has been found.</summary>
    public const long None = long.MinValue;

    public BurstState(SignalNeeds keep, int patterns)
    {
        Latest = new TimeList(Math.Min(2 * keep.BurstActions, SignalDefinition.Capacity), earliest: false);
        PatternLast = keep.BurstPatterns ? new long[patterns] : [];
        Array.Fill(PatternLast, None);
    }

    public TimeList Latest { get; }

    /// <summary>When the latest burst began: its N-th event from the end.</summary>
    public long First { get; set; } = None;

    /// <summary>When the latest burst ended.</summary>
    public long Last { get; set; } = None;

    /// <summary>When each pattern of the filter last matched; empty when that is not kept.</summary>
    public long[] PatternLast { get; }

    /// <summary>Which patterns matched within the span that the latest burst ends, as bits.</summary>
    public ulong Patterns { get; set; }

    /// <summary>True while every event that a burst with the late one could need is still in the list, also after it is added.</summary>
    public bool IsExactWhenLate(long instant, int count, SignalNeeds keep) =>
        PatternLast.Length == 0
        && ((Latest.Count == count && count < Latest.Capacity) || instant - keep.BurstSpan > Latest[Latest.Count - 1]);

    public void Add(long instant, ulong patterns, SignalNeeds keep)
    {
        Latest.Add(instant);
        for (var i = 0; i < PatternLast.Length; i++)
        {
            if ((patterns & (1UL << i)) != 0)
            {
                PatternLast[i] = instant;
            }
        }

        for (var end = 0; end + keep.BurstActions <= Latest.Count; end++)
        {
            var first = Latest[end + keep.BurstActions - 1];
            if (Latest[end] - first <= keep.BurstSpan)
            {
                if (Latest[end] >= Last)
                {
                    (First, Last) = (first, Latest[end]);
                    Patterns = end == 0 ? PatternsSince(Last - keep.BurstSpan) : Patterns; // else the burst was known, and what came later is not part of it
                }

                return;
            }
        }
    }

    /// <summary>Takes another person's latest burst if it is later; of two that end at one instant the earlier beginning and the patterns of both count.</summary>
    public void Include(BurstState other)
    {
        if (other.Last == None || other.Last < Last)
        {
            return;
        }

        (First, Patterns) = other.Last > Last ? (other.First, other.Patterns) : (Math.Min(First, other.First), Patterns | other.Patterns);
        Last = other.Last;
    }

    private ulong PatternsSince(long from)
    {
        var patterns = 0UL;
        for (var i = 0; i < PatternLast.Length; i++)
        {
            if (PatternLast[i] >= from)
            {
                patterns |= 1UL << i;
            }
        }

        return patterns;
    }
}
