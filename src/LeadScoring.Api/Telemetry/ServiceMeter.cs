using System.Collections.Frozen;
using System.Diagnostics.Metrics;

namespace LeadScoring.Api.Telemetry;

/// <summary>The one meter that all instruments of this service belong to, and the meters of others that are shown beside it.</summary>
internal static class ServiceMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "LeadScoring";

    /// <summary>Meters that operations see: this service's, and those of what it is built on.</summary>
    public static readonly FrozenSet<string> Exported = FrozenSet.ToFrozenSet(
    [
        Name,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.RateLimiting",
        "Npgsql",
        "System.Runtime",
    ],
    StringComparer.Ordinal);

    /// <summary>Bounds of buckets for how long work on the database takes, in seconds.</summary>
    public static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    /// <summary>The service's meter; each time the same one.</summary>
    public static Meter CreateServiceMeter(this IMeterFactory factory) => factory.Create(Name);
}
