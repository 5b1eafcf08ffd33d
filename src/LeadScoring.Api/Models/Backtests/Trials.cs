using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Opens what is to be tried.</summary>
internal static class Trials
{
    /// <param name="backtest">What was asked for.</param>
    /// <param name="models">The models as they are now.</param>
    /// <param name="now">The clock.</param>
    /// <param name="options">How much is read at once.</param>
    /// <exception cref="BacktestFaultException">It cannot be done any more.</exception>
    /// <exception cref="ModelException">The document has faults: this version of the service reads it otherwise than the one that took it.</exception>
    public static Trial Open(Backtest backtest, ModelSnapshot models, DateTimeOffset now, BacktestOptions options)
    {
        var before = models.Versions.GetValueOrDefault((backtest.BaselineKey, backtest.BaselineVersion)) ?? throw new BacktestFaultException($"There is no model {backtest.BaselineKey}@{backtest.BaselineVersion} to compare it with.");
        var tried = new TriedModels(new TriedModel(backtest.BaselineVersion, before), new TriedModel(backtest.Version, ModelReader.Read(backtest.Document)));
        if (backtest.Kind == BacktestKind.Period)
        {
            return new PeriodTrial(tried, backtest.From, backtest.To, options.ChunkEvents);
        }

        return models.BaselineOfImpact(backtest.ModelKey) is { } inForce && (inForce.Model.Key, inForce.Version) == (backtest.BaselineKey, backtest.BaselineVersion)
            ? new ImpactTrial(tried, models.With(backtest.ModelKey, backtest.Version, tried.After.Model, now), now)
            : throw new BacktestFaultException("The models in force have changed since this was asked for. Ask again.");
    }

    /// <summary>What publishing a model is compared with: its version in force; of one that is not in force the primary model.</summary>
    public static ActiveModel BaselineOfImpact(this ModelSnapshot models, string key) => models.InForceAs(key) ?? models.Current;
}

/// <summary>A backtest cannot be done.</summary>
/// <param name="message">Why, for whoever asked for it.</param>
internal sealed class BacktestFaultException(string message) : Exception(message);
