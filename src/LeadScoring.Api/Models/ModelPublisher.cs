using LeadScoring.Api.Data;
using LeadScoring.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace LeadScoring.Api.Models;

/// <summary>
/// Changes which models are in force: the version, its signals and the activation in one transaction. A version with signals that no
/// digest holds yet waits until the worker has folded them from the log (<see cref="ModelBackfill"/>).
/// </summary>
internal sealed partial class ModelPublisher(LeadScoringDbContext db, TimeProvider clock, ILogger<ModelPublisher> logger)
{
    /// <summary>Publishing is rare; whoever does it at once takes turns.</summary>
    private const long PublishLock = 0x4C65616453636F72; // "LeadScor"

    /// <summary>Puts a document into force, as a new version of its model.</summary>
    /// <exception cref="ModelException">The document has faults.</exception>
    /// <exception cref="ModelConflictException">It is in force already, or another change waits.</exception>
    public Task<ModelActivation> PublishAsync(string document, ModelChange change, CancellationToken cancellationToken)
    {
        var model = ModelReader.Read(document);
        return ChangeAsync(
            async history =>
            {
                if (history.VersionInForce(change.Key) is { } inForce && !(change.MakesPrimary && history.Primary != change.Key) && await IsDocumentAsync(change.Key, inForce, document, cancellationToken))
                {
                    throw new ModelConflictException("Nothing would change.", $"This document is in force already, as version {inForce}.");
                }

                var version = 1 + (await db.Models.Where(m => m.Key == change.Key).MaxAsync(m => (int?)m.Version, cancellationToken) ?? 0);
                db.Models.Add(new PublishedModel { Key = change.Key, Version = version, Document = document, PublishedAt = clock.GetUtcNow() });
                await db.ModelDrafts.Where(draft => draft.Key == change.Key && draft.Document == document).ExecuteDeleteAsync(cancellationToken);
                return (ModelAction.Published, version, await AddSignalsAsync(model, cancellationToken));
            },
            change,
            cancellationToken);
    }

    /// <summary>Puts an older version into force again. Versions are never rewritten, so what it scores is what it scored.</summary>
    /// <param name="version">The version; null: the one that was in force before.</param>
    /// <param name="change">Who, why, and whether to tell.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    /// <exception cref="ModelConflictException">There is no such version, it is in force already, or another change waits.</exception>
    public Task<ModelActivation> RevertAsync(int? version, ModelChange change, CancellationToken cancellationToken) => ChangeAsync(
        async history =>
        {
            var to = version ?? history.VersionBefore(change.Key) ?? throw new ModelConflictException("There is nothing to go back to.", $"No other version of '{change.Key}' was in force before.");
            if (!await db.Models.AnyAsync(m => m.Key == change.Key && m.Version == to, cancellationToken))
            {
                throw new ModelConflictException("There is no such version.", $"'{change.Key}' has no version {to}.");
            }

            return history.VersionInForce(change.Key) == to
                ? throw new ModelConflictException("Nothing would change.", $"Version {to} of '{change.Key}' is in force.")
                : (ModelAction.Reverted, to, false);
        },
        change,
        cancellationToken);

    /// <summary>Makes a model in force the primary one.</summary>
    /// <exception cref="ModelConflictException">It is not in force, is it already, or another change waits.</exception>
    public Task<ModelActivation> MakePrimaryAsync(ModelChange change, CancellationToken cancellationToken) => ChangeAsync(
        history => Task.FromResult<(string, int?, bool)>(
            history.VersionInForce(change.Key) is not { } version ? throw new ModelConflictException("The model is not in force.", $"Publish '{change.Key}' first.")
            : history.Primary == change.Key ? throw new ModelConflictException("Nothing would change.", $"'{change.Key}' is the primary model.")
            : (ModelAction.MadePrimary, version, false)),
        change with { MakesPrimary = true },
        cancellationToken);

    /// <summary>Takes a model out of force. Its score rows go; its transitions stay.</summary>
    /// <exception cref="ModelConflictException">It is not in force, is the primary one, or another change waits.</exception>
    public Task<ModelActivation> WithdrawAsync(ModelChange change, CancellationToken cancellationToken) => ChangeAsync(
        history => Task.FromResult<(string, int?, bool)>(
            history.VersionInForce(change.Key) is null ? throw new ModelConflictException("The model is not in force.", $"There is nothing to withdraw of '{change.Key}'.")
            : history.Primary == change.Key ? throw new ModelConflictException("The primary model cannot be withdrawn.", "Make another one the primary model first.")
            : (ModelAction.Withdrawn, null, false)),
        change,
        cancellationToken);

