using LeadScoring.Domain.Models;
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

/// <summary>Puts the model of the configuration into force.</summary>
internal sealed class ConfiguredModel(ModelPublisher publisher, IOptions<ScoringOptions> options)
{
    /// <summary>Publishes it where it is not in force yet, or the default model where there is none.</summary>
    /// <exception cref="ModelException">The document is not valid, or cannot be read.</exception>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        var document = await ReadAsync(cancellationToken);
        try
        {
            await publisher.PublishConfiguredAsync(document, cancellationToken);
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
}
