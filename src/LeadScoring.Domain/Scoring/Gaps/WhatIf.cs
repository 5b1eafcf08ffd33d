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

    public ScoreNumbers Score(LeadFacts facts) => ScoringEngine.Score(Model, facts, Time);

    public Situation Situation(LeadFacts facts) => ScoringEngine.Situation(Model, facts, Time);

    /// <summary>The title first: it says a seniority only where none is given.</summary>
    private LeadProfile With(IEnumerable<GapValue> attributes) =>
        attributes.OrderByDescending(each => each.Attribute == "title").Aggregate(Facts.Profile, (profile, each) => profile.With(each.Attribute, each.Value));
}