    /// <summary>
    /// Puts the configured model into force where it is not yet, as the only one in place of the primary one; or the default model where
    /// there is none. At once: whoever meets a digest that lacks its signals folds the log again.
    /// </summary>
    /// <param name="document">The configured document; null: none.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    public async Task PublishConfiguredAsync(string? document, CancellationToken cancellationToken)
    {
        await using var transaction = await BeginAsync(cancellationToken);
        var history = await ReadHistoryAsync(cancellationToken);
        var model = ModelReader.Read(document ?? ModelTemplates.ProductLed);
        var primary = history.Primary;
        if (primary is not null && (document is null || (primary == model.Key && await IsDocumentAsync(primary, history.VersionInForce(primary)!.Value, document, cancellationToken))))
        {
            LogInForce(primary, history.VersionInForce(primary)!.Value);
            return;
        }

        var version = 1 + (await db.Models.Where(m => m.Key == model.Key).MaxAsync(m => (int?)m.Version, cancellationToken) ?? 0);
        var now = clock.GetUtcNow();
        db.Models.Add(new PublishedModel { Key = model.Key, Version = version, Document = document ?? ModelTemplates.ProductLed, PublishedAt = now });
        await AddSignalsAsync(model, cancellationToken);
        var change = new ModelChange(model.Key, MakesPrimary: true, ModelNotify.All, null, document is null ? null : "The configured model file has changed.");
        var number = history.LastNumber + 1;
        db.Activations.Add(Activation(number, ModelAction.Published, version, change, now, now));
        if (primary is not null && primary != model.Key)
        {
            db.Activations.Add(Activation(number + 1, ModelAction.Withdrawn, null, change with { Key = primary, MakesPrimary = false }, now, now));
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogInForce(model.Key, version);
    }

    private async Task<ModelActivation> ChangeAsync(Func<ModelHistory, Task<(string Action, int? Version, bool HasNewSignals)>> decide, ModelChange change, CancellationToken cancellationToken)
    {
        await using var transaction = await BeginAsync(cancellationToken);
        var history = await ReadHistoryAsync(cancellationToken);
        if (history.Pending is { } pending)
        {
            throw new ModelConflictException("Another change waits.", $"'{pending.ModelKey}' version {pending.Version} comes into force when every lead's digest holds its signals. Try again then.");
        }

        var (action, version, hasNewSignals) = await decide(history);
        var now = clock.GetUtcNow();
        var waits = hasNewSignals && await db.Leads.AnyAsync(cancellationToken);
        var activation = Activation(history.LastNumber + 1, action, version, change with { MakesPrimary = change.MakesPrimary || (version is not null && history.Primary == change.Key) }, now, waits ? null : now);
        db.Activations.Add(activation);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogChanged(action, change.Key, version);
        return activation;
    }

    private async Task<IDbContextTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({PublishLock})", cancellationToken);
        return transaction;
    }

    private async Task<ModelHistory> ReadHistoryAsync(CancellationToken cancellationToken) =>
        new(await db.Activations.AsNoTracking().OrderBy(a => a.Number).ToListAsync(cancellationToken));

    private static ModelActivation Activation(int number, string action, int? version, ModelChange change, DateTimeOffset now, DateTimeOffset? activatedAt) => new()
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
        ActivatedAt = activatedAt,
    };

    private Task<bool> IsDocumentAsync(string key, int version, string document, CancellationToken cancellationToken) =>
        db.Models.AnyAsync(m => m.Key == key && m.Version == version && m.Document == document, cancellationToken);

    /// <summary>Signals that no model had before get the next ids and make a new generation.</summary>
    /// <returns>Whether there are any.</returns>
    private async Task<bool> AddSignalsAsync(ScoringModel model, CancellationToken cancellationToken)
    {
        var known = await db.Signals.AsNoTracking().ToDictionaryAsync(s => s.Definition, StringComparer.Ordinal, cancellationToken);
        var id = known.Values.Select(s => s.Id).DefaultIfEmpty((short)0).Max();
        var generation = known.Values.Select(s => s.Generation).DefaultIfEmpty(0).Max() + 1;
        SignalDefinition[] added = [.. model.Signals.Where(signal => !known.ContainsKey(signal.Canonical))];
        db.Signals.AddRange(added.Select(signal => new StoredSignal { Id = ++id, Definition = signal.Canonical, Generation = generation }));
        return added.Length > 0;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The scoring model {Model} version {Version} is in force")]
    private partial void LogInForce(string model, int version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Models have changed: {Action} {Model} version {Version}")]
    private partial void LogChanged(string action, string model, int? version);
}

/// <summary>What is to be changed about a model, by whom and why.</summary>
/// <param name="Key">The model's key.</param>
/// <param name="MakesPrimary">Whether it becomes the primary one; one that is stays it.</param>
/// <param name="Notify">Which of the crossings that this makes are to be told: see <see cref="ModelNotify"/>.</param>
/// <param name="By">Who, as they said; null: they did not say.</param>
/// <param name="Why">Why, as they said; null: they did not say.</param>
internal sealed record ModelChange(string Key, bool MakesPrimary, string Notify, string? By, string? Why);

/// <summary>A change of models that cannot be made as things stand.</summary>
/// <param name="title">What is in the way.</param>
/// <param name="detail">What to do.</param>
internal sealed class ModelConflictException(string title, string detail) : Exception(detail)
{
    public string Title => title;
}
