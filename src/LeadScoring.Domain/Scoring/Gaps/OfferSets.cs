namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>A set of offers, and what the engine gives for it alone.</summary>
/// <param name="Offers">The offers.</param>
/// <param name="NextGroup">The first group that none of them is of, nor any before.</param>
/// <param name="Score">The score that the offers are about.</param>
internal sealed record OfferSet<T>(T[] Offers, int NextGroup, Points Score);

/// <summary>Sets with one offer at most of each group, by size, each tried once. A set that is refused is never made larger.</summary>
/// <param name="groups">The offers.</param>
/// <param name="tryOut">The score with these offers; null when they must not be taken.</param>
/// <param name="mayTry">Whether another set may be tried.</param>
internal sealed class OfferSets<T>(IReadOnlyList<T[]> groups, Func<T[], Points?> tryOut, Func<bool> mayTry)
{
    private readonly List<List<OfferSet<T>>> _bySize = [];

    /// <summary>The highest score of any set so far.</summary>
    public Points Highest { get; private set; }

    /// <summary>Whether all sets have been tried.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>The sets of so many offers; all of them unless no more may be tried.</summary>
    public IReadOnlyList<OfferSet<T>> OfSize(int size)
    {
        while (_bySize.Count <= size && !IsExhausted)
        {
            List<OfferSet<T>> larger = [.. _bySize.Count == 0 ? Tried([], 0) : _bySize[^1].SelectMany(Larger)];
            _bySize.Add(larger);
            IsExhausted = larger.Count == 0;
        }

        return size < _bySize.Count ? _bySize[size] : [];
    }

    private IEnumerable<OfferSet<T>> Larger(OfferSet<T> set)
    {
        for (var group = set.NextGroup; group < groups.Count; group++)
        {
            foreach (var offer in groups[group])
            {
                foreach (var larger in Tried([.. set.Offers, offer], group + 1))
                {
                    yield return larger;
                }
            }
        }
    }

    private IEnumerable<OfferSet<T>> Tried(T[] offers, int nextGroup)
    {
        if (!mayTry() || tryOut(offers) is not { } score)
        {
            yield break;
        }

        Highest = Points.Max(Highest, score);
        yield return new OfferSet<T>(offers, nextGroup, score);
    }
}
