using LeadScoring.Api.Data;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Leads.Replay;
using LeadScoring.Api.Models.Backtests;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Models.Preview;

/// <summary>Scores one lead under what publishing a document would replace and under the document itself, from its log: the document may count what no digest holds.</summary>
internal sealed class ModelPreview(LeadScoringDbContext db, Transactions transactions, ModelCatalog catalog, TimeProvider clock)
{
    /// <returns>The preview, and whether there is such a model; null where there is none, or no such lead.</returns>
    /// <exception cref="ModelException">The document has faults.</exception>
    public async Task<(PreviewResponse? Preview, bool IsModelKnown)> ReadAsync(string key, PreviewRequest request, CancellationToken cancellationToken) =>
        await db.FindModelToTryAsync(key, request.Version, request.Document?.GetRawText(), cancellationToken) is var (candidate, model)
            ? (await ReadAsync(Identity.FromPath(request.LeadId!), candidate.Version, model, cancellationToken), true)
            : (null, false);

    private Task<PreviewResponse?> ReadAsync(Identity identity, int? version, ScoringModel model, CancellationToken cancellationToken) => transactions.ReadAsync(
        async (connection, ct) =>
        {
            var (models, now) = (catalog.Snapshot, clock.GetUtcNow());
            if (await connection.FindLeadAsync(identity, models, ct) is not { } lead)
            {
                return null;
            }

            var log = await LogReader.ReadAsync(connection, lead, now, null, ct);
            return Compare(Identity.FromKey(lead.Key.LeadId), models.BaselineOfImpact(model.Key), new TriedModel(version, model), log, now);
        },
        cancellationToken);

    private static PreviewResponse Compare(Identity lead, ActiveModel against, TriedModel tried, LeadLog log, DateTimeOffset now)
    {
        var playback = new LogPlayback(DigestLayout.For(against.Model, tried.Model), log);
        playback.TakeIn(now);
        var (before, after) = (ScoringEngine.Evaluate(against.Model, playback.Facts, now), ScoringEngine.Evaluate(tried.Model, playback.Facts, now));
        return new PreviewResponse(
            lead.LeadId,
            now,
            tried.Model.Key,
            tried.Version,
            $"{against.Model.Key}@{against.Version}",
            TriedNumbers.Of(before),
            TriedNumbers.Of(after),
            [.. PointsChange.Between(before.Contributions, after.Contributions).Select(ChangedContribution.Of)]);
    }
}
