namespace LeadScoring.Domain.Leads;

/// <summary>
/// How many events a signal had on each of its latest days, days of UTC. Takes events in any order and always holds the right numbers: what lies
/// before those days lies before them for ever, since the newest day only moves on.
/// </summary>
/// <param name="capacity">How many days, the newest included.</param>
internal sealed class DayCounts(int capacity)
{
    private const long None = long.MinValue;

    private readonly int[] _counts = new int[capacity]; // by how many days before the newest

    public int Capacity => capacity;

    /// <summary>The newest day with an event, as a number of days since 1970-01-01.</summary>
    public long Newest { get; private set; } = None;

    /// <summary>The day of an instant; the instant of midnight belongs to the day that it begins.</summary>
    public static long DayOf(long instant) => instant >= 0 ? instant / Instant.Day : ((instant + 1) / Instant.Day) - 1;

    /// <summary>The events of a day; 0 where the day lies before those that are kept.</summary>
    public int this[long day] => Newest != None && Newest - day is >= 0 and var age && age < capacity ? _counts[age] : 0;

    public void Add(long day, int count)
    {
        if (day > Newest)
        {
            var passed = Newest == None ? capacity : (int)Math.Min(day - Newest, capacity);
            Array.Copy(_counts, 0, _counts, passed, capacity - passed);
            Array.Clear(_counts, 0, passed);
            Newest = day;
        }

        if (Newest - day < capacity)
        {
            ref var known = ref _counts[Newest - day];
            known = DigestMerger.Sum(known, count);
        }
    }

    public void Include(DayCounts other)
    {
        for (var age = 0; age < capacity; age++)
        {
            if (other._counts[age] > 0)
            {
                Add(other.Newest - age, other._counts[age]);
            }
        }
    }

    /// <summary>The days that had events: how many, then for each how many days it lies before the newest, and its events.</summary>
    public void Write(DigestWriter writer)
    {
        writer.Number(_counts.Count(count => count > 0));
        for (var age = 0; age < capacity; age++)
        {
            if (_counts[age] > 0)
            {
                writer.Number(age);
                writer.Number(_counts[age]);
            }
        }
    }

    /// <summary>Reads what was written.</summary>
    /// <param name="reader">The bytes.</param>
    /// <param name="newest">The newest day: that of the signal's last event.</param>
    public void Read(ref DigestReader reader, long newest)
    {
        for (var days = reader.Count(capacity); days > 0; days--)
        {
            Add(newest - reader.Count(capacity - 1), reader.Count());
        }
    }
}
