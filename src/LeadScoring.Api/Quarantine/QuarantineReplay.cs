using System.Text.Json;
using LeadScoring.Api.Auditing;
using LeadScoring.Api.Data;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Quarantine;

/// <summary>
/// Takes items again: read like the first time, dated by their first receipt, with what their request said, and stored like any
/// event. What was taken is removed only after that is committed: after a crash in between it is a repeat, and so it is
/// for the second of two who replay one item at once.
/// </summary>
internal sealed class QuarantineReplay(LeadScoringDbContext db, EventIntake intake, QuarantineMetrics metrics, AuditTrail audit, Transactions transactions)
{
    /// <summary>Bytes of items that are read again at once; at least one item is.</summary>
    private const long MostBytes = 4 * 1024 * 1024;

    /// <summary>Takes an item again, as it is or corrected. When a corrected one cannot be taken, nothing is noted: the row tells of the item that it holds.</summary>
    /// <returns>Null when there is none of this id.</returns>
    public async Task<ItemOutcome?> ReplayAsync(Guid id, JsonElement? corrected, CancellationToken cancellationToken)
    {
        if (await db.QuarantinedEvents.AsNoTracking().SingleOrDefaultAsync(q => q.Id == id, cancellationToken) is not { } row)
        {
            return null;
        }

        var outcomes = await intake.TakeAsync([ReceivedItemOf(row, corrected)], cancellationToken);
        metrics.Replayed(outcomes);
        if (corrected is null || outcomes[0].Fault is null)
        {
            await SettleAsync([row.Id], outcomes, row.Id.ToString(), cancellationToken);
        }

        return outcomes[0];
    }

    /// <summary>Takes many items again, the oldest first, all in one go.</summary>
    public async Task<ReplayManyResponse> ReplayAsync(ReplayQuery query, CancellationToken cancellationToken)
    {
        var selected = db.QuarantinedEvents.AsNoTracking().Where(q => query.Code == null || q.Code == query.Code);
        var (ids, next) = await NextAsync(selected, query, cancellationToken);
        var rows = await db.QuarantinedEvents.AsNoTracking().Where(q => ids.Contains(q.Id)).OrderBy(q => q.FirstReceivedAt).ThenBy(q => q.Id).ToListAsync(cancellationToken);
        var outcomes = await intake.TakeAsync([.. rows.Select(row => ReceivedItemOf(row, null))], cancellationToken);
        metrics.Replayed(outcomes);
        await SettleAsync([.. rows.Select(row => row.Id)], outcomes, query.Code ?? "all", cancellationToken);
        return new ReplayManyResponse(
            outcomes.Count(outcome => outcome is { Fault: null, IsNew: true }),
            outcomes.Count(outcome => outcome is { Fault: null, IsNew: false, IsIgnored: false }),
            outcomes.Count(outcome => outcome.IsIgnored),
            outcomes.Count(outcome => outcome.Fault is not null),
            await selected.CountAsync(cancellationToken),
            next);
    }

    /// <summary>The ids whose turn it is, and the cursor behind them if there are more.</summary>
    private static async Task<(List<Guid> Ids, string? Next)> NextAsync(IQueryable<QuarantinedEvent> selected, ReplayQuery query, CancellationToken cancellationToken)
    {
        if (query.Cursor is not null && TimeCursor.Read(query.Cursor, query.CursorScope) is { } after)
        {
            selected = selected.Where(q => EF.Functions.GreaterThan(ValueTuple.Create(q.FirstReceivedAt, q.Id), ValueTuple.Create(after.At, after.Id)));
        }

        var places = await selected.OrderBy(q => q.FirstReceivedAt).ThenBy(q => q.Id).Take(query.Limit + 1).Select(q => new { q.FirstReceivedAt, q.Id, q.Size }).ToListAsync(cancellationToken);
        var bytes = 0L;
        var turn = places.Take(query.Limit).TakeWhile((place, i) => (bytes += place.Size) <= MostBytes || i == 0).ToList();
        return ([.. turn.Select(place => place.Id)], turn.Count < places.Count ? new TimeCursor(turn[^1].FirstReceivedAt, turn[^1].Id).Write(query.CursorScope) : null);
    }

    private static ReceivedItem ReceivedItemOf(QuarantinedEvent row, JsonElement? corrected)
    {
        var shared = row.Shared is null ? ItemReader.Empty : Dialect.Parse(row.Shared);
        // The same in each replay, so that an item without an id is stored once.
        var spareId = $"quarantine-{row.Id:N}";
        var read = Dialects.Named(row.Dialect)?.ReaderOf(shared, spareId)
            ?? ((_, _) => throw new RejectedItemException("unknown_type", $"the dialect {row.Dialect} is none that this version knows"));
        return new ReceivedItem(corrected ?? Dialect.Parse(row.Item), read, new Receipt(row.FirstReceivedAt, row.Source));
    }

    private async Task SettleAsync(Guid[] ids, ItemOutcome[] outcomes, string subject, CancellationToken cancellationToken) => await transactions.WriteAsync(
        async (connection, ct) =>
        {
            Guid[] taken = [.. ids.Where((_, i) => outcomes[i].Fault is null)];
            await connection.RemoveAsync(taken, ct);
            if (taken.Length > 0)
            {
                await audit.AddAsync(connection, AuditAction.QuarantineReplayed, subject, new { taken = taken.Length, rejected = ids.Length - taken.Length }, ct);
            }

            await connection.NoteFaultsAsync([.. ids.Zip(outcomes).Where(each => each.Second.Fault is not null).Select(each => (each.First, each.Second.Fault!.Code, QuarantinedEvent.Storable(each.Second.Fault.Message)))], ct);
            return true;
        },
        cancellationToken);
}
