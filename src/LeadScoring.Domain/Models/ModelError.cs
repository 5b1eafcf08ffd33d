namespace LeadScoring.Domain.Models;

/// <summary>One fault of a model document.</summary>
/// <param name="Path">Where, as a JSON path such as <c>$.behavior.criteria[2].tiers[0].points</c>.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ModelError(string Path, string Message);

/// <summary>A document is no valid scoring model.</summary>
public sealed class ModelException(IReadOnlyList<ModelError> errors)
    : Exception("The scoring model is not valid:\n" + string.Join('\n', errors.Select(error => $"  {error.Path}: {error.Message}")))
{
    /// <summary>Every fault found, each once.</summary>
    public IReadOnlyList<ModelError> Errors { get; } = errors;
}
