namespace LeadScoring.Api.Retention;

/// <summary>How far the logs of a bucket have been cut.</summary>
public sealed class RetentionProgress
{
    /// <summary>The bucket.</summary>
    public short Bucket { get; init; }

    /// <summary>Nothing older than that is left that may go.</summary>
    public DateTimeOffset DoneUntil { get; init; }
}
