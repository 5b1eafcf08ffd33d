using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Leads;

/// <summary>Reads what is known of one lead, beside its score.</summary>
internal sealed class LeadReader(Transactions transactions, ModelCatalog catalog, TimeProvider clock)
{
    /// <summary>What is known; null when nothing was ever received under the identity.</summary>
    public Task<LeadResponse?> ReadAsync(Identity identity, CancellationToken cancellationToken) => transactions.ReadAsync(
        async (connection, ct) =>
        {
            var models = catalog.Snapshot;
            if (await connection.FindLeadAsync(identity, models, ct) is not { } row)
            {
                return null;
            }

            var records = await new LeadLoader(models, connection).OpenAsync([row], lockAccounts: false, static _ => false, clock.GetUtcNow(), ct);
            return LeadResponse.Of(records[0]);
        },
        cancellationToken);
}
