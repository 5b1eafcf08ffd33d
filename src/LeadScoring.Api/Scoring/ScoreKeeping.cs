using LeadScoring.Api.Models;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Scoring;

/// <summary>
/// Keeps the score row of one lead or account up with its facts, crossing by crossing. Pure: it makes rows and transitions, and writes nothing.
/// Used by writers, which store both, and by readers, which only show what a writer would store.
/// </summary>
internal sealed class ScoreKeeping
{
    private readonly LeadKey _subject;
    private readonly DateTimeOffset _now;
    private readonly List<Transition> _transitions = [];

    /// <param name="subject">The lead, or the account, as its transitions name it.</param>
    /// <param name="row">Its row; one that has none begins with <see cref="NewLead"/> or the like.</param>
    /// <param name="now">The clock.</param>
    public ScoreKeeping(LeadKey subject, ScoreRow row, DateTimeOffset now) => (_subject, Row, _now) = (subject, row, now);

    /// <summary>The row that a lead without one begins with: at the lowest tiers and the lowest band.</summary>
    public static LeadScore NewLead(LeadKey lead, ActiveModel model, DateTimeOffset now) => new()
    {
        Bucket = lead.Bucket,
        LeadId = lead.LeadId,
        ModelKey = model.Model.Key,
        FitTier = model.Model.FitTiers[0].Key,
        BehaviorTier = model.Model.BehaviorTiers[0].Key,
        Band = model.Model.Bands[0].Key,
        AsOf = now,
        ChangedAt = now,
    };

    /// <summary>The row as it should be.</summary>
    public ScoreRow Row { get; private set; }

    /// <summary>The lines crossed on the way, in order, without their numbers in the lead's sequence.</summary>
    public IReadOnlyList<Transition> Transitions => _transitions;

    /// <summary>
    /// Settles time: while the row is due, scores the facts it was made of at that very instant, notes the crossings there, and
    /// goes on to the next. So a crossing is dated by when it happened, however late somebody looks.
    /// </summary>
    /// <param name="model">The model that the row was made under.</param>
    /// <param name="facts">The facts that the row was made of.</param>
    /// <param name="end">When the model stopped to be in force (excluded); null: it has not.</param>
    public void SettleTime(ActiveModel model, LeadFacts facts, DateTimeOffset? end = null)
    {
        while (Row.ValidUntil is { } due && due <= _now && !(due >= end))
        {
            Advance(model, facts, TransitionCause.Time, due, () => ScoringEngine.Evaluate(model.Model, facts, due.AddMilliseconds(-1)).Contributions, null);
        }
    }

    /// <summary>Takes a model in: at the instant from which on it is in force, then through time until now.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">The facts that the row was made of.</param>
    /// <param name="account">The account that is a part of them.</param>
    /// <param name="before">As <see cref="Evaluate"/> asks for it.</param>
    public void TakeIn(ActiveModel model, LeadFacts facts, AccountRecord account, Func<DateTimeOffset, IReadOnlyList<Contribution>> before)
    {
        Evaluate(model, facts, account, TransitionCause.Model, before, null, model.InForceSince(_now));
        SettleTime(model, facts);
    }

    /// <summary>Scores the facts as of now: the clock, or what the row or the log already know of later.</summary>
    /// <param name="model">The model in force.</param>
    /// <param name="facts">What is known now.</param>
    /// <param name="account">The account that is a part of it.</param>
    /// <param name="cause">What made the score new.</param>
    /// <param name="before">The lines of points that the row is made of, as of the given moment; only asked for when a line is crossed.</param>
    /// <param name="news">What was new about the lead itself; null: nothing.</param>
    /// <param name="since">Another moment than the clock's; null: none.</param>
    public void Evaluate(
        ActiveModel model, LeadFacts facts, AccountRecord account, string cause, Func<DateTimeOffset, IReadOnlyList<Contribution>> before, LeadChange? news, DateTimeOffset? since = null)
    {
        var asOf = AsOf(since ?? _now, Row, facts);
        Advance(model, facts, cause, asOf, () => before(asOf), news);
        Row = Row with
        {
            Activation = model.Activation,
            AccountId = account.Id,
            AccountVersion = account.Version,
            LastActiveOn = facts.Digest.LastAt is { } last ? DateOnly.FromDateTime(last.UtcDateTime) : null,
        };
    }

