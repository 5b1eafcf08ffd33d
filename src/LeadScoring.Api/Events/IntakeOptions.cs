using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Api.Events;

/// <summary>Section "Intake".</summary>
public sealed class IntakeOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Intake";

    /// <summary>How many writers there are. Each has buckets of its own, and one connection; up to four, and sixteen in all, while transactions take longer than a quarter of a second.</summary>
    /// <value>2: one alone waits for the database half of the time, and more than the database has processors gain nothing.</value>
    [Range(1, Data.Bucket.Count)]
    public int Lanes { get; init; } = 2;

    /// <summary>The most events of one transaction.</summary>
    /// <value>2,000: beyond that a transaction only takes longer.</value>
    [Range(1, 100_000)]
    public int GroupEvents { get; init; } = 2_000;

    /// <summary>How many events may wait for their transaction, over all lanes; large ones count more than once. Beyond that requests are answered 429.</summary>
    /// <value>20,000: about a second's work.</value>
    [Range(1, 10_000_000)]
    public int QueuedEvents { get; init; } = 20_000;

    /// <summary>How long events may wait for their transaction. While those at the head of a lane's queue have waited for longer, requests for the lane are answered 429.</summary>
    /// <value>three seconds: clients that wait for ten send again what is stored meanwhile</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(3);
}
