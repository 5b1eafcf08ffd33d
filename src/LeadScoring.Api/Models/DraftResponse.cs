namespace LeadScoring.Api.Models;

/// <summary>A draft, without its document.</summary>
/// <param name="Key">The model's key.</param>
/// <param name="Revision">1 and up; raised with each change.</param>
/// <param name="CreatedAt">When it was begun.</param>
/// <param name="ChangedAt">When it was changed last.</param>
/// <param name="By">Who changed it last, as they said; null: they did not say.</param>
/// <param name="Valid">Whether it can be published as it is.</param>
/// <param name="Errors">Its faults.</param>
/// <param name="Warnings">What is no fault and yet seldom meant.</param>
public sealed record DraftResponse(
    string Key, int Revision, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, string? By, bool Valid, IReadOnlyList<ModelNote> Errors, IReadOnlyList<ModelNote> Warnings)
{
    internal static DraftResponse Of(ModelDraft draft)
    {
        var check = ModelCheckResponse.Of(draft.Document, draft.Key);
        return new DraftResponse(draft.Key, draft.Revision, draft.CreatedAt, draft.ChangedAt, draft.By, check.Valid, check.Errors, check.Warnings);
    }
}
