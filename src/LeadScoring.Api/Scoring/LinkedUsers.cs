using System.Collections.Concurrent;

namespace LeadScoring.Api.Scoring;

/// <summary>
/// User ids that were met linked to another one. Nearly none is, so writers do not look for the links of user ids before they lock
/// them, but for those of the ones in here. What is missing here costs a round trip more, once.
/// </summary>
internal sealed class LinkedUsers
{
    private const string Anonymous = "anon:";

    /// <summary>Beyond that all are forgotten and met again.</summary>
    private const int Most = 100_000;

    /// <summary>Numbers that say nothing of whom they stand for: strings hash differently in each process. Two with one number cost a look-up.</summary>
    private readonly ConcurrentDictionary<int, bool> _met = new();

    /// <summary>Whether the identity may be linked: any anonymous id may be.</summary>
    public bool MayBeLinked(LeadKey identity) => identity.LeadId.StartsWith(Anonymous, StringComparison.Ordinal) || _met.ContainsKey(identity.GetHashCode());

    public void Note(IEnumerable<LeadKey> linked)
    {
        if (_met.Count > Most)
        {
            _met.Clear();
        }

        foreach (var identity in linked)
        {
            _met.TryAdd(identity.GetHashCode(), true);
        }
    }
}
