using LeadScoring.Api.Http;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Leads;

/// <summary>What a page of leads holds, for rows of the database and for rows that were just computed alike.</summary>
/// <param name="Filter">The filters and the sort, validated.</param>
/// <param name="Limit">How many leads it has at most.</param>
/// <param name="After">It begins behind this place; null for the first page.</param>
/// <param name="Model">The model in force.</param>
/// <param name="ChangedBehind">All rows that changed at the time asked for or later stand behind this place in the feed; -1: anywhere.</param>
internal sealed record LeadPageRequest(LeadFilter Filter, int Limit, ListCursor? After, ActiveModel Model, long ChangedBehind = -1)
{
    /// <summary>By what was asked for, then by id.</summary>
    public RowOrder<LeadScore> Order { get; } = Filter.Order;

    public string[]? Bands { get; } = LeadFilter.WordsIn(Filter.Band);

    public string[]? FitTiers { get; } = LeadFilter.WordsIn(Filter.FitTier);

    public string[]? BehaviorTiers { get; } = LeadFilter.WordsIn(Filter.BehaviorTier);

    /// <summary>The totals, in hundredths, that the filters allow under the model in force; both ends included. Several bands may leave out some in between.</summary>
    public (int Least, int Most) Totals { get; } = TotalsOf(Filter, Model.Model.Bands);

    /// <summary>Whether a row that was just computed belongs to this page or a later one. Its email address is not in it: that is asked before.</summary>
    public bool Includes(LeadScore row) =>
        (Filter.Pql is null || row.IsPql == Filter.Pql)
        && IsWithin(row.Total, Totals) && IsWithin(row.Fit, Filter.Fits) && IsWithin(row.Behavior, Filter.Behaviors)
        && IsAmong(row.Band, Bands) && IsAmong(row.FitTier, FitTiers) && IsAmong(row.BehaviorTier, BehaviorTiers)
        && (Filter.AccountId is null || row.AccountId == Filter.AccountId)
        && (Filter.Blocked is null || row.BlockedBy.Length > 0 == Filter.Blocked)
        && (Filter.Spike is null || row.Spikes.Split(',').Contains(Filter.Spike, StringComparer.Ordinal))
        && (Filter.ActiveFrom is null || row.LastActiveOn >= Filter.ActiveFrom)
        && (Filter.UpdatedFrom is null || row.ChangedAt >= Filter.UpdatedFrom)
        && (After is not { } after || Order.Compare(Order.PlaceOf(row), after) > 0);

    private static bool IsWithin(int hundredths, (int Least, int Most) range) => hundredths >= range.Least && hundredths <= range.Most;

    private static bool IsAmong(string word, string[]? words) => words is null || words.Contains(word, StringComparer.Ordinal);

    /// <summary>From the lowest of the bands to the highest. A band that the model in force no longer has holds nobody.</summary>
    private static (int Least, int Most) TotalsOf(LeadFilter filter, IReadOnlyList<Band> bands)
    {
        var (least, most) = filter.Totals;
        if (LeadFilter.WordsIn(filter.Band) is not { } words)
        {
            return (least, most);
        }

        int[] asked = [.. Enumerable.Range(0, bands.Count).Where(i => words.Contains(bands[i].Key, StringComparer.Ordinal))];
        return asked is [var lowest, ..]
            ? (Math.Max(least, FirstTotalOf(bands[lowest])), asked[^1] + 1 < bands.Count ? Math.Min(most, FirstTotalOf(bands[asked[^1] + 1]) - 1) : most)
            : (1, 0);
    }

    /// <summary>The least total, in hundredths, whose percentage, rounded down, reaches the band.</summary>
    private static int FirstTotalOf(Band band) => band.From * ScoringModel.MostTotal.Hundredths / 100;
}
