using System.Data;
using LeadScoring.Api.Data;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Models;

/// <summary>The models that are or were in force, loaded once and refreshed when the database is ahead.</summary>
internal sealed class ModelCatalog(IServiceScopeFactory scopes)
{
    private readonly Lock _lock = new();
    private volatile ModelSnapshot? _snapshot;

    /// <summary>What is known now.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been loaded yet.</exception>
    public ModelSnapshot Snapshot => _snapshot ?? throw new InvalidOperationException("The models have not been loaded yet.");

    /// <summary>Loads what the database has, unless nothing is new.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LeadScoringDbContext>();
        var newest = await db.Activations.AsNoTracking().OrderByDescending(a => a.Number).FirstOrDefaultAsync(cancellationToken);
        if (newest is not null && (newest.Number, newest.ActivatedAt is not null) != _snapshot?.Newest)
        {
            Keep(await LoadAsync(db, _snapshot?.Versions, cancellationToken));
        }
    }

    /// <summary>Of two loads at once the one that saw more stays, whichever ends last.</summary>
    private void Keep(ModelSnapshot loaded)
    {
        lock (_lock)
        {
            _snapshot = _snapshot is null || loaded.Newest.CompareTo(_snapshot.Newest) >= 0 ? loaded : _snapshot;
        }
    }

    /// <summary>
    /// All three tables as of one moment. A publish between two reads would give the old signals the number of the new
    /// generation, and digests made of them would pass for complete ones for ever.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="compiled">Versions that have been compiled before: they never change.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    private static async Task<ModelSnapshot> LoadAsync(LeadScoringDbContext db, IReadOnlyDictionary<(string Key, int Version), ScoringModel>? compiled, CancellationToken cancellationToken)
    {
        await using var moment = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var activations = await db.Activations.AsNoTracking().OrderBy(a => a.Number).ToListAsync(cancellationToken);
        var documents = await db.Models.AsNoTracking().ToDictionaryAsync(m => (m.Key, m.Version), m => m.Document, cancellationToken);
        var signals = await db.Signals.AsNoTracking().ToDictionaryAsync(s => s.Definition, StringComparer.Ordinal, cancellationToken);

        var versions = activations.Where(a => a.Version is not null).Select(a => (Key: a.ModelKey, Version: a.Version!.Value)).Distinct()
            .ToDictionary(version => version, version => compiled?.GetValueOrDefault(version) ?? ModelReader.Read(documents[version]));
        var known = versions.Values.SelectMany(model => model.Signals).DistinctBy(signal => signal.Canonical, StringComparer.Ordinal)
            .Select(signal => new Signal(signals[signal.Canonical].Id, signal));
        return new ModelSnapshot(activations, versions, new DigestLayout(signals.Values.Max(s => s.Generation), known));
    }
}