    /// <summary>Notes that the lead has become a part of another one. It crosses no line by that: what it was, the other one now is.</summary>
    public void NoteMerged(ActiveModel model, LeadKey into) =>
        _transitions.Add(Crossing(new Kind(TransitionKind.Merged), model, Row, TransitionCause.Merge, Row.AsOf > _now ? Row.AsOf : _now) with { MergedInto = into.LeadId });

    /// <summary>A moment that neither the row nor the log is ahead of, so that replicas whose clocks differ agree.</summary>
    public static DateTimeOffset AsOf(DateTimeOffset now, ScoreRow? row, LeadFacts facts)
    {
        var asOf = row?.AsOf > now ? row.AsOf : now;
        return facts.Digest.LastAt is { } last && last > asOf ? last : asOf;
    }

    private void Advance(ActiveModel model, LeadFacts facts, string cause, DateTimeOffset at, Func<IReadOnlyList<Contribution>> before, LeadChange? news)
    {
        var (old, numbers) = (Row, ScoringEngine.Score(model.Model, facts, at));
        Row = old with
        {
            ModelKey = model.Model.Key,
            Fit = numbers.Fit.Hundredths,
            Behavior = numbers.Behavior.Hundredths,
            Total = numbers.Total.Hundredths,
            FitTier = model.Model.FitTiers[numbers.FitTier].Key,
            BehaviorTier = model.Model.BehaviorTiers[numbers.BehaviorTier].Key,
            Band = model.Model.Bands[numbers.Band].Key,
            IsPql = numbers.IsPql,
            PqlSince = numbers.IsPql == old.IsPql ? old.PqlSince : at,
            Spikes = model.SpikesOf(numbers),
            BlockedBy = model.BlocksOf(numbers),
            ValidUntil = numbers.ValidUntil,
            AsOf = at,
        };
        Kind[] kinds = [.. Crossed(old)];
        if (kinds.Length > 0)
        {
            var reasons = CrossingReasons.Of(model.Model, before(), ScoringEngine.Evaluate(model.Model, facts, at).Contributions, [.. kinds.Select(kind => kind.Spike).OfType<string>()], [.. Row.BlockReasons.Except(old.BlockReasons, StringComparer.Ordinal)], news);
            _transitions.AddRange(kinds.Select(kind => Crossing(kind, model, old, cause, at) with { Contributions = reasons.Contributions, Events = reasons.Events }));
        }
    }

    /// <summary>The lines between the old row and this one. An alert that is met no more is no line: it may be met again.</summary>
    private IEnumerable<Kind> Crossed(ScoreRow old)
    {
        if (Row.IsPql != old.IsPql)
        {
            yield return new Kind(Row.IsPql ? TransitionKind.PqlGained : TransitionKind.PqlLost);
        }

        if (Row.Band != old.Band)
        {
            yield return new Kind(TransitionKind.BandChanged);
        }

        if (Row.FitTier != old.FitTier)
        {
            yield return new Kind(TransitionKind.FitTierChanged);
        }

        foreach (var spike in Row.Spikes == old.Spikes ? [] : Row.Spikes.Split(',', StringSplitOptions.RemoveEmptyEntries).Except(old.Spikes.Split(','), StringComparer.Ordinal))
        {
            yield return new Kind(TransitionKind.Spike, spike);
        }
    }

    private Transition Crossing(Kind kind, ActiveModel model, ScoreRow before, string cause, DateTimeOffset at) => new()
    {
        Bucket = _subject.Bucket,
        LeadId = _subject.LeadId,
        ModelKey = model.Model.Key,
        ModelVersion = model.Version,
        IsPrimary = model.IsPrimary,
        Notify = cause != TransitionCause.Model || model.Tells(before.Activation, kind.Name),
        Kind = kind.Name,
        Spike = kind.Spike,
        Cause = cause,
        EffectiveAt = at,
        RecordedAt = _now,
        BandBefore = before.Band,
        BandAfter = Row.Band,
        FitTierBefore = before.FitTier,
        FitTierAfter = Row.FitTier,
        BlockedByBefore = before.BlockedBy,
        BlockedByAfter = Row.BlockedBy,
        FitBefore = before.Fit,
        FitAfter = Row.Fit,
        BehaviorBefore = before.Behavior,
        BehaviorAfter = Row.Behavior,
        TotalBefore = before.Total,
        TotalAfter = Row.Total,
    };

    private readonly record struct Kind(string Name, string? Spike = null);
}
