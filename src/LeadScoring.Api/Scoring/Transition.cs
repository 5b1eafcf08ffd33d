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

    /// <summary><c>pql_gained</c>, <c>pql_lost</c>, <c>band_changed</c> or <c>merged</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What caused it: <c>event</c>, <c>attributes</c>, <c>time</c>, <c>model</c> or <c>merge</c>.</summary>
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

    /// <summary>For <c>merged</c>: the lead that this one became a part of.</summary>
    public string? MergedInto { get; init; }
}
