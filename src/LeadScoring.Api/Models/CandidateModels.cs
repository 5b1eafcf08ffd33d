using LeadScoring.Api.Data;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Models;

/// <summary>A document that may be tried, checked or published. It may have faults if it is a draft.</summary>
/// <param name="Key">The model's key.</param>
/// <param name="Version">Its version; null: it is a draft.</param>
/// <param name="Document">The JSON document.</param>
/// <param name="Tag">Of a draft that is stored: its <c>ETag</c>; see <see cref="DraftTags"/>.</param>
internal sealed record CandidateModel(string Key, int? Version, string Document, string? Tag = null);

/// <summary>Finds the documents that people mean.</summary>
internal static class CandidateModels
{
    /// <summary>A version, where one is named; else the draft, and where there is none the newest version. Null: there is no such document.</summary>
    public static async Task<CandidateModel?> FindCandidateAsync(this LeadScoringDbContext db, string key, int? version, CancellationToken cancellationToken)
    {
        if (version is null && await db.ModelDrafts.AsNoTracking().FirstOrDefaultAsync(draft => draft.Key == key, cancellationToken) is { } draft)
        {
            return new CandidateModel(key, null, draft.Document, DraftTags.Of(draft));
        }

        return await db.Models.AsNoTracking().Where(model => model.Key == key && (version == null || model.Version == version))
            .OrderByDescending(model => model.Version).Select(model => new CandidateModel(model.Key, model.Version, model.Document, null)).FirstOrDefaultAsync(cancellationToken);
    }
}
