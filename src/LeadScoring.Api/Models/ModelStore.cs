using LeadScoring.Api.Auditing;
using LeadScoring.Api.Data;
using LeadScoring.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace LeadScoring.Api.Models;

/// <summary>The tables of models, as those who change them write them: drafts, versions, activations and signals.</summary>
internal sealed class ModelStore(LeadScoringDbContext db, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Seconds: a chunk of a backfill holds the row of its change until its logs are folded.</summary>
    private const int ChunkTimeout = 30;

    /// <summary>Changes of models are rare; whoever makes some at once takes turns.</summary>
    private const long ChangeLock = 0x4C65616453636F72; // "LeadScor"

    /// <summary>Begins a transaction that has the tables for itself, among those that change them.</summary>
    public async Task<IDbContextTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({ChangeLock})", cancellationToken);
        return transaction;
    }

    /// <summary>The activations so far.</summary>
    public async Task<ModelHistory> ReadHistoryAsync(CancellationToken cancellationToken) =>
        new(await db.Activations.AsNoTracking().OrderBy(a => a.Number).ToListAsync(cancellationToken));

    /// <summary>Whether a published version is this very document.</summary>
    public Task<bool> IsDocumentAsync(string key, int version, string document, CancellationToken cancellationToken) =>
        db.Models.AnyAsync(m => m.Key == key && m.Version == version && m.Document == document, cancellationToken);

    /// <summary>Adds a version; its signals that no model had before get the next ids and make a new generation.</summary>
    /// <returns>Its number, and whether it has signals that digests may lack.</returns>
    public async Task<(int Version, bool HasNewSignals)> AddVersionAsync(ScoringModel model, string document, CancellationToken cancellationToken)
    {
        var version = 1 + (await db.Models.Where(m => m.Key == model.Key).MaxAsync(m => (int?)m.Version, cancellationToken) ?? 0);
        db.Models.Add(new PublishedModel { Key = model.Key, Version = version, Document = document, PublishedAt = clock.GetUtcNow() });
        return (version, await AddSignalsAsync(model, cancellationToken));
    }

    /// <summary>Adds the next change of what is in force.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="action">See <see cref="ModelAction"/>.</param>
    /// <param name="version">The version that comes into force; null: none does.</param>
    /// <param name="change">Which model, who, and why.</param>
    /// <param name="waits">Whether it waits until every digest holds its signals.</param>
    public ModelActivation AddActivation(int number, string action, int? version, ModelChange change, bool waits)
    {
        var now = clock.GetUtcNow();
        var activation = new ModelActivation
        {
            Number = number,
            ModelKey = change.Key,
            Version = version,
            IsPrimary = change.MakesPrimary,
            Action = action,
            Notify = change.Notify,
            By = change.By,
            Why = change.Why,
            RequestedAt = now,
            ActivatedAt = waits ? null : now,
        };
        db.Activations.Add(activation);
        audit.Add(db, AuditAction.OfModel(action), change.Key, new { number, version, isPrimary = change.MakesPrimary, notify = change.Notify, waits });
        return activation;
    }

    /// <summary>Calls off the change of a model that waits. Waits itself until the chunk of its backfill that is at work is done.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> CallOffAsync(string key, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var waiting = await db.Activations.AsNoTracking().FirstOrDefaultAsync(change => change.ModelKey == key && change.ActivatedAt == null, cancellationToken);
        db.Database.SetCommandTimeout(ChunkTimeout);
        if (waiting is null || await db.Activations.Where(change => change.Number == waiting.Number && change.ActivatedAt == null).ExecuteUpdateAsync(
            change => change.SetProperty(c => c.Action, ModelAction.CalledOff).SetProperty(c => c.ActivatedAt, now).SetProperty(c => c.BackfillLead, ""), cancellationToken) == 0)
        {
            return false;
        }

        audit.Add(db, AuditAction.ModelCalledOff, key, new { number = waiting.Number, version = waiting.Version });
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>
    /// Whether digests may lack signals of a model that are known all the same: those of versions that were called off before every digest
    /// held them, and that no version has which came into force.
    /// </summary>
    public async Task<bool> MayLackSignalsAsync(ScoringModel model, ModelHistory history, CancellationToken cancellationToken)
    {
        if (history.Changes.All(change => change.Action != ModelAction.CalledOff))
        {
            return false;
        }

        var versions = history.Changes.Where(change => change is { TookEffect: true, Version: not null }).Select(change => (change.ModelKey, change.Version!.Value)).ToHashSet();
        var documents = await db.Models.AsNoTracking().ToListAsync(cancellationToken);
        var held = documents.Where(each => versions.Contains((each.Key, each.Version))).SelectMany(each => ModelReader.Read(each.Document).Signals).Select(signal => signal.Canonical).ToHashSet(StringComparer.Ordinal);
        return model.Signals.Any(signal => !held.Contains(signal.Canonical));
    }

    private async Task<bool> AddSignalsAsync(ScoringModel model, CancellationToken cancellationToken)
    {
        var known = await db.Signals.AsNoTracking().ToDictionaryAsync(s => s.Definition, StringComparer.Ordinal, cancellationToken);
        var id = known.Values.Select(s => s.Id).DefaultIfEmpty((short)0).Max();
        var generation = known.Values.Select(s => s.Generation).DefaultIfEmpty(0).Max() + 1;
        SignalDefinition[] added = [.. model.Signals.Where(signal => !known.ContainsKey(signal.Canonical))];
        db.Signals.AddRange(added.Select(signal => new StoredSignal { Id = ++id, Definition = signal.Canonical, Generation = generation }));
        return added.Length > 0;
    }
}
