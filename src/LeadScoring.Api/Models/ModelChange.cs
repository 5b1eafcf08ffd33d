namespace LeadScoring.Api.Models;

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
