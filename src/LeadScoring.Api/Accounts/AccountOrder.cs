using LeadScoring.Api.Http;
using LeadScoring.Api.Scoring;

namespace LeadScoring.Api.Accounts;

/// <summary>How a list of accounts is sorted: by one number of each row, then by id.</summary>
/// <param name="Column">The number in the database.</param>
/// <param name="KeyOf">The same of a row that was read or made.</param>
/// <param name="IsDescending">Whether the greatest comes first.</param>
internal sealed record AccountOrder(string Column, Func<AccountScore, long> KeyOf, bool IsDescending) : IComparer<AccountScore>
{
    public const string HighestTotalFirst = "-total";
    private const char Descending = '-';

    private static readonly Dictionary<string, (string Column, Func<AccountScore, long> KeyOf)> Ascending = new(StringComparer.Ordinal)
    {
        ["total"] = ("total", row => row.Total),
        ["fit"] = ("fit", row => row.Fit),
        ["behavior"] = ("behavior", row => row.Behavior),
        ["activeLeads"] = ("active_leads", row => row.ActiveLeads),
        ["keyActions"] = ("key_actions", row => row.KeyActions),
    };

    /// <summary>The names without a sign.</summary>
    public static IReadOnlyCollection<string> Names => Ascending.Keys;

    /// <summary>The order of this name, or null.</summary>
    public static AccountOrder? Named(string name) =>
        Ascending.TryGetValue(name, out var order) ? new AccountOrder(order.Column, order.KeyOf, IsDescending: false)
        : name.StartsWith(Descending) && Ascending.TryGetValue(name[1..], out order) ? new AccountOrder(order.Column, order.KeyOf, IsDescending: true)
        : null;

    /// <inheritdoc/>
    public int Compare(AccountScore? x, AccountScore? y) => Compare(PlaceOf(x!), PlaceOf(y!));

    /// <summary>Which of two places comes first.</summary>
    public int Compare(ListCursor a, ListCursor b)
    {
        var byKey = IsDescending ? b.Key.CompareTo(a.Key) : a.Key.CompareTo(b.Key);
        return byKey != 0 ? byKey : LeadKey.CompareIds(a.Id, b.Id);
    }

    /// <summary>Where a row stands.</summary>
    public ListCursor PlaceOf(AccountScore row) => new(KeyOf(row), row.AccountId!);
}
