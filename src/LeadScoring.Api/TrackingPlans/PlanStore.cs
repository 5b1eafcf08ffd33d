using System.Text.Json;
using LeadScoring.Api.Auditing;
using LeadScoring.Api.Data;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.TrackingPlans;

/// <summary>What became of a plan that was put.</summary>
/// <param name="Version">The version that holds now.</param>
/// <param name="IsConflict">Nothing was saved: the plan is not the one that the client knows.</param>
/// <param name="Faults">What is wrong with the document, by JSON paths; nothing was saved then.</param>
internal sealed record PlanSaving(int Version, bool IsConflict = false, IReadOnlyDictionary<string, string>? Faults = null);

/// <summary>Saves versions of the tracking plan. The newest holds; one that is empty turns it off.</summary>
internal sealed class PlanStore(LeadScoringDbContext db, PlanCatalog catalog, AuditTrail audit, TimeProvider clock)
{
    /// <summary>The document of no plan.</summary>
    private const string None = "{}";

    /// <summary>Of the advisory locks: "Plan".</summary>
    private const long SaveLock = 0x506C616E;

    /// <summary>The plan that holds, and its number among all; no plan and 0 where there never was one.</summary>
    public async Task<(int Version, string? Document)> ReadAsync(CancellationToken cancellationToken)
    {
        var newest = await NewestAsync(cancellationToken);
        return (newest?.Version ?? 0, newest?.Document is null or None ? null : newest.Document);
    }

    /// <summary>Saves a plan, and lets it hold here at once, and elsewhere as soon as the others look. One that says the same as the newest is no new version.</summary>
    /// <param name="document">The plan; null: none from now on.</param>
    /// <param name="by">Who saves it.</param>
    /// <param name="isKnown">Whether the client knows the version that it replaces; null where there is no plan.</param>
    /// <param name="cancellationToken">Cancels what is not committed yet.</param>
    public async Task<PlanSaving> SaveAsync(JsonElement? document, string? by, Predicate<int?> isKnown, CancellationToken cancellationToken)
    {
        var text = document?.GetRawText() ?? None;
        if (document is { } read && PlanReader.Read(read, out var faults) is null)
        {
            return new PlanSaving(0, Faults: faults);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({SaveLock})", cancellationToken);
        var newest = await NewestAsync(cancellationToken);
        var (version, before) = (newest?.Version ?? 0, newest?.Document ?? None);
        if (!isKnown(before == None ? null : version))
        {
            return new PlanSaving(version, IsConflict: true);
        }

        if (before != text)
        {
            db.TrackingPlans.Add(new TrackingPlanVersion { Version = ++version, Document = text, SavedAt = clock.GetUtcNow(), By = by });
            audit.Add(db, text == None ? AuditAction.PlanDeleted : AuditAction.PlanSaved, "tracking-plan", new { version });
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        await catalog.RefreshAsync(cancellationToken);
        return new PlanSaving(version);
    }

    private Task<TrackingPlanVersion?> NewestAsync(CancellationToken cancellationToken) =>
        db.TrackingPlans.AsNoTracking().OrderByDescending(plan => plan.Version).FirstOrDefaultAsync(cancellationToken);
}
