using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Leads;

/// <summary>Reads the scores of many, computed as of now, in a few statements for all of them.</summary>
internal sealed class ScoreLookup(Transactions transactions, ModelCatalog catalog, TimeProvider clock)
{
    private static readonly LookupItem Nobody = new(null, null, Found: false, null, null);

    public Task<LookupResponse> ReadAsync(LookupRequest request, CancellationToken cancellationToken) =>
        transactions.ReadAsync(
            async (connection, ct) =>
            {
                var models = catalog.Snapshot;
                var now = clock.GetUtcNow();
                string[] ids = [.. request.Ids?.OfType<string>() ?? []];
                string[] emails = [.. request.Emails?.OfType<string>() ?? []];
                var links = await connection.ReadPathsAsync(ids.Select(KeyOf), ct);
                var byEmail = await connection.FindByEmailsAsync([.. emails.Distinct(StringComparer.Ordinal)], ct);
                HashSet<LeadKey> leads = [.. ids.Select(id => links.LeadOf(KeyOf(id))), .. byEmail.SelectMany(found => found)];
                var rows = await connection.ReadLeadsAsync(leads, ct);
                var records = await new LeadLoader(models, connection).OpenAsync(rows, lockAccounts: false, static _ => false, now, ct);
                // A lead without a score row has nothing in its log.
                var items = records.Where(record => record.Scores.Count > 0).ToDictionary(record => record.Key, record => ItemOf(record, models, now));
                return new LookupResponse(
                [
                    .. ids.Select(id => (items.GetValueOrDefault(links.LeadOf(KeyOf(id))) ?? Nobody) with { Id = id }),
                    .. emails.SelectMany(email => byEmail[email].Select(items.GetValueOrDefault).OfType<LookupItem>().DefaultIfEmpty(Nobody).Select(item => item with { Email = email })),
                ]);
            },
            cancellationToken);

    private static LeadKey KeyOf(string id) => LeadKey.Of(Identity.FromPath(id));

    private static LookupItem ItemOf(LeadRecord record, ModelSnapshot models, DateTimeOffset now)
    {
        var row = record.RowAsOf(models, models.Current, now);
        var evaluation = ScoringEngine.Evaluate(models.Current.Model, record.Facts, ScoreKeeping.AsOf(now, row, record.Facts));
        return new LookupItem(null, null, Found: true, LeadListItem.Of(row, models), Explanation.TextOf(evaluation, Explanation.Top));
    }
}
