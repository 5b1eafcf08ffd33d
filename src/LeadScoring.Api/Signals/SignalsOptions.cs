using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Api.Signals;

/// <summary>Section "Signals": what is kept of the names of events and of how they are used.</summary>
public sealed class SignalsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Signals";

    /// <summary>How many names of events are told apart. Events with other names are counted together.</summary>
    /// <value>10,000</value>
    [Range(1, 1_000_000)]
    public int MostEventNames { get; init; } = 10_000;

    /// <summary>How many ways of not following the tracking plan are told apart. Others are counted together.</summary>
    /// <value>10,000</value>
    [Range(1, 1_000_000)]
    public int MostViolations { get; init; } = 10_000;

    /// <summary>How long counts of names and violations stay in memory before they are written.</summary>
    /// <value>five seconds</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How old the counts of all leads' signals may be before they are counted afresh for whoever asks next.</summary>
    /// <value>five minutes</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromMinutes(5);
}
