using LeadScoring.Api.Models.Backtests.Results;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Counts what two models say of many leads over a period.</summary>
internal sealed class PeriodTally(TriedModels models)
{
    private readonly ModelTally _before = new(models.Before, models.KnowsCustomers);
    private readonly ModelTally _after = new(models.After, models.KnowsCustomers);
    private readonly Dictionary<string, long> _flips = new(StringComparer.Ordinal);
    private long _leads;

    public void Add(ComparedLead lead)
    {
        _leads++;
        _before.Add(lead.Before, lead.Customer);
        _after.Add(lead.After, lead.Customer);
        if (lead.FirstDifference is not null)
        {
            _flips[lead.FlipKind] = _flips.GetValueOrDefault(lead.FlipKind) + 1;
        }
    }

    /// <param name="skipped">How many leads could not be read.</param>
    public PeriodResult Result(long skipped) => new(
        _leads,
        skipped,
        _before.Result(),
        _after.Result(),
        new FlipCounts(_flips.GetValueOrDefault(FlipKind.BecomesPql), _flips.GetValueOrDefault(FlipKind.StopsBeingPql), _flips.GetValueOrDefault(FlipKind.AtOtherTimes)));
}
