using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Scoring;
using Npgsql;

namespace LeadScoring.Api.Leads;

/// <summary>
/// Scores leads as of now, computed from their digests; what is stored is only asked for what is memory: since when a lead is a PQL.
/// </summary>
internal sealed class CurrentScores(ModelCatalog catalog, TimeProvider clock)
{
    /// <summary>Scores the leads that these identities belong to.</summary>
    /// <param name="connection">With a transaction that sees one moment.</param>
    /// <param name="identities">All different.</param>
    /// <param name="modelKey">The model, in force; null: the primary one.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    /// <returns>By identity; without those under which nothing was ever received.</returns>
    /// <exception cref="StaleModelsException">A lead was scored by somebody who knows newer models.</exception>
    public async Task<Dictionary<LeadKey, ScoredLead>> ReadAsync(NpgsqlConnection connection, IReadOnlyCollection<LeadKey> identities, string? modelKey, CancellationToken cancellationToken)
    {
        var (models, now) = (catalog.Snapshot, clock.GetUtcNow());
        var model = modelKey is null ? models.Current : models.InForceAs(modelKey) ?? throw new StaleModelsException();
        var found = await connection.FindLeadsAsync(identities, models, cancellationToken);
        var records = await OpenAsync(connection, found.Values.DistinctBy(row => row.Key), models, now, cancellationToken);
        var scores = records.ToDictionary(record => record.Key, record => Score(record, models, model, now));
        return found.ToDictionary(each => each.Key, each => scores[each.Value.Key]);
    }

    /// <summary>Scores the lead that an identity belongs to under the primary model, with what all models in force come to beside it.</summary>
    /// <param name="connection">With a transaction that sees one moment.</param>
    /// <param name="identity">The identity.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    /// <returns>Null when nothing was ever received under the identity.</returns>
    /// <exception cref="StaleModelsException">The lead was scored by somebody who knows newer models.</exception>
    public async Task<ScoredLead?> ReadSideBySideAsync(NpgsqlConnection connection, LeadKey identity, CancellationToken cancellationToken)
    {
        var (models, now) = (catalog.Snapshot, clock.GetUtcNow());
        var found = await connection.FindLeadsAsync([identity], models, cancellationToken);
        if (await OpenAsync(connection, found.Values, models, now, cancellationToken) is not [var record])
        {
            return null;
        }

        ScoredLead[] scores = [.. models.InForce.Select(model => Score(record, models, model, now))];
        return scores[0] with { SideBySide = scores };
    }

    private static Task<List<LeadRecord>> OpenAsync(NpgsqlConnection connection, IEnumerable<LeadRow> rows, ModelSnapshot models, DateTimeOffset now, CancellationToken cancellationToken) =>
        new LeadLoader(models, connection).OpenAsync([.. rows], lockAccounts: false, static _ => false, now, cancellationToken);

    private static ScoredLead Score(LeadRecord record, ModelSnapshot models, ActiveModel model, DateTimeOffset now)
    {
        var (row, facts) = (record.Settle(models, model, now).Row, record.Facts);
        var evaluation = ScoringEngine.Evaluate(model.Model, facts, ScoreKeeping.AsOf(now, row, facts));
        return new ScoredLead(record.Key, record.Identities.Length, record.Account.Id, model, evaluation, row.PqlSince);
    }
}
