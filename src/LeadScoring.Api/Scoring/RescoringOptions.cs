using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Api.Scoring;

/// <summary>Section "Rescoring".</summary>
public sealed class RescoringOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Rescoring";

    /// <summary>Whether this replica scores what becomes due. At least one replica must; those that only take requests may leave it to the others.</summary>
    /// <value>true</value>
    public bool Enabled { get; init; } = true;

    /// <summary>How long the worker rests when nothing is due.</summary>
    /// <value>one second</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many leads are scored in one transaction: their rows are locked for as long as that takes.</summary>
    /// <value>500</value>
    [Range(1, 10_000)]
    public int Chunk { get; init; } = 500;
}
