namespace LeadScoring.Domain.Leads;

/// <summary>
/// N distinct values: those that appeared first the earliest, or those that appeared last the latest. Takes values in any order
/// and always holds the right ones; ties of time are broken by the value, ordinal, so that the list does not depend on the order.
/// </summary>
/// <param name="capacity">N.</param>
/// <param name="earliest">True: by first appearance, ascending. False: by last appearance, descending.</param>
internal sealed class DistinctList(int capacity, bool earliest)
{
    private readonly List<(string Value, long Time)> _entries = [];

    public int Count => _entries.Count;

    public (string Value, long Time) this[int i] => _entries[i];

    public void Add(string value, long time)
    {
        var known = _entries.Count - 1;
        while (known >= 0 && _entries[known].Value != value)
        {
            known--;
        }

        if (known >= 0)
        {
            if (earliest ? _entries[known].Time <= time : _entries[known].Time >= time)
            {
                return;
            }

            _entries.RemoveAt(known);
        }

        var at = _entries.Count;
        while (at > 0 && Precedes(value, time, _entries[at - 1]))
        {
            at--;
        }

        if (at == capacity)
        {
            return;
        }

        if (_entries.Count == capacity)
        {
            _entries.RemoveAt(capacity - 1);
        }

        _entries.Insert(at, (value, time));
    }

    public void Include(DistinctList other)
    {
        foreach (var (value, time) in other._entries)
        {
            Add(value, time);
        }
    }

    private bool Precedes(string value, long time, (string Value, long Time) other) =>
        time != other.Time ? earliest == time < other.Time : string.CompareOrdinal(value, other.Value) < 0;
}
