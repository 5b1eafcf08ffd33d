namespace LeadScoring.Api.Scoring;

/// <summary>
/// What could not be scored several times in a row, as its row or its log is damaged. It rests for a while, so that it neither takes the place
/// of what can be scored nor looks like a worker that is late. Held by each replica for itself: a start tries everything again.
/// </summary>
/// <typeparam name="TKey">What tells leads, or accounts, apart.</typeparam>
internal sealed class SetAside<TKey>(TimeProvider clock)
    where TKey : notnull
{
    /// <summary>Failures until something rests; and it rests after each further one.</summary>
    public const int Tries = 5;

    /// <summary>Where more than these are damaged the rest is tried as often as ever: it is no single row that is wrong.</summary>
    private const int Most = 10_000;

    /// <summary>How long it rests: as often costs nothing, and as long may pass until somebody who has mended it sees that.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    private readonly Dictionary<TKey, (int Failures, DateTimeOffset Until)> _failed = [];

    /// <summary>What rests now.</summary>
    public IReadOnlyCollection<TKey> Resting => _failed.Count == 0 ? [] : [.. _failed.Where(each => each.Value.Until > clock.GetUtcNow()).Select(each => each.Key)];

    /// <summary>How many have failed so often that they rest, or are being tried again after a rest.</summary>
    public int Count => _failed.Values.Count(each => each.Failures >= Tries);

    /// <summary>Notes a failure of one by itself.</summary>
    /// <returns>Whether it rests from now on.</returns>
    public bool Failed(TKey key)
    {
        var failures = _failed.GetValueOrDefault(key).Failures + 1;
        if (failures == 1 && _failed.Count >= Most)
        {
            return false;
        }

        _failed[key] = (failures, failures < Tries ? default : clock.GetUtcNow() + Rest);
        return failures >= Tries;
    }

    /// <summary>Notes that these are well.</summary>
    public void Succeeded(IEnumerable<TKey> keys)
    {
        if (_failed.Count == 0)
        {
            return;
        }

        foreach (var key in keys)
        {
            _failed.Remove(key);
        }
    }
}
