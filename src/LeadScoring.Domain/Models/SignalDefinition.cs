using System.Globalization;

namespace LeadScoring.Domain.Models;

/// <summary>
/// A signal: which events count, and what a lead's digest must keep of them so that the measures over it are exact.
/// Two definitions are the same signal when their <see cref="Canonical"/> texts are equal.
/// </summary>
/// <param name="Filter">Which events count.</param>
/// <param name="Property">The property that distinct, session and greatest measures read; null when none does.</param>
/// <param name="Keep">What the digest keeps beside count, first and last.</param>
public sealed record SignalDefinition(EventFilter Filter, string? Property, SignalNeeds Keep)
{
    /// <summary>The most that a digest keeps of one kind: entries, distinct values, or values in a session.</summary>
    public const int Capacity = 64;

    /// <summary>The text by which models share signals and the signals table is keyed.</summary>
    public string Canonical { get; } = Filter.Canonical + (Property is null ? "" : " of " + Quoted.Text(Property)) + Keep.Canonical;
}

/// <summary>What a digest keeps of a signal beside count, first and last. Each number but that of days is at most <see cref="SignalDefinition.Capacity"/>; 0 keeps nothing.</summary>
public sealed record SignalNeeds
{
    /// <summary>How many of the earliest times, for counts within the first days.</summary>
    public int Earliest { get; init; }

    /// <summary>How many of the latest times, for counts within the last days.</summary>
    public int Latest { get; init; }

    /// <summary>How many distinct values with the earliest first appearance.</summary>
    public int DistinctEarliest { get; init; }

    /// <summary>How many distinct values with the latest last appearance.</summary>
    public int DistinctLatest { get; init; }

    /// <summary>Up to how many distinct values one session is followed.</summary>
    public int SessionDistinct { get; init; }

    /// <summary>Whether the greatest value of the property is kept.</summary>
    public bool Greatest { get; init; }

    /// <summary>How many events make a burst; 0 when bursts are not looked for.</summary>
    public int BurstActions { get; init; }

    /// <summary>The longest time from the first to the last event of a burst, in milliseconds; included.</summary>
    public long BurstSpan { get; init; }

    /// <summary>Whether it is kept which patterns of the filter took part in the latest burst.</summary>
    public bool BurstPatterns { get; init; }

    /// <summary>For how many of the latest days, the newest with an event included, the events are counted day by day.</summary>
    public int Days { get; init; }

    internal SignalNeeds With(SignalNeeds other) => new()
    {
        Earliest = Math.Max(Earliest, other.Earliest),
        Latest = Math.Max(Latest, other.Latest),
        DistinctEarliest = Math.Max(DistinctEarliest, other.DistinctEarliest),
        DistinctLatest = Math.Max(DistinctLatest, other.DistinctLatest),
        SessionDistinct = Math.Max(SessionDistinct, other.SessionDistinct),
        Greatest = Greatest || other.Greatest,
        BurstActions = Math.Max(BurstActions, other.BurstActions),
        BurstSpan = Math.Max(BurstSpan, other.BurstSpan),
        BurstPatterns = BurstPatterns || other.BurstPatterns,
        Days = Math.Max(Days, other.Days),
    };

    /// <summary>Only what is kept, by name: a need that comes with a later release leaves the definitions of today as they are.</summary>
    internal string Canonical
    {
        get
        {
            (string Name, long Value)[] needs =
            [
                ("earliest", Earliest), ("latest", Latest), ("distinctEarliest", DistinctEarliest), ("distinctLatest", DistinctLatest),
                ("sessionDistinct", SessionDistinct), ("greatest", Greatest ? 1 : 0),
                ("burstActions", BurstActions), ("burstSpan", BurstSpan), ("burstPatterns", BurstPatterns ? 1 : 0),
                ("days", Days),
            ];
            return string.Concat(needs.Where(need => need.Value != 0).Select(need => string.Create(CultureInfo.InvariantCulture, $" keep {need.Name} {need.Value}")));
        }
    }
}
