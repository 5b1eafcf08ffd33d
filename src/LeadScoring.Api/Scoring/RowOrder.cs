using LeadScoring.Api.Http;

namespace LeadScoring.Api.Scoring;

/// <summary>How a list of score rows is sorted: by one number of each row, then by id.</summary>
/// <param name="Column">The number in the database.</param>
/// <param name="PlaceOf">Where a row stands that was read or made: the same number, and the id.</param>
/// <param name="IsDescending">Whether the greatest number comes first.</param>
internal sealed record RowOrder<TRow>(string Column, Func<TRow, ListCursor> PlaceOf, bool IsDescending) : IComparer<TRow>
    where TRow : ScoreRow
{
    /// <inheritdoc/>
    public int Compare(TRow? x, TRow? y) => Compare(PlaceOf(x!), PlaceOf(y!));

    /// <summary>Which of two places comes first.</summary>
    public int Compare(ListCursor a, ListCursor b)
    {
        var byKey = IsDescending ? b.Key.CompareTo(a.Key) : a.Key.CompareTo(b.Key);
        return byKey != 0 ? byKey : LeadKey.CompareIds(a.Id, b.Id);
    }
}

/// <summary>The orders of a list by their names.</summary>
/// <param name="ascending">Each name with the number in the database and in a row.</param>
/// <param name="idOf">The id of a row.</param>
internal sealed class RowOrders<TRow>(IReadOnlyDictionary<string, (string Column, Func<TRow, long> KeyOf)> ascending, Func<TRow, string> idOf)
    where TRow : ScoreRow
{
    /// <summary>Before a name: from the greatest or latest down.</summary>
    private const char Descending = '-';

    /// <summary>All names, with and without a sign.</summary>
    public IEnumerable<string> Names => ascending.Keys.SelectMany(name => (string[])[name, Descending + name]);

    /// <summary>What is wrong with a name that is none.</summary>
    public string Message => $"sort must be one of {string.Join(", ", ascending.Keys)}; a {Descending} in front is for the greatest or latest first.";

    /// <summary>The order of this name, or null.</summary>
    public RowOrder<TRow>? Named(string name)
    {
        var isDescending = name.StartsWith(Descending);
        return ascending.TryGetValue(isDescending ? name[1..] : name, out var order) ? new RowOrder<TRow>(order.Column, row => new ListCursor(order.KeyOf(row), idOf(row)), isDescending) : null;
    }
}
