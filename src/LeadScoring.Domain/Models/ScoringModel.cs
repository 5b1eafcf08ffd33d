using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>
/// A scoring model, compiled from its JSON document by <see cref="ModelReader"/>. Immutable. Signals that several rules use are
/// held once; rules name them by position.
/// </summary>
public sealed class ScoringModel
{
    /// <summary>The greatest fit score; the least is 0.</summary>
    public static readonly Points MostFit = Points.Of(50);

    /// <summary>The greatest behavior score; the least is 0.</summary>
    public static readonly Points MostBehavior = Points.Of(100);

    /// <summary>The greatest total, of which bands are percentages.</summary>
    public static readonly Points MostTotal = MostFit + MostBehavior;

    /// <summary>The model's name in answers.</summary>
    public required string Key { get; init; }

    /// <summary>The model's name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The signals of all rules, each once.</summary>
    public required IReadOnlyList<SignalDefinition> Signals { get; init; }

    /// <summary>The signals as the document declares them, by name; also those that no rule uses.</summary>
    public required IReadOnlyDictionary<string, EventFilter> SignalNames { get; init; }

    /// <summary>Product activity, as a position in <see cref="Signals"/>.</summary>
    public required int Activity { get; init; }

    /// <summary>Signals whose first event may be the lead's start; product activity is one of them. Positions in <see cref="Signals"/>.</summary>
    public required IReadOnlyList<int> Start { get; init; }

    /// <summary>The fit criteria, in the order of the document.</summary>
    public required IReadOnlyList<FitCriterion> Fit { get; init; }

    /// <summary>The behavior criteria, in the order of the document.</summary>
    public required IReadOnlyList<BehaviorCriterion> Behavior { get; init; }

    /// <summary>The velocity bonus; null for none.</summary>
    public required VelocityRule? Velocity { get; init; }

    /// <summary>
    /// Signals whose events are key actions, as positions in <see cref="Signals"/>: the velocity signal alone, in which each event
    /// counts once; without velocity those of the key-action criteria, where an event that belongs to several counts for each.
    /// </summary>
    public required IReadOnlyList<int> KeyActions { get; init; }

    /// <summary>The decay; null for none.</summary>
    public required DecayRule? Decay { get; init; }

    /// <summary>What happened a short time ago counts more; null: it does not.</summary>
    public required RecencyRule? Recency { get; init; }

    /// <summary>The ceiling of the free tier; null for none.</summary>
    public required FreeTierRule? FreeTier { get; init; }

    /// <summary>What fit does to behavior; null: nothing.</summary>
    public required FitEffect? FitEffect { get; init; }

    /// <summary>How the two make the total.</summary>
    public required TotalRule Total { get; init; }

    /// <summary>What to do, by fit tier and behavior tier.</summary>
    public required PriorityMatrix Priorities { get; init; }

    /// <summary>The products that criteria belong to; the one with the most points counts.</summary>
    public required IReadOnlyList<string> Products { get; init; }

    /// <summary>The bonuses for several products, by ascending number.</summary>
    public required IReadOnlyList<ProductBonus> ProductBonuses { get; init; }

    /// <summary>The tiers of the fit score, from the lowest.</summary>
    public required IReadOnlyList<ScoreTier> FitTiers { get; init; }

    /// <summary>The tiers of the behavior score, from the lowest.</summary>
    public required IReadOnlyList<ScoreTier> BehaviorTiers { get; init; }

    /// <summary>The bands of the total, from the lowest.</summary>
    public required IReadOnlyList<Band> Bands { get; init; }

    /// <summary>What makes a lead a PQL.</summary>
    public required PqlRule Pql { get; init; }

    /// <summary>What makes an account a PQL, and who of its people is active.</summary>
    public required AccountRule Account { get; init; }

    /// <summary>Whether a total can rise by time alone. It can where a penalty looks at the last days, and so may pass, and where points depend on a change, which days without events make, too.</summary>
    public bool MayRiseByTime => Behavior.Any(criterion => criterion.Tiers.Any(tier =>
        Change.IsMeasuredBy(tier.Condition.Measure) || (tier.Points < Points.Zero && tier.Condition.Window.Kind == WindowKind.LastDays)));

    /// <summary>The spike alerts.</summary>
    public required IReadOnlyList<SpikeRule> Spikes { get; init; }

    /// <summary>The signal that says that a lead became a customer, as a position in <see cref="Signals"/>; null when the document names none.</summary>
    public int? Conversion { get; init; }

    /// <summary>How much is known yet about what makes leads buy.</summary>
    public ModelMaturity Maturity { get; init; }

    /// <summary>How many days usually pass from the start to the purchase; null when the document does not say.</summary>
    public int? SalesCycleDays { get; init; }

    /// <summary>The reasons that can block, in the order of their bits in <see cref="ScoreNumbers.Blocks"/>: disqualifiers, then signals, then the ceiling of the free tier.</summary>
    public required IReadOnlyList<string> BlockReasons { get; init; }
}
