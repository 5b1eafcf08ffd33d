using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>A named step of a score: from this value (included) up to the next step.</summary>
/// <param name="Key">Its name in answers.</param>
/// <param name="From">The least score, included.</param>
public sealed record ScoreTier(string Key, Points From);

/// <summary>A named step of the total, in percent of the greatest total.</summary>
/// <param name="Key">Its name in answers.</param>
/// <param name="From">The least percentage, 0 to 100, included. Percentages are rounded down before they are compared.</param>
public sealed record Band(string Key, int From);

/// <summary>The bonus for many key actions in a short time. One bonus at most is in force.</summary>
/// <param name="Slot">The velocity signal, as a position in <see cref="ScoringModel.Signals"/>; it holds how many actions within which time make a burst.</param>
/// <param name="Actions">How many events make a burst.</param>
/// <param name="Hours">The longest time from the first to the last of them, included.</param>
/// <param name="Points">The flat bonus; null when it is a share.</param>
/// <param name="Share">The bonus as a share of the points of the criteria that took part in the burst; null when it is flat.</param>
/// <param name="LapseDays">The bonus is in force for less than this many days after the last event of the latest burst.</param>
public sealed record VelocityRule(int Slot, int Actions, int Hours, Points? Points, double? Share, int LapseDays);

/// <summary>How behavior fades while nothing happens.</summary>
public enum DecayKind
{
    /// <summary>A fixed number of points per period.</summary>
    Step,

    /// <summary>A percentage per period of what is left.</summary>
    Percent,

    /// <summary>Each criterion's points halve with the age of the last event of its signal.</summary>
    HalfLife,
}

/// <summary>The decay of a model. Only what is above zero decays; penalties do not.</summary>
/// <param name="Kind">The shape.</param>
/// <param name="Points">Points per period, for <see cref="DecayKind.Step"/>.</param>
/// <param name="Percent">Percent per period, above 0 and at most 100, for <see cref="DecayKind.Percent"/>.</param>
/// <param name="PeriodDays">The period, or the half-life, in days.</param>
/// <param name="Proportional">Whether a started period counts in proportion to its full days; else only full periods count. A half-life is always proportional.</param>
/// <param name="GraceDays">Nothing is taken before this many full days; periods are counted from the last activity all the same.</param>
/// <param name="Floor">Decay does not take the behavior below this, nor below what there was without decay.</param>
/// <param name="Clock">The signal whose last event starts the clock, as a position in <see cref="ScoringModel.Signals"/>. Half-life has a clock per criterion instead.</param>
public sealed record DecayRule(DecayKind Kind, Points Points, double Percent, int PeriodDays, bool Proportional, int GraceDays, Points Floor, int Clock)
{
    /// <summary>Layers that fade by themselves, in the order of the document.</summary>
    public IReadOnlyList<LayerDecay> Layers { get; init; } = [];

    /// <summary>What stops the clock for a while; null for nothing.</summary>
    public DecayHold? Hold { get; init; }

    /// <summary>When everything fades faster; null for never.</summary>
    public FasterDecay? Faster { get; init; }

    /// <summary>The rule that a criterion's points fade by; null: they do not.</summary>
    internal DecayRule? Of(BehaviorCriterion criterion) => criterion.Pool < 0 ? this : Layers[criterion.Pool].Rule;
}

/// <summary>A layer that fades by itself. Kind, proportion and floor are those of the model.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Rule">How it fades; null: it does not.</param>
public sealed record LayerDecay(string Layer, DecayRule? Rule);

/// <summary>A milestone that is deep enough to expect silence after it: business case, budget.</summary>
/// <param name="Slot">Its signal, as a position in <see cref="ScoringModel.Signals"/>.</param>
/// <param name="Days">The clock of decay does not start before so many days of 24 hours after its last event.</param>
public sealed record DecayHold(int Slot, int Days);

/// <summary>A time in which periods count several times, such as after a trial.</summary>
/// <param name="After">The signal that begins it, as a position in <see cref="ScoringModel.Signals"/>.</param>
/// <param name="Until">The signal that ends it; null for none. Where both fall into one millisecond it goes on.</param>
/// <param name="Factor">How many times a period counts, above 1 and at most 10.</param>
public sealed record FasterDecay(int After, int? Until, double Factor);

/// <summary>The bonus for using several products.</summary>
/// <param name="Products">How many products are in use, at least.</param>
/// <param name="Points">What that is worth; the greatest number reached counts.</param>
public sealed record ProductBonus(int Products, Points Points);

/// <summary>What makes a lead a PQL: all three scores at or above these, and nothing that blocks.</summary>
/// <param name="Total">The least total, included.</param>
/// <param name="Fit">The least fit, included.</param>
/// <param name="Behavior">The least behavior, included.</param>
/// <param name="BlockedBy">Signals of which one event blocks for ever, with the reason that is reported.</param>
public sealed record PqlRule(Points Total, Points Fit, Points Behavior, IReadOnlyList<PqlBlock> BlockedBy);

/// <summary>A signal that keeps a lead from being a PQL from its first event on.</summary>
/// <param name="Key">The reason that is reported.</param>
/// <param name="Slot">The signal, as a position in <see cref="ScoringModel.Signals"/>.</param>
public sealed record PqlBlock(string Key, int Slot);

/// <summary>How the people of an account are scored together.</summary>
/// <param name="Pql">What makes an account a PQL; the signals that block are those of leads.</param>
/// <param name="ActiveDays">A person is active for less than this many days after the last product activity.</param>
public sealed record AccountRule(PqlRule Pql, int ActiveDays)
{
    /// <summary>The days where the document names none.</summary>
    public const int UsualActiveDays = 30;
}

/// <summary>An alert that is met whatever the total.</summary>
/// <param name="Key">Its name in answers.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Condition">What must be met; its measure is the evidence.</param>
public sealed record SpikeRule(string Key, string Label, Condition Condition)
{
    /// <summary>What must be met besides.</summary>
    public IReadOnlyList<Condition> And { get; init; } = [];

    /// <summary>What to open the conversation with; null when the document does not say.</summary>
    public string? Play { get; init; }
}
