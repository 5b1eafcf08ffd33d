using LeadScoring.Api.Data;
using LeadScoring.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Models;

/// <summary>
/// Changes which models are in force: the version, its signals and the activation in one transaction. A version with signals that no
/// digest holds yet waits until the worker has folded them from the log (<see cref="ModelBackfill"/>).
/// </summary>
internal sealed partial class ModelPublisher(LeadScoringDbContext db, ModelStore store, ILogger<ModelPublisher> logger)
{
    /// <summary>Puts a document into force: a published version as it is, anything else as a new version of its model.</summary>
    /// <exception cref="ModelException">The document has faults.</exception>
    /// <exception cref="ModelConflictException">It is in force already, or another change waits.</exception>
    public Task<ModelActivation> PublishAsync(CandidateModel candidate, ModelChange change, CancellationToken cancellationToken)
    {
        var model = ModelReader.Read(candidate.Document);
        return ChangeAsync(
            async history =>
            {
                var inForce = history.VersionInForce(change.Key);
                var version = candidate.Version ?? (inForce is { } current && await store.IsDocumentAsync(change.Key, current, candidate.Document, cancellationToken) ? inForce : null);
                if (version is not null && version == inForce && (!change.MakesPrimary || history.Primary == change.Key))
                {
                    throw new ModelConflictException("Nothing would change.", $"This document is in force already, as version {inForce}.");
                }

                await db.ModelDrafts.Where(draft => draft.Key == change.Key && draft.Document == candidate.Document).ExecuteDeleteAsync(cancellationToken);
                var (published, hasNewSignals) = version is { } known ? (known, false) : await store.AddVersionAsync(model, candidate.Document, cancellationToken);
                return (ModelAction.Published, published, hasNewSignals || await store.MayLackSignalsAsync(model, history, cancellationToken));
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
            var document = await db.Models.Where(m => m.Key == change.Key && m.Version == to).Select(m => m.Document).FirstOrDefaultAsync(cancellationToken)
                ?? throw new ModelConflictException("There is no such version.", $"'{change.Key}' has no version {to}.");
            return history.VersionInForce(change.Key) == to
                ? throw new ModelConflictException("Nothing would change.", $"Version {to} of '{change.Key}' is in force.")
                : (ModelAction.Reverted, to, await store.MayLackSignalsAsync(ModelReader.Read(document), history, cancellationToken));
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

    /// <summary>Calls off the change of a model that waits. Its version stays, and can be published again.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> CallOffAsync(string key, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(cancellationToken);
        if (!await store.CallOffAsync(key, cancellationToken))
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        LogCalledOff(key);
        return true;
    }

    private async Task<ModelActivation> ChangeAsync(Func<ModelHistory, Task<(string Action, int? Version, bool MayLackSignals)>> decide, ModelChange change, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(cancellationToken);
        var history = await store.ReadHistoryAsync(cancellationToken);
        if (history.Pending is { } pending)
        {
            throw new ModelConflictException("Another change waits.", $"'{pending.ModelKey}' version {pending.Version} comes into force when every lead's digest holds its signals. Try again then, or call it off: DELETE /v1/models/{pending.ModelKey}/pending.");
        }

        var (action, version, mayLackSignals) = await decide(history);
        var isPrimary = change.MakesPrimary || (version is not null && history.Primary == change.Key);
        var waits = mayLackSignals && await db.Leads.AnyAsync(cancellationToken);
        var activation = store.AddActivation(history.LastNumber + 1, action, version, change with { MakesPrimary = isPrimary }, waits);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogChanged(action, change.Key, version);
        return activation;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Models have changed: {Action} {Model} version {Version}")]
    private partial void LogChanged(string action, string model, int? version);

    [LoggerMessage(Level = LogLevel.Information, Message = "A change of {Model} that waited was called off")]
    private partial void LogCalledOff(string model);
}
