using LeadScoring.Api.Models.Backtests.Results;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>A lead as it is, and as it would be if the model were published.</summary>
/// <param name="Before">Under the model that it is compared with.</param>
/// <param name="After">Under the model that is tried.</param>
/// <param name="Transitions">What would be noted.</param>
/// <param name="AccountId">The account that the lead belongs to; null for none.</param>
internal sealed record ImpactOnLead(ScoreNumbers Before, ScoreNumbers After, IReadOnlyList<Transition> Transitions, string? AccountId);

/// <summary>Counts what publishing a model would do.</summary>
internal sealed class ImpactTally(TriedModels models, MessageTally messages)
{
    private readonly Dictionary<(int From, int To), long> _bands = [];
    private readonly Dictionary<(int From, int To), long> _fitTiers = [];
    private readonly Dictionary<string, long> _spikes = new(StringComparer.Ordinal);
    private readonly TransitionTally _ofLeads = new();
    private readonly TransitionTally _ofAccounts = new();
    private long _leads;
    private long _accounts;
    private long _pqlsBefore;
    private long _pqlsAfter;
    private long _become;
    private long _stop;

    public void Add(ImpactOnLead lead)
    {
        _leads++;
        var (before, after) = (lead.Before, lead.After);
        _pqlsBefore += before.IsPql ? 1 : 0;
        _pqlsAfter += after.IsPql ? 1 : 0;
        _become += after.IsPql && !before.IsPql ? 1 : 0;
        _stop += before.IsPql && !after.IsPql ? 1 : 0;
        Count(_bands, (before.Band, after.Band));
        Count(_fitTiers, (before.FitTier, after.FitTier));
        _ofLeads.Add(lead.Transitions);
        messages.Add(lead.Transitions, lead.AccountId);
        foreach (var spike in lead.Transitions.Select(transition => transition.Spike).OfType<string>())
        {
            Count(_spikes, spike);
        }
    }

    public void AddAccount(string accountId, IReadOnlyCollection<Transition> transitions)
    {
        _accounts++;
        _ofAccounts.Add(transitions);
        messages.Add(transitions, accountId);
    }

    public ImpactResult Result(long skippedLeads, long skippedAccounts)
    {
        var (before, after) = (models.Before.Model, models.After.Model);
        return new ImpactResult(
            _leads,
            skippedLeads,
            new PqlChange(PqlShare.Of(_pqlsBefore, _leads), PqlShare.Of(_pqlsAfter, _leads), _become, _stop),
            [.. _bands.OrderBy(each => each.Key).Select(each => new StepChange(before.Bands[each.Key.From].Key, after.Bands[each.Key.To].Key, each.Value))],
            [.. _fitTiers.OrderBy(each => each.Key).Select(each => new StepChange(before.FitTiers[each.Key.From].Key, after.FitTiers[each.Key.To].Key, each.Value))],
            [.. _spikes.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => new SpikeCount(each.Key, each.Value))],
            _ofLeads.Counts(),
            new AccountImpact(_accounts, skippedAccounts, _ofAccounts.Counts()),
            messages.Result());
    }

    private static void Count<TKey>(Dictionary<TKey, long> counts, TKey key)
        where TKey : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;
}

/// <summary>Counts transitions by their kinds.</summary>
internal sealed class TransitionTally
{
    private readonly Dictionary<string, long> _kinds = new(StringComparer.Ordinal);

    public void Add(IEnumerable<Transition> transitions)
    {
        foreach (var transition in transitions)
        {
            _kinds[transition.Kind] = _kinds.GetValueOrDefault(transition.Kind) + 1;
        }
    }

    public TransitionCounts Counts() => new(
        _kinds.Values.Sum(),
        _kinds.GetValueOrDefault(TransitionKind.PqlGained),
        _kinds.GetValueOrDefault(TransitionKind.PqlLost),
        _kinds.GetValueOrDefault(TransitionKind.BandChanged),
        _kinds.GetValueOrDefault(TransitionKind.FitTierChanged),
        _kinds.GetValueOrDefault(TransitionKind.Spike));
}
