using LeadScoring.Api.Data;
using LeadScoring.Api.Leads.Replay;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using Npgsql;

namespace LeadScoring.Api.Leads;

/// <summary>
/// Reads one lead's score. As of now, under the model in force, it is read together with whatever else is asked for meanwhile. Any
/// other moment or model is played back from the log.
/// </summary>
internal sealed class ScoreReader(CoalescedReads reads, CurrentScores scores, Transactions transactions, ModelCatalog catalog, TimeProvider clock)
{
    /// <summary>The score, or null when nothing was received under the identity, or nothing that counts at the moment asked for.</summary>
    public Task<ScoredLead?> ReadAsync(Identity identity, ScoreQuery query, CancellationToken cancellationToken) => query switch
    {
        { Models: not null } => transactions.ReadAsync((connection, ct) => scores.ReadSideBySideAsync(connection, LeadKey.Of(identity), ct), cancellationToken),
        { Model: null, IsOfThePast: false } => reads.ReadAsync(identity, cancellationToken),
        _ => transactions.ReadAsync((connection, ct) => ReadAsync(connection, identity, query, ct), cancellationToken),
    };

    private async Task<ScoredLead?> ReadAsync(NpgsqlConnection connection, Identity identity, ScoreQuery query, CancellationToken cancellationToken)
    {
        var models = catalog.Snapshot;
        var model = models.Named(query.Model) ?? throw new StaleModelsException();
        if (!query.IsOfThePast && models.InForce.Contains(model))
        {
            var key = LeadKey.Of(identity);
            return (await scores.ReadAsync(connection, [key], model.Model.Key, cancellationToken)).GetValueOrDefault(key);
        }

        return await connection.FindLeadAsync(identity, models, cancellationToken) is { } lead ? await ReplayAsync(connection, lead, models, model, query, cancellationToken) : null;
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
