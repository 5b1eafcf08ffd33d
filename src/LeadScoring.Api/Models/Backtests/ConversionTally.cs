using LeadScoring.Api.Models.Backtests.Results;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Counts who became a customer, by what a model said of them before.</summary>
internal sealed class ConversionTally(ScoringModel model)
{
    private readonly long[] _highest = new long[model.Bands.Count];
    private readonly long[] _highestConverted = new long[model.Bands.Count];
    private readonly long[] _convertedFrom = new long[model.Bands.Count];
    private readonly (long Leads, long Converted)[] _byPql = new (long, long)[2];
    private long _customersBefore;

    public void Add(LeadUnderModel lead, Customer customer)
    {
        if (customer == Customer.AtTheBeginning)
        {
            _customersBefore++;
            return;
        }

        var converted = customer == Customer.Since ? 1 : 0;
        _highest[lead.HighestBand]++;
        _highestConverted[lead.HighestBand] += converted;
        _convertedFrom[lead.BandBeforeCustomer] += converted;
        ref var group = ref _byPql[lead.WasPqlBeforeCustomer ? 1 : 0];
        group = (group.Leads + 1, group.Converted + converted);
    }

    public ConversionResult Result()
    {
        var (others, pqls) = (_byPql[0], _byPql[1]);
        return new ConversionResult(
            pqls.Leads + others.Leads,
            pqls.Converted + others.Converted,
            _customersBefore,
            [.. model.Bands.Select((band, i) => new BandConversion(band.Key, _highest[i], _highestConverted[i], Percentage.Of(_highestConverted[i], _highest[i]), _convertedFrom[i]))],
            ConversionRate.Of(pqls.Leads, pqls.Converted),
            ConversionRate.Of(others.Leads, others.Converted),
            pqls.Leads == 0 || others.Converted == 0 ? null : decimal.Round((decimal)pqls.Converted / pqls.Leads * others.Leads / others.Converted, 2));
    }
}
