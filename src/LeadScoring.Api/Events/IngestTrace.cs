using System.Diagnostics;
using LeadScoring.Api.Telemetry.Tracing;

namespace LeadScoring.Api.Events;

/// <summary>Shows in traces how the events of requests wait and are committed together. Each request's wait is linked to the commit.</summary>
internal static class IngestTrace
{
    /// <summary>Ends the waits of a group and begins its commit. Null when none of its requests is recorded.</summary>
    public static Activity? Begin(IReadOnlyList<Parcel> group)
    {
        var commit = ServiceTrace.StartShared("intake commit", group.Select(parcel => parcel.Caller));
        if (commit is not null)
        {
            commit.SetTag("leadscoring.intake.group.size", group.Sum(parcel => parcel.Events.Count));
            foreach (var parcel in group.Where(parcel => ServiceTrace.IsRecordedIn(parcel.Caller)))
            {
                EndWait(parcel, commit);
            }
        }

        return commit;
    }

    private static void EndWait(Parcel parcel, Activity commit)
    {
        // It began when the request came to the lane, which nobody else noted down.
        var began = DateTimeOffset.UtcNow - Stopwatch.GetElapsedTime(parcel.Since);
        using var wait = ServiceTrace.Source.StartActivity(ActivityKind.Internal, parcel.Caller, links: [new ActivityLink(commit.Context)], startTime: began, name: "intake wait");
        wait?.SetTag("leadscoring.intake.events", parcel.Events.Count);
    }
}
