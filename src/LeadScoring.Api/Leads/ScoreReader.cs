using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Leads;

/// <summary>Reads one lead's score, computed as of now. What is stored is only asked for what is memory: since when the lead is a PQL.</summary>
internal sealed class ScoreReader(Transactions transactions, ModelCatalog catalog, TimeProvider clock)
{
    /// <summary>The score, or null when nothing was ever received under the identity.</summary>
    public Task<LeadScoreResponse?> ReadAsync(Identity identity, CancellationToken cancellationToken) =>
        transactions.ReadAsync(
            async (connection, ct) =>
            {
                var models = catalog.Snapshot;
                var now = clock.GetUtcNow();
                var lead = LeadKey.Of(identity);
                var rows = await connection.ReadLeadsAsync([lead], ct);
                if (rows is [{ Link: not null }])
                {
                    lead = (await connection.ReadPathsAsync([lead], ct)).LeadOf(lead);
                    rows = await connection.ReadLeadsAsync([lead], ct);
                }

                var records = await new LeadLoader(models, connection).OpenAsync(rows, lockAccounts: false, static _ => false, now, ct);
                if (records is not [{ Score: not null } record])
                {
                    return null;
                }

                var row = (LeadScore)record.Settle(models, now).Row;
                var evaluation = ScoringEngine.Evaluate(models.Current.Model, record.Facts, ScoreKeeping.AsOf(now, row, record.Facts));
                return LeadScoreResponse.Of(record, models.Current, evaluation, row);
            },
            cancellationToken);
}
