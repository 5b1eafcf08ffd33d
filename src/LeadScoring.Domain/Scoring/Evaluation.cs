namespace LeadScoring.Domain.Scoring;

/// <summary>
/// The numbers of an evaluation, without receipts. Making them allocates nothing. Positions and bits refer to the lists of the
/// scoring model.
/// </summary>
public readonly record struct ScoreNumbers
{
    /// <summary>Fit, 0 to 50.</summary>
    public required Points Fit { get; init; }

    /// <summary>The sum of the fit criteria before it was limited to 0 to 50.</summary>
    public required Points FitRaw { get; init; }

    /// <summary>Position of the fit tier.</summary>
    public required int FitTier { get; init; }

    /// <summary>Which positive fit criteria look at attributes that are not known, as bits.</summary>
    public required ulong FitMissing { get; init; }

    /// <summary>Behavior, 0 to 100.</summary>
    public required Points Behavior { get; init; }

    /// <summary>The points of the behavior criteria with what recency adds, before velocity, decay, floor and cap; with products, of the highest one and the bonus.</summary>
    public required Points BehaviorRaw { get; init; }

    /// <summary>The velocity bonus in force.</summary>
    public required Points Velocity { get; init; }

    /// <summary>What decay really took, 0 or more: what the floor held back is not in it.</summary>
    public required Points Decay { get; init; }

    /// <summary>Position of the behavior tier.</summary>
    public required int BehaviorTier { get; init; }

    /// <summary>What the model makes of fit and behavior, 0 to 150; usually their sum.</summary>
    public required Points Total { get; init; }

    /// <summary>The total in percent of 150, rounded down.</summary>
    public required int TotalPercent { get; init; }

    /// <summary>Position of the band.</summary>
    public required int Band { get; init; }

    /// <summary>Whether the lead is a PQL.</summary>
    public required bool IsPql { get; init; }

    /// <summary>Which reasons block, as bits over <see cref="Models.ScoringModel.BlockReasons"/>.</summary>
    public required ulong Blocks { get; init; }

    /// <summary>Which spike alerts are met, as bits.</summary>
    public required ulong Spikes { get; init; }

    /// <summary>The moment evaluated, UTC: the one asked for, or the lead's latest event when that is later.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>
    /// If nothing new happens, everything here is the same at each instant before this one, and may be new from it on
    /// (inclusive). Null when time can change nothing any more.
    /// </summary>
    public required DateTimeOffset? ValidUntil { get; init; }
}

/// <summary>The engine's answer: the numbers, and why.</summary>
/// <param name="Numbers">The numbers.</param>
/// <param name="FitTier">Key of the fit tier.</param>
/// <param name="FitCoverage">Known positive fit criteria divided by all of them, 0 to 1; 1 when there are none.</param>
/// <param name="FitMissing">Attributes that positive fit criteria look at and that are not known. Unknown is not a bad fit.</param>
/// <param name="BehaviorTier">Key of the behavior tier.</param>
/// <param name="Band">Key of the band.</param>
/// <param name="BlockedBy">What keeps the lead from being a PQL whatever its points.</param>
/// <param name="Priority">The cell of the priority matrix, such as <c>A1</c>.</param>
/// <param name="Action">What the model says to do then; null for nothing.</param>
/// <param name="Missing">What is missing to the thresholds of a PQL.</param>
/// <param name="Contributions">Every line of points. Those of layer <c>fit</c> add up to fit exactly, all others to behavior.</param>
/// <param name="Spikes">The spike alerts that are met.</param>
public sealed record Evaluation(
    ScoreNumbers Numbers,
    string FitTier,
    decimal FitCoverage,
    IReadOnlyList<string> FitMissing,
    string BehaviorTier,
    string Band,
    string Priority,
    string? Action,
    IReadOnlyList<string> BlockedBy,
    Shortfall Missing,
    IReadOnlyList<Contribution> Contributions,
    IReadOnlyList<Spike> Spikes);

/// <summary>How many points each score lacks to the thresholds of a PQL; 0 when it is reached.</summary>
public sealed record Shortfall(Points Total, Points Fit, Points Behavior);

/// <summary>A spike alert that is met.</summary>
public sealed record Spike(string Key, string Label, Evidence Evidence);

/// <summary>One line of points.</summary>
/// <param name="Criterion">The criterion's key, or one of the engine's own lines.</param>
/// <param name="Label">For people.</param>
/// <param name="Points">What the line adds or takes.</param>
/// <param name="Layer"><c>fit</c>, the layer of a behavior criterion, or <c>adjustment</c> for the engine's own lines on behavior.</param>
/// <param name="Evidence">What the line rests on.</param>
public sealed record Contribution(string Criterion, string Label, Points Points, string Layer, Evidence Evidence)
{
    /// <summary>The layer of every line that belongs to fit.</summary>
    public const string FitLayer = "fit";

    /// <summary>The layer of the engine's own lines on behavior.</summary>
    public const string AdjustmentLayer = "adjustment";

    /// <summary>What the limits of 0 and 50 add to or take from fit.</summary>
    public const string FitLimit = "fit_limit";

    /// <summary>The velocity bonus.</summary>
    public const string Velocity = "velocity";

    /// <summary>What decay took; a layer that fades by itself has a line of its own, <c>decay:LAYER</c>.</summary>
    public const string Decay = "decay";

    /// <summary>What recency adds.</summary>
    public const string Recency = "recency";

    /// <summary>What a fit that is too low takes: all of behavior.</summary>
    public const string FitGate = "fit_gate";

    /// <summary>What the fit's factor adds or takes.</summary>
    public const string FitMultiplier = "fit_multiplier";

    /// <summary>What is above the ceiling of the free tier.</summary>
    public const string FreeTierCeiling = "free_tier_ceiling";

    /// <summary>What lifts a negative sum to 0.</summary>
    public const string Floor = "floor";

    /// <summary>What is above 100.</summary>
    public const string Cap = "cap";

    /// <summary>The points of all products but the highest.</summary>
    public const string OtherProducts = "other_products";

    /// <summary>The bonus for using several products.</summary>
    public const string ProductBonus = "product_bonus";
}

/// <summary>What a line of points rests on.</summary>
/// <param name="Count">How many events its signal has had in all; null where no events are counted.</param>
/// <param name="FirstAt">The first of them, UTC.</param>
/// <param name="LastAt">The last of them, UTC.</param>
/// <param name="Value">What was measured or matched, as text. A measure is not counted further than the criterion's highest tier asks.</param>
public sealed record Evidence(int? Count = null, DateTimeOffset? FirstAt = null, DateTimeOffset? LastAt = null, string? Value = null)
{
    /// <summary>Nothing to show.</summary>
    public static readonly Evidence None = new();
}
