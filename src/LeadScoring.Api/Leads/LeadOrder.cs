using LeadScoring.Api.Http;
using LeadScoring.Api.Scoring;

namespace LeadScoring.Api.Leads;

/// <summary>How a list is sorted: by one number of each row, then by id.</summary>
/// <param name="Column">The number in the database.</param>
/// <param name="KeyOf">The same of a row that was read or made.</param>
/// <param name="IsDescending">Whether the greatest comes first.</param>
internal sealed record LeadOrder(string Column, Func<LeadScore, long> KeyOf, bool IsDescending) : IComparer<LeadScore>
{
    public const string HighestTotalFirst = "-total";

    /// <summary>In the place of a change that is not written yet: whatever is written stands before it.</summary>
    public const long Unwritten = long.MaxValue;

    private const char Descending = '-';

    /// <summary>Only the total and the order of change have indexes: one more would cost each write of a score.</summary>
    private static readonly Dictionary<string, (string Column, Func<LeadScore, long> KeyOf)> Ascending = new(StringComparer.Ordinal)
    {
        ["total"] = ("total", row => row.Total),
        ["fit"] = ("fit", row => row.Fit),
        ["behavior"] = ("behavior", row => row.Behavior),
        // Days since the first of year 1, as DateOnly counts them.
        ["lastActive"] = ("coalesce(last_active_on - DATE '0001-01-01', -1)", row => row.LastActiveOn?.DayNumber ?? -1),
        ["updated"] = ("position", row => row.Position),
    };

    /// <summary>The names without a sign.</summary>
    public static IReadOnlyCollection<string> Names => Ascending.Keys;

    /// <summary>The order of this name, or null.</summary>
    public static LeadOrder? Named(string name) =>
        Ascending.TryGetValue(name, out var order) ? new LeadOrder(order.Column, order.KeyOf, IsDescending: false)
        : name.StartsWith(Descending) && Ascending.TryGetValue(name[1..], out order) ? new LeadOrder(order.Column, order.KeyOf, IsDescending: true)
        : null;

    /// <inheritdoc/>
    public int Compare(LeadScore? x, LeadScore? y) => Compare(PlaceOf(x!), PlaceOf(y!));

    /// <summary>Which of two places comes first.</summary>
    public int Compare(ListCursor a, ListCursor b)
    {
        var byKey = IsDescending ? b.Key.CompareTo(a.Key) : a.Key.CompareTo(b.Key);
        return byKey != 0 ? byKey : LeadKey.CompareIds(a.Id, b.Id);
    }

    /// <summary>Where a row stands.</summary>
    public ListCursor PlaceOf(LeadScore row) => new(KeyOf(row), row.LeadId);
}
