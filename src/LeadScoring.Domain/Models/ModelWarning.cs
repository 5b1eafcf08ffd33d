namespace LeadScoring.Domain.Models;

/// <summary>Something about a model that is allowed, and probably not meant.</summary>
/// <param name="Path">Where, as a JSON path such as <c>$.behavior.decay.periodDays</c>; <c>$</c> for the model as a whole.</param>
/// <param name="Message">A sentence that says what is unusual, and what is usual.</param>
public sealed record ModelWarning(string Path, string Message);
