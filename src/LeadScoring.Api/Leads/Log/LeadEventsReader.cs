using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Leads.Log;

/// <summary>Reads a lead's log page by page.</summary>
internal sealed class LeadEventsReader(Transactions transactions, ModelCatalog catalog)
{
    /// <summary>A page, or null when nothing was ever received under the identity.</summary>
    public Task<LeadEventsResponse?> ReadAsync(Identity identity, LeadEventsQuery query, CancellationToken cancellationToken) =>
        transactions.ReadAsync(
            async (connection, ct) =>
            {
                if (await connection.FindLeadAsync(identity, catalog.Snapshot, ct) is not { } lead)
                {
                    return null;
                }

                LeadKey[] identities = [lead.Key, .. lead.Identities.Select(LeadKey.OfKey)];
                var after = query.Cursor is null ? null : LeadEventsCursor.Read(query.Cursor, query.Order);
                // One more than the page has, to know whether there is a next one.
                var rows = await connection.ReadLogPageAsync(identities, after, query.Order == LeadEventsQuery.NewestFirst, query.Limit + 1, ct);
                var next = rows.Count > query.Limit ? LeadEventsCursor.Of(rows[query.Limit - 1]).Write(query.Order) : null;
                return new LeadEventsResponse(Identity.FromKey(lead.Key.LeadId).LeadId, [.. rows.Take(query.Limit).Select(LeadEventItem.Of)], next);
            },
            cancellationToken);
}
