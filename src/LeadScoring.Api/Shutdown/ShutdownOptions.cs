using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Api.Shutdown;

/// <summary>Section "Shutdown".</summary>
public sealed class ShutdownOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Shutdown";

    /// <summary>
    /// How long the service goes on taking requests after it was told to stop, while <c>/health/ready</c> says that it is not
    /// ready: as long as load balancers need to notice.
    /// </summary>
    /// <value>two seconds; none in Development</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:15")]
    public TimeSpan ReadinessDelay { get; init; } = TimeSpan.FromSeconds(2);
}
