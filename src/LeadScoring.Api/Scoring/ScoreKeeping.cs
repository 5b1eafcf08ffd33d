using LeadScoring.Api.Models;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Scoring;

/// <summary>
/// Keeps one lead's score row up with its facts, crossing by crossing. Pure: it makes rows and transitions, and writes nothing.
/// Used by writers, which store both, and by readers, which only show what a writer would store.
/// </summary>
internal sealed class ScoreKeeping
{
    private readonly LeadKey _lead;
    private readonly DateTimeOffset _now;
    private readonly List<Transition> _transitions = [];

    /// <param name="lead">The lead.</param>
    /// <param name="stored">Its row, or null when it has none.</param>
    /// <param name="model">The model in force; the row of a lead that has none starts at its lowest band.</param>
    /// <param name="now">The clock.</param>
    public ScoreKeeping(LeadKey lead, LeadScore? stored, ActiveModel model, DateTimeOffset now)
    {
        (_lead, _now) = (lead, now);
        Row = stored ?? new LeadScore
        {
            Bucket = lead.Bucket,
            LeadId = lead.LeadId,
            ModelKey = model.Model.Key,
            FitTier = model.Model.FitTiers[0].Key,
            BehaviorTier = model.Model.BehaviorTiers[0].Key,
            Band = model.Model.Bands[0].Key,
            AsOf = now,
        };
    }

    /// <summary>The row as it should be.</summary>
    public LeadScore Row { get; private set; }

    /// <summary>The lines crossed on the way, in order, without their numbers in the lead's sequence.</summary>
    public IReadOnlyList<Transition> Transitions => _transitions;

    /// <summary>
    /// Settles time: while the row is due, scores the facts it was made of at that very instant, notes the crossings there, and
    /// goes on to the next. So a crossing is dated by when it happened, however late somebody looks.
    /// </summary>
    /// <param name="model">The model that the row was made under.</param>
    /// <param name="facts">The facts that the row was made of.</param>
    public void SettleTime(ActiveModel model, LeadFacts facts)
    {
        while (Row.ValidUntil is { } due && due <= _now)
        {
            Advance(model, ScoringEngine.Score(model.Model, facts, due), TransitionCause.Time, due);
        }
    }

    /// <summary>Scores the facts as of now: the clock, or what the row or the log already know of later.</summary>
    public void Evaluate(ActiveModel model, LeadFacts facts, string cause, string? accountId, long accountVersion)
    {
        var asOf = AsOf(_now, Row, facts);
        Advance(model, ScoringEngine.Score(model.Model, facts, asOf), cause, asOf);
        Row = Row with
        {
            Activation = model.Activation,
            AccountId = accountId,
            AccountVersion = accountVersion,
            LastActiveOn = facts.Digest.LastAt is { } last ? DateOnly.FromDateTime(last.UtcDateTime) : null,
        };
    }

    /// <summary>Notes that the lead has become a part of another one. It crosses no line by that: what it was, the other one now is.</summary>
    public void NoteMerged(ActiveModel model, LeadKey into) =>
        Note(TransitionKind.Merged, model, Row, TransitionCause.Merge, Row.AsOf > _now ? Row.AsOf : _now, into.LeadId);

    /// <summary>A moment that neither the row nor the log is ahead of, so that replicas whose clocks differ agree.</summary>
    public static DateTimeOffset AsOf(DateTimeOffset now, LeadScore? row, LeadFacts facts)
    {
        var asOf = row?.AsOf > now ? row.AsOf : now;
        return facts.Digest.LastAt is { } last && last > asOf ? last : asOf;
    }

    private void Advance(ActiveModel model, ScoreNumbers numbers, string cause, DateTimeOffset at)
    {
        var before = Row;
        Row = before with
        {
            ModelKey = model.Model.Key,
            Fit = numbers.Fit.Hundredths,
            Behavior = numbers.Behavior.Hundredths,
            Total = numbers.Total.Hundredths,
            FitTier = model.Model.FitTiers[numbers.FitTier].Key,
            BehaviorTier = model.Model.BehaviorTiers[numbers.BehaviorTier].Key,
            Band = model.Model.Bands[numbers.Band].Key,
            IsPql = numbers.IsPql,
            PqlSince = numbers.IsPql == before.IsPql ? before.PqlSince : at,
            ValidUntil = numbers.ValidUntil,
            AsOf = at,
        };
        if (Row.IsPql != before.IsPql)
        {
            Note(Row.IsPql ? TransitionKind.PqlGained : TransitionKind.PqlLost, model, before, cause, at);
        }

        if (Row.Band != before.Band)
        {
            Note(TransitionKind.BandChanged, model, before, cause, at);
        }
    }

    private void Note(string kind, ActiveModel model, LeadScore before, string cause, DateTimeOffset at, string? mergedInto = null) => _transitions.Add(new Transition
    {
        Bucket = _lead.Bucket,
        LeadId = _lead.LeadId,
        ModelKey = model.Model.Key,
        ModelVersion = model.Version,
        Kind = kind,
        Cause = cause,
        EffectiveAt = at,
        RecordedAt = _now,
        BandBefore = before.Band,
        BandAfter = Row.Band,
        FitBefore = before.Fit,
        FitAfter = Row.Fit,
        BehaviorBefore = before.Behavior,
        BehaviorAfter = Row.Behavior,
        MergedInto = mergedInto,
    });
}

/// <summary>What a lead can cross.</summary>
internal static class TransitionKind
{
    public const string PqlGained = "pql_gained";
    public const string PqlLost = "pql_lost";
    public const string BandChanged = "band_changed";

    /// <summary>The lead has become a part of another one.</summary>
    public const string Merged = "merged";
}

/// <summary>What can make a lead cross.</summary>
internal static class TransitionCause
{
    public const string Event = "event";
    public const string Attributes = "attributes";
    public const string Time = "time";
    public const string Model = "model";

    /// <summary>Identities came or went.</summary>
    public const string Merge = "merge";
}
