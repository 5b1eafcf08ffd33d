namespace LeadScoring.Api.Scoring;

/// <summary>
/// The current score of a lead or an account under a model. It is written only when a published value changes, or when the score
/// may change earlier than the row says. Numbers are hundredths of a point.
/// </summary>
public abstract record ScoreRow
{
    /// <summary>The bucket of the lead or the account.</summary>
    public short Bucket { get; init; }

    /// <summary>The model's key.</summary>
    public required string ModelKey { get; init; }

    /// <summary>Fit in hundredths, 0 to 5,000.</summary>
    public int Fit { get; init; }

    /// <summary>Behavior in hundredths, 0 to 10,000.</summary>
    public int Behavior { get; init; }

    /// <summary>The total in hundredths, 0 to 15,000.</summary>
    public int Total { get; init; }

    /// <summary>Key of the fit tier.</summary>
    public required string FitTier { get; init; }

    /// <summary>Key of the behavior tier.</summary>
    public required string BehaviorTier { get; init; }

    /// <summary>Key of the band.</summary>
    public required string Band { get; init; }

    /// <summary>Whether the lead is a PQL.</summary>
    public bool IsPql { get; init; }

    /// <summary>Since when it is, or since when it no longer is; null when it never was.</summary>
    public DateTimeOffset? PqlSince { get; init; }

    /// <summary>The row is right until at least then; null for ever. From then on (inclusive) the row is due.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The moment that the row was evaluated for.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>The number of the model activation the row was evaluated under.</summary>
    public int Activation { get; init; }

    /// <summary>The account: the lead's, or the one that is scored. Null for a lead without one.</summary>
    public string? AccountId { get; init; }

    /// <summary>The version of that account; 0 without one.</summary>
    public long AccountVersion { get; init; }

    /// <summary>The UTC day of the latest event; null when there was none.</summary>
    public DateOnly? LastActiveOn { get; init; }

    /// <summary>Keys of the spike alerts that are met, in the model's order with commas between; empty for none.</summary>
    public string Spikes { get; init; } = "";

    /// <summary>What keeps the lead or the account from being a PQL whatever its points, with commas between; empty for nothing.</summary>
    public string BlockedBy { get; init; } = "";

    /// <summary>When a published value changed last.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Where that change stands in the feed of changes. Given by the database, see docs/decisions/0010; 0 in rows that are not stored.</summary>
    public long Position { get; init; }

    /// <summary>The single keys of <see cref="Spikes"/>.</summary>
    internal IReadOnlyList<string> SpikeKeys => Spikes.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The single reasons of <see cref="BlockedBy"/>.</summary>
    internal IReadOnlyList<string> BlockReasons => BlockedBy.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether the two say the same to whoever follows scores: until when they hold and what they were made of may differ.</summary>
    public bool SaysTheSameAs(ScoreRow other) => this with
    {
        ValidUntil = other.ValidUntil,
        AsOf = other.AsOf,
        Activation = other.Activation,
        AccountVersion = other.AccountVersion,
        LastActiveOn = other.LastActiveOn,
        ChangedAt = other.ChangedAt,
        Position = other.Position,
    } == other;
}
