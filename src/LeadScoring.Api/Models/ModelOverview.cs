using System.Data;
using LeadScoring.Api.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeadScoring.Api.Models;

/// <summary>Reads which models there are, and what was done about them, as of one moment.</summary>
internal sealed class ModelOverview(LeadScoringDbContext db, ModelStore store)
{
    /// <summary>All models.</summary>
    public async Task<ModelListResponse> ListAsync(CancellationToken cancellationToken)
    {
        await using var moment = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var history = await store.ReadHistoryAsync(cancellationToken);
        var newest = await db.Models.GroupBy(model => model.Key).Select(versions => new { versions.Key, Version = versions.Max(model => model.Version) }).ToDictionaryAsync(model => model.Key, model => model.Version, StringComparer.Ordinal, cancellationToken);
        var drafts = await db.ModelDrafts.Select(draft => draft.Key).ToListAsync(cancellationToken);
        List<ModelSummary> items = [];
        foreach (var key in newest.Keys.Union(drafts, StringComparer.Ordinal))
        {
            items.Add(await SummaryOfAsync(key, newest.TryGetValue(key, out var version) ? version : null, drafts.Contains(key), history, cancellationToken));
        }

        return new ModelListResponse(
            [.. items.OrderByDescending(item => item.Primary).ThenByDescending(item => item.Version is not null).ThenBy(item => item.Key, StringComparer.Ordinal)],
            history.Pending is { } pending ? ModelChangeItem.Of(pending) : null);
    }

    /// <summary>A model with its history; null: there is none with this key.</summary>
    public async Task<ModelResponse?> FindAsync(string key, CancellationToken cancellationToken)
    {
        await using var moment = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var draft = await db.ModelDrafts.AsNoTracking().FirstOrDefaultAsync(each => each.Key == key, cancellationToken);
        var versions = await db.Models.Where(model => model.Key == key).OrderByDescending(model => model.Version).Take(ModelLimits.Listed)
            .Select(model => new ModelVersionItem(model.Version, model.PublishedAt)).ToListAsync(cancellationToken);
        if (draft is null && versions.Count == 0)
        {
            return null;
        }

        var history = await store.ReadHistoryAsync(cancellationToken);
        var summary = await SummaryOfAsync(key, versions.Count == 0 ? null : versions[0].Version, draft is not null, history, cancellationToken);
        return new ModelResponse(
            key,
            summary.Name,
            summary.Version,
            summary.Primary,
            summary.NewestVersion,
            draft is null ? null : ModelDraftItem.Of(draft),
            history.Pending is { } pending && pending.ModelKey == key ? ModelChangeItem.Of(pending) : null,
            summary is { Version: null, PendingVersion: null } ? null : await ReadProgressAsync(history, cancellationToken),
            versions,
            [.. history.Changes.Where(change => change.ModelKey == key).Reverse().Take(ModelLimits.Listed).Select(ModelChangeItem.Of)]);
    }

    /// <summary>How far the last change is.</summary>
    public async Task<ModelProgress> ReadProgressAsync(CancellationToken cancellationToken)
    {
        await using var moment = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        return await ReadProgressAsync(await store.ReadHistoryAsync(cancellationToken), cancellationToken);
    }

    private Task<ModelProgress> ReadProgressAsync(ModelHistory history, CancellationToken cancellationToken) =>
        ((NpgsqlConnection)db.Database.GetDbConnection()).ReadProgressAsync(history, cancellationToken);

    private async Task<ModelSummary> SummaryOfAsync(string key, int? newest, bool hasDraft, ModelHistory history, CancellationToken cancellationToken)
    {
        var inForce = history.VersionInForce(key);
        var document = newest is null
            ? await db.ModelDrafts.Where(draft => draft.Key == key).Select(draft => draft.Document).FirstAsync(cancellationToken)
            : await db.Models.Where(model => model.Key == key && model.Version == (inForce ?? newest)).Select(model => model.Document).FirstAsync(cancellationToken);
        return new ModelSummary(key, ModelDocument.NameIn(document), inForce, history.Primary == key, newest, hasDraft, history.Pending is { } pending && pending.ModelKey == key ? pending.Version : null);
    }
}
