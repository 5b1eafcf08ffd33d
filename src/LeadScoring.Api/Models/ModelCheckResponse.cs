using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Models;

/// <summary>What there is to say of a document.</summary>
/// <param name="Valid">Whether it can be published.</param>
/// <param name="Errors">Its faults.</param>
/// <param name="Warnings">What is no fault and yet seldom meant.</param>
public sealed record ModelCheckResponse(bool Valid, IReadOnlyList<ModelNote> Errors, IReadOnlyList<ModelNote> Warnings)
{
    /// <summary>Checks a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="key">The key that it must have.</param>
    internal static ModelCheckResponse Of(string document, string key)
    {
        try
        {
            return ModelReader.Read(document).Key == key
                ? new ModelCheckResponse(true, [], [.. ModelReview.Of(document).Select(warning => new ModelNote(warning.Path, warning.Message))])
                : Of(new ModelError("$.key", $"must be '{key}', as in the path"));
        }
        catch (ModelException e)
        {
            return Of([.. e.Errors]);
        }
    }

    /// <summary>Of a document with faults.</summary>
    internal static ModelCheckResponse Of(params ModelError[] faults) => new(false, [.. faults.Select(fault => new ModelNote(fault.Path, fault.Message))], []);
}

/// <summary>Something about a place in a document.</summary>
/// <param name="Path">The place, as a JSON path such as <c>$.behavior.criteria[2].tiers[0].points</c>.</param>
/// <param name="Message">What is wrong or odd there, and what would be right.</param>
public sealed record ModelNote(string Path, string Message);
