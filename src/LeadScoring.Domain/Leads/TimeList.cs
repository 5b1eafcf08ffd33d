namespace LeadScoring.Domain.Leads;

/// <summary>The earliest, or the latest, N times of a signal. Takes times in any order and always holds the right ones.</summary>
/// <param name="capacity">N.</param>
/// <param name="earliest">True: the earliest times, ascending. False: the latest, descending.</param>
internal sealed class TimeList(int capacity, bool earliest)
{
    private readonly long[] _times = new long[capacity];

    public int Capacity => capacity;

    public int Count { get; private set; }

    /// <summary>The i-th time from the end that the list is about, 0 for the very first or the very last.</summary>
    public long this[int i] => _times[i];

    public void Add(long time)
    {
        var at = Count;
        while (at > 0 && (earliest ? time < _times[at - 1] : time > _times[at - 1]))
        {
            at--;
        }

        if (at == capacity)
        {
            return;
        }

        Count = Math.Min(Count + 1, capacity);
        Array.Copy(_times, at, _times, at + 1, Count - at - 1);
        _times[at] = time;
    }

    public void Include(TimeList other)
    {
        for (var i = 0; i < other.Count; i++)
        {
            Add(other._times[i]);
        }
    }
}
