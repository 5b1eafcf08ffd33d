using LeadScoring.Api.Models.Backtests.Results;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Counts what one model says of many leads.</summary>
internal sealed class ModelTally(TriedModel model, bool knowsCustomers)
{
    /// <summary>Points of a step of the distribution.</summary>
    private const int Step = 10;

    private const decimal MillisecondsPerDay = 86_400_000;

    private readonly long[] _totals = new long[ScoringModel.MostTotal.Hundredths / (100 * Step)];
    private readonly long[] _bands = new long[model.Model.Bands.Count];
    private readonly ConversionTally _conversion = new(model.Model);
    private long _leads;
    private long _inPeriod;
    private long _atEnd;
    private long _pqlMilliseconds;

    public void Add(LeadUnderModel lead, Customer customer)
    {
        _leads++;
        // 150 points belong to the last step.
        _totals[Math.Min(lead.Last.Total.Hundredths / (100 * Step), _totals.Length - 1)]++;
        _bands[lead.Last.Band]++;
        _inPeriod += lead.WasPql ? 1 : 0;
        _atEnd += lead.Last.IsPql ? 1 : 0;
        _pqlMilliseconds += lead.PqlMilliseconds;
        _conversion.Add(lead, customer);
    }

    public ModelResult Result() => new(
        model.Model.Key,
        model.Version,
        [.. _totals.Select((leads, i) => new TotalStep(Step * i, Step * (i + 1), leads))],
        [.. _bands.Select((leads, i) => new BandCount(model.Model.Bands[i].Key, leads, Percentage.Of(leads, _leads)))],
        PqlShare.Of(_inPeriod, _leads),
        PqlShare.Of(_atEnd, _leads),
        decimal.Round(_pqlMilliseconds / MillisecondsPerDay, 2),
        knowsCustomers ? _conversion.Result() : null);
}
