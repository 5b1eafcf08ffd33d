using LeadScoring.Api.Auditing;
using LeadScoring.Api.Data;
using LeadScoring.Api.Http;
using LeadScoring.Domain.Leads;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Quarantine;

/// <summary>Looks at what is in quarantine, and throws it away.</summary>
internal sealed class QuarantineList(LeadScoringDbContext db, Transactions transactions, AuditTrail audit)
{
    /// <summary>A page, the newest first. A row's first receipt never changes, so that rows which come or are counted meanwhile shift nothing.</summary>
    public async Task<QuarantineListResponse> ReadAsync(QuarantineQuery query, CancellationToken cancellationToken)
    {
        var rows = Filtered(query);
        if (query.Cursor is not null && TimeCursor.Read(query.Cursor, query.CursorScope) is { } after)
        {
            rows = rows.Where(q => EF.Functions.LessThan(ValueTuple.Create(q.FirstReceivedAt, q.Id), ValueTuple.Create(after.At, after.Id)));
        }

        // One more than the page has, to know whether there is a next one.
        var found = await rows.OrderByDescending(q => q.FirstReceivedAt).ThenByDescending(q => q.Id).Take(query.Limit + 1).Select(QuarantinedItem.OfRow).ToListAsync(cancellationToken);
        QuarantinedItem[] page = [.. found.Take(query.Limit)];
        return new QuarantineListResponse(page, found.Count > page.Length ? new TimeCursor(page[^1].FirstReceivedAt, page[^1].Id).Write(query.CursorScope) : null);
    }

    /// <summary>An item with all that is known of it; null when there is none of this id.</summary>
    public async Task<QuarantinedItemWhole?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.QuarantinedEvents.AsNoTracking().SingleOrDefaultAsync(q => q.Id == id, cancellationToken) is { } row ? QuarantinedItemWhole.Of(row) : null;

    /// <summary>Whether there was one to delete.</summary>
    public Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken) => transactions.WriteAsync(
        async (connection, ct) =>
        {
            var deleted = await connection.RemoveAsync([id], ct) > 0;
            if (deleted)
            {
                await audit.AddAsync(connection, AuditAction.QuarantineDeleted, id.ToString(), new { items = 1 }, ct);
            }

            return deleted;
        },
        cancellationToken);

    /// <summary>Deletes the items of a code, or all.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> DeleteAsync(QuarantineSelection selection, CancellationToken cancellationToken) => transactions.WriteAsync(
        async (connection, ct) =>
        {
            var deleted = await connection.RemoveAsync(selection.Code, ct);
            if (deleted > 0)
            {
                await audit.AddAsync(connection, AuditAction.QuarantineDeleted, selection.Code ?? "all", new { items = deleted }, ct);
            }

            return deleted;
        },
        cancellationToken);

    private IQueryable<QuarantinedEvent> Filtered(QuarantineQuery query)
    {
        var rows = db.QuarantinedEvents.AsNoTracking();
        if (query.Code is { } code)
        {
            rows = rows.Where(q => q.Code == code);
        }

        if (query.MessageId is { } messageId)
        {
            rows = rows.Where(q => q.MessageId == messageId);
        }

        if (query.LeadId is { } leadId)
        {
            var identity = Identity.FromPath(leadId).Key;
            rows = rows.Where(q => q.Identities.Contains(identity));
        }

        return rows;
    }
}
