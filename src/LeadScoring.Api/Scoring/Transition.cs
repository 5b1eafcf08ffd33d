namespace LeadScoring.Api.Scoring;

/// <summary>A lead crossing a line: what was known when it happened. Numbers are hundredths of a point.</summary>
public sealed record Transition
{
    /// <summary>The lead's bucket.</summary>
    public short Bucket { get; init; }

    /// <summary>The lead.</summary>
    public required string LeadId { get; init; }

    /// <summary>1 and up per lead, without gaps.</summary>
    public int Sequence { get; init; }

    /// <summary>The model's key.</summary>
    public required string ModelKey { get; init; }

    /// <summary>The model's version.</summary>
    public int ModelVersion { get; init; }

    /// <summary>Whether the model was the primary one then.</summary>
    public bool IsPrimary { get; init; } = true;

    /// <summary>Whether others are to be told. A model may be published without a word.</summary>
    public bool Notify { get; init; } = true;

    /// <summary><c>pql_gained</c>, <c>pql_lost</c>, <c>band_changed</c>, <c>fit_tier_changed</c>, <c>spike</c> or <c>merged</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What caused it: <c>event</c>, <c>attributes</c>, <c>time</c>, <c>model</c>, <c>merge</c> or <c>retention</c>.</summary>
    public required string Cause { get; init; }

    /// <summary>When the score crossed. For <c>time</c> that is the instant the score changed, however late it was seen.</summary>
    public DateTimeOffset EffectiveAt { get; init; }

    /// <summary>When it was written down.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>The band before.</summary>
    public required string BandBefore { get; init; }

    /// <summary>The band after.</summary>
    public required string BandAfter { get; init; }

    /// <summary>Fit before, in hundredths.</summary>
    public int FitBefore { get; init; }

    /// <summary>Fit after, in hundredths.</summary>
    public int FitAfter { get; init; }

    /// <summary>Behavior before, in hundredths.</summary>
    public int BehaviorBefore { get; init; }

    /// <summary>Behavior after, in hundredths.</summary>
    public int BehaviorAfter { get; init; }

    /// <summary>The total before, in hundredths, as the model made it.</summary>
    public int TotalBefore { get; init; }

    /// <summary>The total after, in hundredths, as the model made it.</summary>
    public int TotalAfter { get; init; }

    /// <summary>The fit tier before.</summary>
    public required string FitTierBefore { get; init; }

    /// <summary>The fit tier after.</summary>
    public required string FitTierAfter { get; init; }

    /// <summary>What blocked before, with commas between; empty for nothing.</summary>
    public string BlockedByBefore { get; init; } = "";

    /// <summary>What blocks after, with commas between; empty for nothing.</summary>
    public string BlockedByAfter { get; init; } = "";

    /// <summary>For <c>spike</c>: key of the alert.</summary>
    public string? Spike { get; init; }

    /// <summary>The lines of points that made the difference, as JSON; see <see cref="CrossingReasons"/>.</summary>
    public string Contributions { get; init; } = CrossingReasons.None;

    /// <summary>The events behind them, as JSON; empty where time, a model or an account made the difference.</summary>
    public string Events { get; init; } = CrossingReasons.None;

    /// <summary>Where it stands in the feed of changes. Given by the database, see docs/decisions/0010.</summary>
    public long Position { get; init; }

    /// <summary>For <c>merged</c>: the lead that this one became a part of.</summary>
    public string? MergedInto { get; init; }
}
