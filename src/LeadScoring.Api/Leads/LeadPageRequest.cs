using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Leads;

/// <summary>What a page of leads holds, for rows of the database and for rows that were just computed alike.</summary>
/// <param name="Query">The query, validated.</param>
/// <param name="Model">The model in force.</param>
/// <param name="Now">The clock.</param>
internal sealed record LeadPageRequest(LeadListQuery Query, ActiveModel Model, DateTimeOffset Now)
{
    /// <summary>The page begins behind this lead; null for the first page.</summary>
    public LeadListCursor? After { get; } = Query.Cursor is null ? null : LeadListCursor.Read(Query.Cursor, Query);

    /// <summary>By total, in the direction that was asked for, then by id.</summary>
    public IComparer<LeadScore> Order { get; } = Comparer<LeadScore>.Create((a, b) => Compare(a, b.Total, b.LeadId, Query.IsDescending));

    /// <summary>The totals, in hundredths, that the filters allow; both ends included. A band is a range of totals too.</summary>
    public (int Least, int Most) Totals { get; } = TotalsOf(Query, Model.Model.Bands);

    /// <summary>Whether a row belongs to this page or a later one.</summary>
    public bool Includes(LeadScore row) =>
        (Query.Pql is null || row.IsPql == Query.Pql)
        && row.Total >= Totals.Least && row.Total <= Totals.Most
        && (Query.AccountId is null || row.AccountId == Query.AccountId)
        && (After is not { } after || Compare(row, after.Total, after.LeadId, Query.IsDescending) > 0);

    private static (int Least, int Most) TotalsOf(LeadListQuery query, IReadOnlyList<Band> bands)
    {
        var (least, most) = (query.LeastTotal, ScoringModel.MostTotal.Hundredths);
        if (query.Band is null)
        {
            return (least, most);
        }

        var i = bands.TakeWhile(band => band.Key != query.Band).Count();
        return (Math.Max(least, FirstTotalOf(bands[i])), i + 1 < bands.Count ? FirstTotalOf(bands[i + 1]) - 1 : most);
    }

    /// <summary>The least total, in hundredths, whose percentage, rounded down, reaches the band.</summary>
    private static int FirstTotalOf(Band band) => band.From * ScoringModel.MostTotal.Hundredths / 100;

    private static int Compare(LeadScore row, int total, string leadId, bool descending)
    {
        var byTotal = descending ? total.CompareTo(row.Total) : row.Total.CompareTo(total);
        return byTotal != 0 ? byTotal : LeadKey.CompareIds(row.LeadId, leadId);
    }
}
