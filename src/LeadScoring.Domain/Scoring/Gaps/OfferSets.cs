namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>A set of offers, and what the engine gives for it alone.</summary>
/// <param name="Offers">The offers.</param>
/// <param name="NextGroup">The first group that none of them is of, nor any before.</param>
/// <param name="Score">What the offers are about.</param>
internal sealed record OfferSet<T, TScore>(T[] Offers, int NextGroup, TScore Score);

/// <summary>Sets with one offer at most of each group, by size, each tried once. A set that is refused is never made larger.</summary>
/// <param name="groups">The offers.</param>
/// <param name="tryOut">What comes of these offers; null when they must not be taken.</param>
/// <param name="mayTry">Whether another set may be tried.</param>
internal sealed class OfferSets<T, TScore>(IReadOnlyList<T[]> groups, Func<T[], TScore?> tryOut, Func<bool> mayTry)
    where TScore : struct
{
    private readonly List<List<OfferSet<T, TScore>>> _bySize = [];
    private readonly HashSet<TScore> _scores = [];

    /// <summary>What has come of any set so far, each once.</summary>
    public IReadOnlyCollection<TScore> Scores => _scores;

    /// <summary>Whether all sets have been tried.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>The sets of so many offers; all of them unless no more may be tried.</summary>
    public IReadOnlyList<OfferSet<T, TScore>> OfSize(int size)
    {
        while (_bySize.Count <= size && !IsExhausted)
        {
            List<OfferSet<T, TScore>> larger = [.. _bySize.Count == 0 ? Tried([], 0) : _bySize[^1].SelectMany(Larger)];
            _bySize.Add(larger);
            IsExhausted = larger.Count == 0;
        }

        return size < _bySize.Count ? _bySize[size] : [];
    }

    private IEnumerable<OfferSet<T, TScore>> Larger(OfferSet<T, TScore> set)
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

    private IEnumerable<OfferSet<T, TScore>> Tried(T[] offers, int nextGroup)
    {
        if (!mayTry() || tryOut(offers) is not { } score)
        {
            yield break;
        }

        _scores.Add(score);
        yield return new OfferSet<T, TScore>(offers, nextGroup, score);
    }
}
