using LeadScoring.Api.Auditing;
using LeadScoring.Api.Data;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Models;

/// <summary>Documents that are still being written, one at most for each model. They may have faults: people save work in progress.</summary>
internal sealed class ModelDrafts(LeadScoringDbContext db, ModelStore store, AuditTrail audit, TimeProvider clock)
{
    /// <summary>The draft of a model; null: it has none.</summary>
    public Task<ModelDraft?> FindAsync(string key, CancellationToken cancellationToken) => db.ModelDrafts.AsNoTracking().FirstOrDefaultAsync(draft => draft.Key == key, cancellationToken);

    /// <summary>Begins a draft.</summary>
    /// <exception cref="ModelConflictException">The model has one.</exception>
    public async Task<ModelDraft> BeginAsync(ModelDocument document, string? by, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(cancellationToken);
        if (await db.ModelDrafts.AnyAsync(each => each.Key == document.Key, cancellationToken))
        {
            throw new ModelConflictException("There is a draft already.", $"'{document.Key}' has a draft: replace it with PUT /v1/models/{document.Key}, or delete it first.");
        }

        var draft = Add(document, by);
        await SaveAsync(draft, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return draft;
    }

    /// <summary>Replaces the draft of a model that has one, and begins one for a model that has been published.</summary>
    /// <param name="document">The document.</param>
    /// <param name="by">Who does it, as they said.</param>
    /// <param name="ifMatch">Which draft may be replaced.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    public async Task<PutDraft> PutAsync(ModelDocument document, string? by, DraftTags ifMatch, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(cancellationToken);
        var draft = await db.ModelDrafts.FirstOrDefaultAsync(each => each.Key == document.Key, cancellationToken);
        if (draft is null && !await db.Models.AnyAsync(model => model.Key == document.Key, cancellationToken))
        {
            return new PutDraft(null, Exists: false);
        }

        if (!ifMatch.Allow(draft is null ? null : DraftTags.Of(draft)))
        {
            return new PutDraft(null, Exists: true);
        }

        if (draft is null)
        {
            draft = Add(document, by);
        }
        else
        {
            (draft.Document, draft.By, draft.ChangedAt, draft.Revision) = (document.Text, by, clock.GetUtcNow(), draft.Revision + 1);
        }

        await SaveAsync(draft, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new PutDraft(draft, Exists: true);
    }

    /// <summary>Deletes the draft of a model.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(cancellationToken);
        if (await db.ModelDrafts.FirstOrDefaultAsync(each => each.Key == key, cancellationToken) is not { } draft)
        {
            return false;
        }

        db.Remove(draft);
        audit.Add(db, AuditAction.DraftDeleted, key, new { draft.Revision });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private Task<int> SaveAsync(ModelDraft draft, CancellationToken cancellationToken)
    {
        audit.Add(db, AuditAction.DraftSaved, draft.Key, new { draft.Revision });
        return db.SaveChangesAsync(cancellationToken);
    }

    private ModelDraft Add(ModelDocument document, string? by)
    {
        var now = clock.GetUtcNow();
        var draft = new ModelDraft { Key = document.Key, Document = document.Text, Revision = 1, CreatedAt = now, ChangedAt = now, By = by };
        db.ModelDrafts.Add(draft);
        return draft;
    }
}

/// <summary>What became of a draft that was to be replaced.</summary>
/// <param name="Draft">The draft as it is now; null: it was left as it is.</param>
/// <param name="Exists">Whether there is such a model at all; then somebody else was faster.</param>
internal sealed record PutDraft(ModelDraft? Draft, bool Exists);
