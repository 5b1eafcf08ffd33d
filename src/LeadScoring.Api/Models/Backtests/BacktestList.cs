using System.Runtime.CompilerServices;
using LeadScoring.Api.Data;
using LeadScoring.Api.Http;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Shows backtests and what they found.</summary>
internal sealed class BacktestList(LeadScoringDbContext db)
{
    /// <summary>Flips of an export that are read at once and held in memory.</summary>
    private const int Page = 1_000;

    /// <summary>What a cursor of flips is good for. Its number is the same in whatever backtest.</summary>
    public static string ScopeOf(string? kind) => $"flips\n{kind}";

    /// <summary>A page of backtests, the newest first. When they were asked for never changes, so those that come meanwhile shift nothing.</summary>
    public async Task<BacktestListResponse> ReadAsync(BacktestQuery query, CancellationToken cancellationToken)
    {
        var rows = db.Backtests.AsNoTracking();
        if (query.Cursor is not null && TimeCursor.Read(query.Cursor, BacktestQuery.CursorScope) is { } after)
        {
            rows = rows.Where(b => EF.Functions.LessThan(ValueTuple.Create(b.RequestedAt, b.Id), ValueTuple.Create(after.At, after.Id)));
        }

        // One more than the page has, to know whether there is a next one.
        var found = await rows.OrderByDescending(b => b.RequestedAt).ThenByDescending(b => b.Id).Take(query.Limit + 1).ToListAsync(cancellationToken);
        Backtest[] page = [.. found.Take(query.Limit)];
        return new BacktestListResponse(
            [.. page.Select(BacktestResponse.Of)],
            found.Count > page.Length ? new TimeCursor(page[^1].RequestedAt, page[^1].Id).Write(BacktestQuery.CursorScope) : null);
    }

    /// <summary>A backtest; null when there is none of this id.</summary>
    public async Task<Backtest?> FindAsync(Guid id, CancellationToken cancellationToken) => await db.Backtests.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellationToken);

    /// <summary>A page of flips; null when there is no backtest of this id. Of one that runs those that were found so far.</summary>
    public async Task<FlipListResponse?> ReadFlipsAsync(Guid id, FlipQuery query, CancellationToken cancellationToken)
    {
        if (!await db.Backtests.AnyAsync(b => b.Id == id, cancellationToken))
        {
            return null;
        }

        var after = query.Cursor is null ? 0 : ListCursor.Read(query.Cursor, ScopeOf(query.Kind))!.Value.Key;
        var found = await FlipsBehind(id, query.Kind, after).Take(query.Limit + 1).ToListAsync(cancellationToken);
        BacktestFlip[] page = [.. found.Take(query.Limit)];
        return new FlipListResponse([.. page.Select(FlipResponse.Of)], found.Count > page.Length ? new ListCursor(page[^1].Number, page[^1].LeadId).Write(ScopeOf(query.Kind)) : null);
    }

    /// <summary>All flips, page by page.</summary>
    public async IAsyncEnumerable<FlipResponse> ExportAsync(Guid id, string? kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<BacktestFlip> page;
        for (var last = 0L; (page = await FlipsBehind(id, kind, last).Take(Page).ToListAsync(cancellationToken)).Count > 0; last = page[^1].Number)
        {
            foreach (var flip in page)
            {
                yield return FlipResponse.Of(flip);
            }
        }
    }

    private IQueryable<BacktestFlip> FlipsBehind(Guid id, string? kind, long number) =>
        db.BacktestFlips.AsNoTracking().Where(f => f.BacktestId == id && f.Number > number && (kind == null || f.Kind == kind)).OrderBy(f => f.Number);
}
