namespace LeadScoring.Domain.Models;

/// <summary>One fault of a model document.</summary>
/// <param name="Path">Where, as a JSON path such as <c>$.behavior.criteria[2].tiers[0].points</c>.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ModelError(string Path, string Message);

/// <summary>A document is no valid scoring model.</summary>
/// <param name="errors">Every fault found.</param>
/// <param name="source">Where the document comes from, such as a file's path; null when there is nothing to name.</param>
public sealed class ModelException(IReadOnlyList<ModelError> errors, string? source = null)
    : Exception($"The scoring model {(source is null ? "" : source + " ")}cannot be used:\n" + string.Join('\n', errors.Select(error => $"  {error.Path}: {error.Message}")))
{
    /// <summary>Every fault found, each once.</summary>
    public IReadOnlyList<ModelError> Errors { get; } = errors;
}
