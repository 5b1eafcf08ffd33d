using LeadScoring.Api.Data;
using LeadScoring.Api.Webhooks.FanOut;
using LeadScoring.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Opens what is to be tried.</summary>
internal sealed class Trials(LeadScoringDbContext db, ModelCatalog catalog, Audience audience, TimeProvider clock, IOptions<BacktestOptions> options)
{
    /// <summary>The trial that was asked for; null: it has been removed.</summary>
    /// <exception cref="BacktestFaultException">It cannot be done any more.</exception>
    /// <exception cref="ModelException">The document has faults: this version of the service reads it otherwise than the one that took it.</exception>
    public async Task<Trial?> OpenAsync(Guid id, CancellationToken cancellationToken)
    {
        await catalog.RefreshAsync(cancellationToken);
        return await db.Backtests.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellationToken) is not { } backtest ? null
            : backtest.Kind == BacktestKind.Period ? OpenPeriod(backtest, catalog.Snapshot)
            : await OpenImpactAsync(backtest, catalog.Snapshot, cancellationToken);
    }

    private PeriodTrial OpenPeriod(Backtest backtest, ModelSnapshot models) => new(ModelsOf(backtest, models), backtest.From, backtest.To, options.Value.ChunkEvents);

    private async Task<ImpactTrial> OpenImpactAsync(Backtest backtest, ModelSnapshot models, CancellationToken cancellationToken)
    {
        var inForce = models.BaselineOfImpact(backtest.ModelKey, backtest.IsPrimary);
        if ((inForce.Model.Key, inForce.Version) != (backtest.BaselineKey, backtest.BaselineVersion))
        {
            throw new BacktestFaultException("The models in force have changed since this was asked for. Ask again.");
        }

        var endpoints = await db.WebhookEndpoints.AsNoTracking().OrderBy(endpoint => endpoint.CreatedAt).ThenBy(endpoint => endpoint.Id).ToListAsync(cancellationToken);
        var (tried, now) = (ModelsOf(backtest, models), clock.GetUtcNow());
        return new ImpactTrial(tried, models.With(backtest.ModelKey, backtest.Version, tried.After.Model, backtest.IsPrimary, now), new MessageTally(audience, endpoints), now);
    }

    private static TriedModels ModelsOf(Backtest backtest, ModelSnapshot models)
    {
        var before = models.Versions.GetValueOrDefault((backtest.BaselineKey, backtest.BaselineVersion)) ?? throw new BacktestFaultException($"There is no model {backtest.BaselineKey}@{backtest.BaselineVersion} to compare it with.");
        return new TriedModels(new TriedModel(backtest.BaselineVersion, before), new TriedModel(backtest.Version, ModelReader.Read(backtest.Document)));
    }
}

/// <summary>A backtest cannot be done.</summary>
/// <param name="message">Why, for whoever asked for it.</param>
internal sealed class BacktestFaultException(string message) : Exception(message);
