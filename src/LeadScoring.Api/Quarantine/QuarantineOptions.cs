using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Api.Quarantine;

/// <summary>Section "Quarantine": how much is kept. Beyond either, the oldest items go.</summary>
public sealed class QuarantineOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Quarantine";

    private const int BytesPerMegabyte = 1024 * 1024;

    /// <summary>How many items.</summary>
    /// <value>100,000</value>
    [Range(1, 10_000_000)]
    public int MostItems { get; init; } = 100_000;

    /// <summary>How many megabytes (1,048,576 bytes) of items.</summary>
    /// <value>1,024</value>
    [Range(1, 1_000_000)]
    public int MostMegabytes { get; init; } = 1_024;

    /// <summary><see cref="MostMegabytes"/> in bytes.</summary>
    internal long MostBytes => (long)MostMegabytes * BytesPerMegabyte;
}
