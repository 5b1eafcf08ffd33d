namespace LeadScoring.Api.TrackingPlans;

/// <summary>A tracking plan: which events there should be, with which properties. The highest version holds; none is rewritten.</summary>
public sealed class TrackingPlanVersion
{
    /// <summary>1 and up.</summary>
    public int Version { get; init; }

    /// <summary>The JSON document, as it was given.</summary>
    public required string Document { get; init; }

    /// <summary>When it was put.</summary>
    public DateTimeOffset SavedAt { get; init; }

    /// <summary>Who put it, as they said; null: they did not say.</summary>
    public string? By { get; init; }
}

/// <summary>A way in which events were not as the plan says, with how often.</summary>
public sealed class PlanViolation
{
    /// <summary>The name of the events.</summary>
    public required string Event { get; init; }

    /// <summary>The property; empty where the event itself is not in the plan.</summary>
    public required string Property { get; init; }

    /// <summary>What is wrong, in one word.</summary>
    public required string Problem { get; init; }

    /// <summary>How many events.</summary>
    public long Count { get; set; }

    /// <summary>When the first of them was received.</summary>
    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When the last of them was received.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>The message id of the last of them.</summary>
    public required string MessageId { get; set; }

    /// <summary>The identity that it was sent under, as <c>user:ID</c> or <c>anon:ID</c>; null: nobody's any more.</summary>
    public string? Identity { get; set; }

    /// <summary>What the property was in that one, in short; null for nothing.</summary>
    public string? Example { get; set; }
}
