using LeadScoring.Api.Data;
using LeadScoring.Api.Http;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Auditing;

/// <summary>Reads the audit trail.</summary>
internal sealed class AuditList(LeadScoringDbContext db)
{
    /// <summary>A page, the newest first.</summary>
    public async Task<AuditListResponse> ReadAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        // One more than the page has, to know whether there is a next one.
        var found = await Filtered(query).OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id).Take(query.Limit + 1).ToListAsync(cancellationToken);
        AuditEntry[] page = [.. found.Take(query.Limit)];
        return new AuditListResponse([.. page.Select(AuditItem.Of)], found.Count > page.Length ? new TimeCursor(page[^1].At, page[^1].Id).Write(query.CursorScope) : null);
    }

    private IQueryable<AuditEntry> Filtered(AuditQuery query)
    {
        var rows = db.AuditEntries.AsNoTracking();
        if (query.From?.ToUniversalTime() is { } from)
        {
            rows = rows.Where(entry => entry.At >= from);
        }

        if (query.To?.ToUniversalTime() is { } to)
        {
            rows = rows.Where(entry => entry.At < to);
        }

        if (query.Action is { } action)
        {
            rows = rows.Where(entry => entry.Action == action);
        }

        if (query.Subject is { } subject)
        {
            rows = rows.Where(entry => entry.Subject == subject);
        }

        return query.Cursor is not null && TimeCursor.Read(query.Cursor, query.CursorScope) is { } after
            ? rows.Where(entry => EF.Functions.LessThan(ValueTuple.Create(entry.At, entry.Id), ValueTuple.Create(after.At, after.Id)))
            : rows;
    }
}
