using System.Diagnostics;

namespace LeadScoring.Api.Telemetry.Tracing;

/// <summary>Where this service's own spans come from. Nobody listens, and nothing is made, unless traces are sent somewhere.</summary>
internal static class ServiceTrace
{
    /// <summary>The source's name.</summary>
    public const string Name = "LeadScoring";

    /// <summary>What kind of fault ended a span, as OpenTelemetry names it.</summary>
    public const string ErrorType = "error.type";

    public static readonly ActivitySource Source = new(Name);

    /// <summary>Sources whose spans are sent: this service's, the server's and the database driver's.</summary>
    public static readonly string[] Exported = [Name, "Microsoft.AspNetCore", "Npgsql"];

    /// <summary>
    /// Whether what runs now belongs to a trace that is recorded. Statements of workers, which look for work many times a
    /// second, do not; they would bury those of requests.
    /// </summary>
    public static bool IsRecorded => Activity.Current is { Recorded: true };

    /// <summary>
    /// Begins a span of work that is done for several at once. It belongs to the trace of the first whose span is recorded, so that this
    /// trace is whole and shared work is recorded as often as those it is for; and it is linked to all of them.
    /// </summary>
    /// <returns>Null when none of them is recorded.</returns>
    public static Activity? StartShared(string name, IEnumerable<ActivityContext> callers)
    {
        List<ActivityContext> recorded = [.. callers.Where(IsRecordedIn).Distinct()];
        return recorded.Count == 0 ? null : Source.StartActivity(ActivityKind.Internal, recorded[0], links: recorded.Select(caller => new ActivityLink(caller)), name: name);
    }

    public static bool IsRecordedIn(ActivityContext span) => span.TraceFlags.HasFlag(ActivityTraceFlags.Recorded);

    /// <summary>A span failed. Only the kind of fault is told: its words may hold what somebody sent.</summary>
    public static void Fail(this Activity activity, string errorType)
    {
        activity.SetTag(ErrorType, errorType);
        activity.SetStatus(ActivityStatusCode.Error);
    }
}
