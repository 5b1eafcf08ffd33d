using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>A lead as it would be if something happened, or became known, now.</summary>
internal sealed class WhatIf
{
    private readonly byte[] _digest;

    public WhatIf(ScoringModel model, LeadFacts facts, DateTimeOffset asOf)
    {
        _digest = DigestCodec.Encode(facts.Digest);
        (Model, Facts) = (model, facts);
        Time = Instant.ToTime(Math.Max(Instant.Of(asOf), facts.Digest.Last + 1)); // so that it comes after everything there is
        Evaluation = ScoringEngine.Evaluate(model, facts, Time);
    }

    public ScoringModel Model { get; }
    public LeadFacts Facts { get; }

    /// <summary>When it would happen.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The score as it is.</summary>
    public Evaluation Evaluation { get; }

    /// <summary>A copy that events can be applied to.</summary>
    public Digest Copy() => DigestCodec.Decode(Facts.Digest.Layout, _digest)!;

    public LeadFacts After(IEnumerable<GapAction> actions, IEnumerable<GapValue> attributes) =>
        After([.. actions.SelectMany(action => action.Events)]) with { Profile = With(attributes) };

    public LeadFacts After(ProductEvent[] events)
    {
        if (events.Length == 0)
        {
            return Facts;
        }

        var digest = Copy();
        digest.Apply(events);
        return Facts with { Digest = digest };
    }

    /// <summary>What of the reasons stays whatever happens: all but the ceiling of the free tier.</summary>
    public ulong Lasting(ulong blocks) => Model.FreeTier is null ? blocks : blocks & ~(1UL << (Model.BlockReasons.Count - 1));

    /// <summary>The fit with these attributes; null where it disqualifies.</summary>
    public Points? Fit(GapValue[] attributes) => FitScore.Of(Model, With(attributes), null) is { Disqualifiers: 0 } fit ? fit.Score : null;

    /// <summary>What behavior comes to before fit has its say.</summary>
    public Done Done(LeadFacts facts)
    {
        var behavior = BehaviorScore.Of(Model, Situation(facts), Evaluation.Numbers.Fit, Evaluation.Numbers.FitTier, null);
        return new Done(behavior.BeforeFit, behavior.HasCeiling);
    }

    /// <summary>The behavior that a lead with this fit has.</summary>
    public Points Behavior(Points fit, Done done) =>
        BehaviorScore.Limited(Model, done.BeforeFit, fit, Qualification.TierOf(Model.FitTiers, fit), done.HasCeiling, null);

    public ScoreNumbers Score(LeadFacts facts) => ScoringEngine.Score(Model, facts, Time);

    public Situation Situation(LeadFacts facts) => ScoringEngine.Situation(Model, facts, Time);

    /// <summary>The title first: it says a seniority only where none is given.</summary>
    private LeadProfile With(IEnumerable<GapValue> attributes) =>
        attributes.OrderByDescending(each => each.Attribute == "title").Aggregate(Facts.Profile, (profile, each) => profile.With(each.Attribute, each.Value));
}

/// <summary>What actions come to, whatever the fit.</summary>
/// <param name="BeforeFit">Behavior before fit, the cap and the ceiling have their say.</param>
/// <param name="HasCeiling">Whether the ceiling of the free tier holds.</param>
internal readonly record struct Done(Points BeforeFit, bool HasCeiling);
