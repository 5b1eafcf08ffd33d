namespace LeadScoring.Api.Signals;

/// <summary>A name that events had: how often, and when. Whatever signals count, so that what no signal counts is seen too.</summary>
public sealed class EventName
{
    /// <summary>The name, as it was sent.</summary>
    public required string Name { get; init; }

    /// <summary>How many events had it.</summary>
    public long Count { get; set; }

    /// <summary>When the first of them was received.</summary>
    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When the last of them was received.</summary>
    public DateTimeOffset LastSeenAt { get; set; }
}
