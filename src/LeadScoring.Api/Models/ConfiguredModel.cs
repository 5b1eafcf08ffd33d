using LeadScoring.Api.Data;
using LeadScoring.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Models;

/// <summary>Section "Scoring".</summary>
public sealed class ScoringOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Scoring";

    /// <summary>
    /// A file with the scoring model to use. At a start it is published as a new version if it differs from what a file published last.
    /// Without it the service keeps the models that are in force, or starts with the default model.
    /// </summary>
    /// <value>none</value>
    public string? ModelFile { get; init; }
}

/// <summary>
/// Publishes the model of the configuration in place of the primary one, where its file has changed since one was published; or the
/// default model where there is none. What was published over the API since stays in force as long as the file is what it was.
/// </summary>
internal sealed partial class ConfiguredModel(LeadScoringDbContext db, ModelStore store, IOptions<ScoringOptions> options, TimeProvider clock, ILogger<ConfiguredModel> logger)
{
    /// <summary>Publishes it, unless a start before has.</summary>
    /// <exception cref="ModelException">The document is not valid, or cannot be read.</exception>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        var document = await ReadAsync(cancellationToken);
        var model = Compile(document ?? ModelTemplates.ProductLed);
        await using var transaction = await store.BeginAsync(cancellationToken);
        var history = await store.ReadHistoryAsync(cancellationToken);
        if (await IsNewAsync(history, model.Key, document, cancellationToken))
        {
            await EndWaitingAsync(history.Pending, cancellationToken);
            await AddAsync(model, document, await store.ReadHistoryAsync(cancellationToken), cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }
        else
        {
            LogInForce(history.Primary!, history.VersionInForce(history.Primary!)!.Value);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<bool> IsNewAsync(ModelHistory history, string key, string? document, CancellationToken cancellationToken) => document is null
        ? history.Primary is null
        : history.Configured is not { } last || last.ModelKey != key || !await store.IsDocumentAsync(key, last.Version!.Value, document, cancellationToken);

    /// <summary>
    /// Only one change may wait. That of a file before is called off; any other comes into force at once: whoever meets a digest that lacks
    /// its signals folds the log again.
    /// </summary>
    private async Task EndWaitingAsync(ModelActivation? pending, CancellationToken cancellationToken)
    {
        if (pending is { Action: ModelAction.Configured })
        {
            await store.CallOffAsync(pending.ModelKey, cancellationToken);
        }
        else if (pending is not null)
        {
            var now = clock.GetUtcNow();
            await db.Activations.Where(change => change.Number == pending.Number && change.ActivatedAt == null).ExecuteUpdateAsync(
                change => change.SetProperty(c => c.ActivatedAt, now).SetProperty(c => c.BackfillLead, ""), cancellationToken);
        }
    }

    private async Task AddAsync(ScoringModel model, string? file, ModelHistory history, CancellationToken cancellationToken)
    {
        var document = file ?? ModelTemplates.ProductLed;
        var (version, hasNewSignals) = history.VersionInForce(model.Key) is { } inForce && await store.IsDocumentAsync(model.Key, inForce, document, cancellationToken)
            ? (inForce, false)
            : await store.AddVersionAsync(model, document, cancellationToken);
        // Where nothing is in force yet, there is nothing to go on with meanwhile.
        var waits = history.Primary is not null && (hasNewSignals || await store.MayLackSignalsAsync(model, history, cancellationToken)) && await db.Leads.AnyAsync(cancellationToken);
        var change = new ModelChange(model.Key, MakesPrimary: true, ModelNotify.All, null, file is null ? null : "The configured model file has changed.");
        store.AddActivation(history.LastNumber + 1, file is null ? ModelAction.Published : ModelAction.Configured, version, change, waits);
        if (waits)
        {
            // What it is to replace is withdrawn when it comes into force.
            LogWaits(model.Key, version);
            return;
        }

        if (history.Primary is { } primary && primary != model.Key)
        {
            store.AddActivation(history.LastNumber + 2, ModelAction.Withdrawn, null, change with { Key = primary, MakesPrimary = false }, waits: false);
        }

        LogInForce(model.Key, version);
    }

    private ScoringModel Compile(string document)
    {
        try
        {
            return ModelReader.Read(document);
        }
        catch (ModelException e)
        {
            throw new ModelException(e.Errors, options.Value.ModelFile);
        }
    }

    private async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return options.Value.ModelFile is { Length: > 0 } file ? await File.ReadAllTextAsync(file, cancellationToken) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException([new ModelError($"{ScoringOptions.Section}:{nameof(ScoringOptions.ModelFile)}", e.Message)], options.Value.ModelFile);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The scoring model {Model} version {Version} is in force")]
    private partial void LogInForce(string model, int version);

    [LoggerMessage(Level = LogLevel.Information, Message = "The scoring model {Model} version {Version} comes into force when every digest holds its signals")]
    private partial void LogWaits(string model, int version);
}
