using LeadScoring.Api.Auditing;
using LeadScoring.Api.Data;
using LeadScoring.Api.Http;
using LeadScoring.Api.Webhooks.Sending;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Webhooks.Deliveries;

/// <summary>Shows what endpoints were told, and has it sent again.</summary>
internal sealed class DeliveryLog(LeadScoringDbContext db, DispatchSignal dispatch, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Messages of one statement.</summary>
    private const int MostReplayedAtOnce = 1_000;

    // A message's id does not say its bucket.
    private static readonly short[] AllBuckets = [.. Enumerable.Range(0, Bucket.Count).Select(bucket => (short)bucket)];

    /// <summary>A page, the newest first.</summary>
    public async Task<DeliveryListResponse> ReadAsync(Guid endpointId, DeliveryQuery query, CancellationToken cancellationToken)
    {
        var rows = db.WebhookDeliveries.AsNoTracking().Where(row => row.EndpointId == endpointId);
        if (query.State is { } state)
        {
            rows = rows.Where(row => row.State == state);
        }

        if (query.Cursor is not null && TimeCursor.Read(query.Cursor, query.CursorScope) is { } after)
        {
            rows = rows.Where(row => EF.Functions.LessThan(ValueTuple.Create(row.CreatedAt, row.Id), ValueTuple.Create(after.At, after.Id)));
        }

        // One more than the page has, to know whether there is a next one.
        var found = await rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Take(query.Limit + 1).Select(DeliveryItem.OfRow).ToListAsync(cancellationToken);
        DeliveryItem[] page = [.. found.Take(query.Limit)];
        return new DeliveryListResponse(page, found.Count > page.Length ? new TimeCursor(page[^1].CreatedAt, page[^1].Id).Write(query.CursorScope) : null);
    }

    /// <summary>A message with its attempts; null when the endpoint has none of this id.</summary>
    public async Task<DeliveryWhole?> FindAsync(Guid endpointId, Guid id, CancellationToken cancellationToken)
    {
        if (await db.WebhookDeliveries.AsNoTracking().SingleOrDefaultAsync(row => AllBuckets.Contains(row.Bucket) && row.Id == id && row.EndpointId == endpointId, cancellationToken) is not { } delivery)
        {
            return null;
        }

        var attempts = await db.WebhookAttempts.AsNoTracking().Where(attempt => attempt.Bucket == delivery.Bucket && attempt.DeliveryId == id).OrderBy(attempt => attempt.Number).ToListAsync(cancellationToken);
        return DeliveryWhole.Of(delivery, attempts);
    }

    /// <summary>Has a message sent again, from the beginning of the schedule; one that is just being sent is left alone.</summary>
    /// <returns>The message; null when the endpoint has none of this id.</returns>
    public async Task<DeliveryWhole?> ReplayAsync(Guid endpointId, Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var replayed = await db.WebhookDeliveries.Where(row => AllBuckets.Contains(row.Bucket) && row.Id == id && row.EndpointId == endpointId && row.LeaseId == null)
            .ExecuteUpdateAsync(
                row => row.SetProperty(each => each.State, DeliveryState.Waiting).SetProperty(each => each.NextAttemptAt, now).SetProperty(each => each.BegunAt, now).SetProperty(each => each.Step, 0),
                cancellationToken);
        if (replayed > 0)
        {
            await NoteAsync(endpointId, new { message = id }, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        dispatch.Set();
        return await FindAsync(endpointId, id, cancellationToken);
    }

    /// <summary>Has all messages of a time sent again, tests left out, in parts.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ReplayAsync(Guid endpointId, ReplayDeliveriesRequest request, CancellationToken cancellationToken)
    {
        var (now, replayed, after) = (clock.GetUtcNow(), 0, (CreatedAt: request.From!.Value.ToUniversalTime(), Id: Guid.Empty));
        string[] states = [.. request.States ?? [DeliveryState.Failed]];
        var to = (request.To ?? now).ToUniversalTime();
        while (true)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var part = await ReplayPartAsync(endpointId, after, to, states, now, cancellationToken);
            if (part.Count > 0 && replayed == 0)
            {
                // With the first part: what is begun is noted, whatever becomes of the rest.
                await NoteAsync(endpointId, new { from = request.From, to, states }, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            if (part.Count == 0)
            {
                dispatch.Set();
                return replayed;
            }

            replayed += part.Count;
            var last = part.MaxBy(row => (row.CreatedAt, row.Id.ToString()))!;
            after = (last.CreatedAt, last.Id);
        }
    }

    private Task<List<ReplayedRow>> ReplayPartAsync(Guid endpointId, (DateTimeOffset CreatedAt, Guid Id) after, DateTimeOffset to, string[] states, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<ReplayedRow>(
            $"""
            WITH part AS (
                SELECT bucket, id, created_at FROM webhook_deliveries
                WHERE endpoint_id = {endpointId} AND created_at < {to} AND (created_at, id) > ({after.CreatedAt}, {after.Id})
                    AND state = ANY ({states}) AND lease_id IS NULL AND kind <> {DeliveryKind.Test}
                ORDER BY created_at, id LIMIT {MostReplayedAtOnce} FOR UPDATE SKIP LOCKED),
            replayed AS (
                UPDATE webhook_deliveries d SET state = {DeliveryState.Waiting}, next_attempt_at = {now}, begun_at = {now}, step = 0
                FROM part WHERE d.bucket = part.bucket AND d.id = part.id)
            SELECT created_at AS "CreatedAt", id AS "Id" FROM part
            """).ToListAsync(cancellationToken);

    private Task<int> NoteAsync(Guid endpointId, object details, CancellationToken cancellationToken)
    {
        audit.Add(db, AuditAction.MessagesReplayed, endpointId.ToString(), details);
        return db.SaveChangesAsync(cancellationToken);
    }

    private sealed record ReplayedRow(DateTimeOffset CreatedAt, Guid Id);
}
