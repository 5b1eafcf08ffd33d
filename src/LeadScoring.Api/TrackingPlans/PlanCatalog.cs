using System.Text.Json;
using LeadScoring.Api.Data;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.TrackingPlans;

/// <summary>The tracking plan that holds, loaded once and refreshed when the database is ahead.</summary>
internal sealed class PlanCatalog(IServiceScopeFactory scopes)
{
    private readonly Lock _lock = new();
    private volatile Loaded _loaded = new(0, null);

    /// <summary>The plan; null: there is none, and nothing is to be checked.</summary>
    public TrackingPlan? Current => _loaded.Plan;

    /// <summary>Loads what the database has, unless nothing is new.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var plans = scope.ServiceProvider.GetRequiredService<LeadScoringDbContext>().TrackingPlans.AsNoTracking().OrderByDescending(plan => plan.Version);
        if (await plans.Select(plan => plan.Version).FirstOrDefaultAsync(cancellationToken) > _loaded.Version)
        {
            Keep(await plans.FirstAsync(cancellationToken));
        }
    }

    /// <summary>Of two loads at once the newer plan stays, whichever ends last.</summary>
    private void Keep(TrackingPlanVersion row)
    {
        var plan = PlanReader.Read(JsonElement.Parse(row.Document), out var faults)
            ?? throw new InvalidDataException($"The tracking plan of version {row.Version} cannot be read: {string.Join("; ", faults.Select(fault => $"{fault.Key} {fault.Value}"))}");
        lock (_lock)
        {
            _loaded = row.Version > _loaded.Version ? new Loaded(row.Version, plan.IsEmpty ? null : plan) : _loaded;
        }
    }

    private sealed record Loaded(int Version, TrackingPlan? Plan);
}
