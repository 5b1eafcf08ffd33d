using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Scoring.Gaps;

namespace LeadScoring.Api.Leads.Outlook;

/// <summary>Reads what is to come of a lead: how its score fades, and what would make it a PQL.</summary>
internal sealed class OutlookReader(Transactions transactions, ModelCatalog catalog, TimeProvider clock)
{
    /// <summary>The forecast, or null when nothing was ever received under the identity.</summary>
    public async Task<ForecastResponse?> ForecastAsync(Identity identity, int days, CancellationToken cancellationToken) =>
        await OpenAsync(identity, cancellationToken) is { } lead
            ? ForecastResponse.Of(lead.Id, lead.Model, Forecast.Of(lead.Model.Model, lead.Facts, lead.AsOf, lead.AsOf.AddDays(days), ForecastResponse.MostChanges))
            : null;

    /// <summary>The gap, or null when nothing was ever received under the identity.</summary>
    public async Task<GapResponse?> GapAsync(Identity identity, CancellationToken cancellationToken) =>
        await OpenAsync(identity, cancellationToken) is { } lead
            ? GapResponse.Of(lead.Id, lead.Model, Gap.Of(lead.Model.Model, lead.Facts, lead.AsOf))
            : null;

    /// <summary>Reads the lead; what takes the engine longer than one score is done when the connection has been given back.</summary>
    private Task<OpenedLead?> OpenAsync(Identity identity, CancellationToken cancellationToken) =>
        transactions.ReadAsync(
            async (connection, ct) =>
            {
                var models = catalog.Snapshot;
                if (await connection.FindLeadAsync(identity, models, ct) is not { } row)
                {
                    return null;
                }

                var now = clock.GetUtcNow();
                var record = (await new LeadLoader(models, connection).OpenAsync([row], lockAccounts: false, static _ => false, now, ct))[0];
                return new OpenedLead(
                    Identity.FromKey(record.Key.LeadId), models.Current, record.Facts, ScoreKeeping.AsOf(now, record.Settle(models, models.Current, now).Row, record.Facts));
            },
            cancellationToken);

    /// <summary>A lead as of now.</summary>
    private sealed record OpenedLead(Identity Id, ActiveModel Model, LeadFacts Facts, DateTimeOffset AsOf);
}
