using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>A lead's digest at one moment, and the measures over it. Times are <see cref="Instant"/>s.</summary>
/// <param name="Digest">The digest.</param>
/// <param name="Plan">Where the model's slots are in the digest.</param>
/// <param name="Start">When the lead started; never when that is not known.</param>
/// <param name="Now">The moment.</param>
internal readonly record struct Situation(Digest Digest, int[] Plan, long Start, long Now)
{
    public SignalState? this[int slot] => Digest[Plan[slot]];

    /// <summary>Whether the condition is met, and the instant (inclusive) from which on that may be another answer if nothing new happens.</summary>
    public bool IsMet(Condition condition, out long until)
    {
        until = Instant.Never;
        if (this[condition.Slot] is not { } state)
        {
            return false;
        }

        return (condition.Window.Kind, condition.Measure) switch
        {
            (WindowKind.Always, Measure.Count) => state.Count >= condition.AtLeast,
            (WindowKind.Always, Measure.Greatest) => state.Greatest >= condition.AtLeast,
            (WindowKind.LastDays, var measure) when Change.IsMeasuredBy(measure) => Change.IsMet(condition, state.Days!, Now, out until),
            _ => Holds(condition, state, condition.Entries, ref until),
        };
    }

    /// <summary>What a counting condition has reached, counted no further than <paramref name="most"/>, and the instant (inclusive) from which on it may be less.</summary>
    public int Reached(Condition condition, int most, out long until)
    {
        until = Instant.Never;
        if (this[condition.Slot] is not { } state)
        {
            return 0;
        }

        if (condition.Window.Kind == WindowKind.Always && condition.Measure == Measure.Count)
        {
            return Math.Min(state.Count, most);
        }

        var reached = 0;
        while (reached < most && Holds(condition, state, reached + 1, ref until))
        {
            reached++;
        }

        return reached;
    }

    /// <summary>Whether the events reach the number within the window; where they do for now only, the instant from which on they do not.</summary>
    private bool Holds(Condition condition, SignalState state, int number, ref long until)
    {
        switch (condition.Window.Kind)
        {
            case WindowKind.Always:
                return ReachedAt(condition, state, number) is not null;
            case WindowKind.FirstDays:
                return Start != Instant.Never && ReachedAt(condition, state, number) is { } reached && reached < Start + (condition.Window.Days * Instant.Day);
            default:
                if (LastHeldAt(condition, state, number) + (condition.Window.Days * Instant.Day) is not { } lapse || Now >= lapse)
                {
                    return false;
                }

                until = lapse;
                return true;
        }
    }

    /// <summary>What is measured, as far as it is known for certain, for the evidence of a condition that is met.</summary>
    /// <param name="condition">A condition that is met.</param>
    /// <param name="most">What the highest tier of the criterion asks: lists are not counted further.</param>
    public double Measured(Condition condition, int most)
    {
        var state = this[condition.Slot]!;
        if (condition.Value is { } value)
        {
            return value;
        }

        if (Change.IsMeasuredBy(condition.Measure))
        {
            return Change.Measured(condition, state.Days!, Now);
        }

        if (condition.Window.Kind == WindowKind.Always && condition.Measure is Measure.Count or Measure.Greatest)
        {
            return condition.Measure == Measure.Count ? state.Count : state.Greatest;
        }

        var entries = condition.Entries;
        while (entries < most && IsMet(condition with { AtLeast = entries + 1 }, out _))
        {
            entries++;
        }

        return entries;
    }

    /// <summary>When the measure first reached the number, or null.</summary>
    private static long? ReachedAt(Condition condition, SignalState state, int number) => condition.Measure switch
    {
        Measure.Count => state.Earliest is { } times && times.Count >= number ? times[number - 1] : null,
        Measure.Distinct => state.DistinctEarliest is { } values && values.Count >= number ? values[number - 1].Time : null,
        _ => state.Session is { } session && number <= session.First.Length && session.First[number - 1] is not SessionState.NotReached and var first ? first : null,
    };

    /// <summary>The latest time from which on the events reach the number by themselves, or null.</summary>
    private static long? LastHeldAt(Condition condition, SignalState state, int number) => condition.Measure switch
    {
        Measure.Count => state.Latest is { } times && times.Count >= number ? times[number - 1] : null,
        Measure.Distinct => state.DistinctLatest is { } values && values.Count >= number ? values[number - 1].Time : null,
        _ => state.Session is { } session && number <= session.Last.Length && session.Last[number - 1] is not SessionState.NotReached and var last ? last : null,
    };
}
