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
    /// A file with the scoring model to use. At each start it is published as a new version if it differs from the one in force.
    /// Without it the service keeps the models that are in force, or starts with the default model.
    /// </summary>
    /// <value>none</value>
    public string? ModelFile { get; init; }
}

/// <summary>
/// Puts the model of the configuration into force where it is not yet, in place of the primary one; or the default model where there is
/// none. At once, and a change that waits before it: whoever meets a digest that lacks signals folds the log again.
/// </summary>
internal sealed partial class ConfiguredModel(LeadScoringDbContext db, ModelStore store, IOptions<ScoringOptions> options, TimeProvider clock, ILogger<ConfiguredModel> logger)
{
    /// <summary>Publishes it, unless it is in force.</summary>
    /// <exception cref="ModelException">The document is not valid, or cannot be read.</exception>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        var document = await ReadAsync(cancellationToken);
        var model = Compile(document ?? ModelTemplates.ProductLed);
        await using var transaction = await store.BeginAsync(cancellationToken);
        var history = await store.ReadHistoryAsync(cancellationToken);
        var isInForce = await IsInForceAsync(history, model.Key, document, cancellationToken);
        if (!isInForce && history.Pending is { } pending)
        {
            await db.Activations.Where(change => change.Number == pending.Number).ExecuteUpdateAsync(set => set.SetProperty(change => change.ActivatedAt, clock.GetUtcNow()), cancellationToken);
            history = await store.ReadHistoryAsync(cancellationToken);
            isInForce = await IsInForceAsync(history, model.Key, document, cancellationToken);
        }

        if (isInForce)
        {
            LogInForce(history.Primary!, history.VersionInForce(history.Primary!)!.Value);
        }
        else
        {
            LogInForce(model.Key, await AddAsync(model, document, history, cancellationToken));
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<bool> IsInForceAsync(ModelHistory history, string key, string? document, CancellationToken cancellationToken) =>
        history.Primary is { } primary && (document is null || (primary == key && await store.IsDocumentAsync(primary, history.VersionInForce(primary)!.Value, document, cancellationToken)));

    private async Task<int> AddAsync(ScoringModel model, string? document, ModelHistory history, CancellationToken cancellationToken)
    {
        var (version, _) = await store.AddVersionAsync(model, document ?? ModelTemplates.ProductLed, cancellationToken);
        var change = new ModelChange(model.Key, MakesPrimary: true, ModelNotify.All, null, document is null ? null : "The configured model file has changed.");
        store.AddActivation(history.LastNumber + 1, ModelAction.Published, version, change, waits: false);
        if (history.Primary is { } primary && primary != model.Key)
        {
            store.AddActivation(history.LastNumber + 2, ModelAction.Withdrawn, null, change with { Key = primary, MakesPrimary = false }, waits: false);
        }

        return version;
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
}
