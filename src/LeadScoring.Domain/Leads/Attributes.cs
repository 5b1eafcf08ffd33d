namespace LeadScoring.Domain.Leads;

/// <summary>
/// The attributes of a lead or an account, folded from the payloads that set them. Per attribute the last write wins, by
/// (time, origin, message id), so the order of arrival does not matter. A null value clears an attribute and is remembered,
/// so that an older payload arriving later does not bring the value back.
/// </summary>
public sealed class Attributes
{
    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>When and by which payload an attribute was last written.</summary>
    /// <param name="At">The payload's time, UTC.</param>
    /// <param name="Origin">The key of the identity or account it was sent under.</param>
    /// <param name="MessageId">The payload's message id.</param>
    public readonly record struct Stamp(DateTimeOffset At, string Origin, string MessageId) : IComparable<Stamp>
    {
        /// <summary>By time, then origin, then message id, both ordinal.</summary>
        public int CompareTo(Stamp other)
        {
            var byTime = At.CompareTo(other.At);
            if (byTime != 0)
            {
                return byTime;
            }

            var byOrigin = string.CompareOrdinal(Origin, other.Origin);
            return byOrigin != 0 ? byOrigin : string.CompareOrdinal(MessageId, other.MessageId);
        }
    }

    /// <summary>One attribute: its value, null when cleared, and its stamp.</summary>
    public readonly record struct Entry(AttributeValue? Value, Stamp Stamp);

    /// <summary>All attributes ever written, the cleared ones too, by name in ordinal order.</summary>
    public IReadOnlyDictionary<string, Entry> Entries => _entries;

    /// <summary>The value of an attribute, or null when it was never set or was cleared.</summary>
    public AttributeValue? this[string name] => _entries.TryGetValue(name, out var entry) ? entry.Value : null;

    /// <summary>Writes one attribute unless a later payload has already written it. Of two with one stamp, which two sources may send, the greater value stays: so it does not matter which one arrives first.</summary>
    /// <returns>Whether the value in force may have changed.</returns>
    public bool Write(string name, AttributeValue? value, Stamp stamp)
    {
        if (_entries.TryGetValue(name, out var entry) && entry.Stamp.CompareTo(stamp) is var order && (order > 0 || (order == 0 && AttributeValue.Compare(entry.Value, value) >= 0)))
        {
            return false;
        }

        _entries[name] = new Entry(value, stamp);
        return true;
    }
}
