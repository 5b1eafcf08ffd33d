namespace LeadScoring.Api.Scoring;

/// <summary>What a lead can cross.</summary>
internal static class TransitionKind
{
    public const string PqlGained = "pql_gained";
    public const string PqlLost = "pql_lost";
    public const string BandChanged = "band_changed";
    public const string FitTierChanged = "fit_tier_changed";

    /// <summary>A spike alert is met that was not met before.</summary>
    public const string Spike = "spike";

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

    /// <summary>Events have become older than events are kept.</summary>
    public const string Retention = "retention";
}
