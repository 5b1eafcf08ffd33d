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
    /// Without it the service keeps the model that is in force, or starts with the default model.
    /// </summary>
    /// <value>none</value>
    public string? ModelFile { get; init; }
}

/// <summary>Puts a model into force: the version, its signals and its activation in one transaction.</summary>
internal sealed partial class ModelPublisher(LeadScoringDbContext db, TimeProvider clock, IOptions<ScoringOptions> options, ILogger<ModelPublisher> logger)
{
    /// <summary>Publishing is rare; replicas that start together take turns.</summary>
    private const long PublishLock = 0x4C65616453636F72; // "LeadScor"

    /// <summary>Publishes the configured model where it is not in force yet, or the default model where there is none.</summary>
    /// <exception cref="ModelException">The configured document is not valid, or cannot be read.</exception>
    public async Task PublishConfiguredAsync(CancellationToken cancellationToken)
    {
        var configured = await ReadConfiguredAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({PublishLock})", cancellationToken);
        var current = await db.Activations.AsNoTracking().OrderByDescending(a => a.Number).FirstOrDefaultAsync(cancellationToken);
        if (current is not null && (configured is null || await IsInForceAsync(current, configured, cancellationToken)))
        {
            LogInForce(current.ModelKey, current.Version);
            return;
        }

        var document = configured ?? ModelTemplates.ProductLed;
        var model = Read(document);
        await AddSignalsAsync(model, cancellationToken);
        var version = 1 + (await db.Models.Where(m => m.Key == model.Key).MaxAsync(m => (int?)m.Version, cancellationToken) ?? 0);
        var now = clock.GetUtcNow();
        db.Models.Add(new PublishedModel { Key = model.Key, Version = version, Document = document, PublishedAt = now });
        db.Activations.Add(new ModelActivation { Number = (current?.Number ?? 0) + 1, ModelKey = model.Key, Version = version, ActivatedAt = now });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogInForce(model.Key, version);
    }

    private ScoringModel Read(string document)
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

    private async Task<string?> ReadConfiguredAsync(CancellationToken cancellationToken)
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

    private async Task<bool> IsInForceAsync(ModelActivation current, string document, CancellationToken cancellationToken) =>
        await db.Models.AnyAsync(m => m.Key == current.ModelKey && m.Version == current.Version && m.Document == document, cancellationToken);

    /// <summary>Signals that no model had before get the next ids and make a new generation.</summary>
    private async Task AddSignalsAsync(ScoringModel model, CancellationToken cancellationToken)
    {
        var known = await db.Signals.AsNoTracking().ToDictionaryAsync(s => s.Definition, StringComparer.Ordinal, cancellationToken);
        var id = known.Values.Select(s => s.Id).DefaultIfEmpty((short)0).Max();
        var generation = known.Values.Select(s => s.Generation).DefaultIfEmpty(0).Max() + 1;
        foreach (var signal in model.Signals.Where(signal => !known.ContainsKey(signal.Canonical)))
        {
            db.Signals.Add(new StoredSignal { Id = ++id, Definition = signal.Canonical, Generation = generation });
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The scoring model {Model} version {Version} is in force")]
    private partial void LogInForce(string model, int version);
}
