using LeadScoring.Api.Data;
using LeadScoring.Api.Leads.Replay;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using Npgsql;

namespace LeadScoring.Api.Leads;

/// <summary>
/// Reads one lead's score. As of now it is computed from the digest; what is stored is only asked for what is memory: since when
/// the lead is a PQL. Any other moment or model is played back from the log.
/// </summary>
internal sealed class ScoreReader(Transactions transactions, ModelCatalog catalog, TimeProvider clock)
{
    /// <summary>The score, or null when nothing was received under the identity, or nothing that counts at the moment asked for.</summary>
    public Task<ScoredLead?> ReadAsync(Identity identity, ScoreQuery query, CancellationToken cancellationToken) =>
        transactions.ReadAsync(
            async (connection, ct) =>
            {
                var models = catalog.Snapshot;
                var model = models.Named(query.Model) ?? throw new StaleModelsException();
                if (await connection.FindLeadAsync(identity, models, ct) is not { } lead)
                {
                    return null;
                }

                return query.IsOfThePast || model != models.Current
                    ? await ReplayAsync(connection, lead, models, model, query, ct)
                    : await ReadNowAsync(connection, lead, models, ct);
            },
            cancellationToken);

    private async Task<ScoredLead?> ReadNowAsync(NpgsqlConnection connection, LeadRow lead, ModelSnapshot models, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var record = (await new LeadLoader(models, connection).OpenAsync([lead], lockAccounts: false, static _ => false, now, cancellationToken))[0];
        var row = record.Settle(models, now).Row;
        var evaluation = ScoringEngine.Evaluate(models.Current.Model, record.Facts, ScoreKeeping.AsOf(now, row, record.Facts));
        return new ScoredLead(lead.Key, record.Identities.Length, record.Account.Id, models.Current, evaluation, row.PqlSince);
    }

    private async Task<ScoredLead?> ReplayAsync(NpgsqlConnection connection, LeadRow lead, ModelSnapshot models, ActiveModel model, ScoreQuery query, CancellationToken cancellationToken)
    {
        var asOf = query.AsOf ?? query.KnownAt ?? clock.GetUtcNow();
        var log = await LogReader.ReadAsync(connection, lead, asOf, query.KnownAt, cancellationToken);
        if (!log.IsKnownAt(asOf))
        {
            return null;
        }

        var replay = new LeadReplay(model.Model, models.Layout, log);
        replay.PlayTo(asOf);
        return new ScoredLead(lead.Key, log.Identities, replay.AccountId, model, ScoringEngine.Evaluate(model.Model, replay.Facts, asOf), replay.PqlSince);
    }
}
