using LeadScoring.Api.Data;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Finds what is to be tried.</summary>
internal static class Candidates
{
    /// <summary>The document that is meant, with its model; null: there is no such model or version.</summary>
    /// <param name="db">The database.</param>
    /// <param name="key">The model's key.</param>
    /// <param name="version">Its version; null: see <see cref="CandidateModels"/>.</param>
    /// <param name="document">A document that is given as it is; null: one that is stored.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    /// <exception cref="ModelException">The document has faults.</exception>
    public static async Task<(CandidateModel Candidate, ScoringModel Model)?> FindModelToTryAsync(this LeadScoringDbContext db, string key, int? version, string? document, CancellationToken cancellationToken)
    {
        var candidate = document is null ? await db.FindCandidateAsync(key, version, cancellationToken) : new CandidateModel(key, null, document);
        if (candidate is null)
        {
            return null;
        }

        var model = ModelReader.Read(candidate.Document);
        return model.Key == key ? (candidate, model) : throw new ModelException([new ModelError("$.key", $"must be '{key}', the key of the model that is asked for")]);
    }
}
