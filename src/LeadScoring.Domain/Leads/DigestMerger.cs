namespace LeadScoring.Domain.Leads;

/// <summary>
/// Merges the digests of several people into one, for what they did together: counts, times and distinct values are those of all
/// their events; sessions, bursts and periods such as a trial are each person's own. One digest is kept however many are added,
/// and neither their order nor how they are grouped matters.
/// </summary>
/// <remarks>
/// The merged digest is exact although each digest keeps only the first or last N of a list: what is among the N of all is
/// among the N of the person it belongs to, since whatever precedes it there precedes it here as well.
/// Not safe for use by several threads at once.
/// </remarks>
/// <param name="layout">The layout of the digests.</param>
public sealed class DigestMerger(DigestLayout layout)
{
    /// <summary>What has been added so far, for evaluation; <see cref="Digest.IsMerged"/> is true.</summary>
    public Digest Merged { get; } = new(layout) { IsMerged = true };

    /// <summary>Adds one person's digest, or one that is merged already. A person must not be added twice.</summary>
    /// <exception cref="ArgumentException">The digest is of another layout.</exception>
    public void Add(Digest person)
    {
        if (person.Layout != layout)
        {
            throw new ArgumentException($"The digest is of another layout, of the signal generation {person.Layout.Generation}.", nameof(person));
        }

        Merged.Events = Sum(Merged.Events, person.Events);
        Merged.Last = Math.Max(Merged.Last, person.Last);
        for (var i = 0; i < layout.Signals.Count; i++)
        {
            if (person[i] is { } state)
            {
                (Merged[i] ??= new SignalState(layout.Signals[i].Definition)).Include(state);
            }
        }
    }

    /// <summary>The sum, or the greatest number there is: so many events are beyond every threshold.</summary>
    internal static int Sum(int a, int b) => (int)Math.Min((long)a + b, int.MaxValue);
}
