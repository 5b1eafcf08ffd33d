using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using Npgsql;

namespace LeadScoring.Api.Changes;

/// <summary>
/// Reads the feed of changes. Rows stand in it by the transaction that wrote them, and it ends before the first transaction that has
/// not ended: so what was read once stays as it is, and everything that comes stands behind it (docs/decisions/0010).
/// </summary>
internal sealed class ChangeFeed(Transactions transactions, ModelCatalog catalog, IHostApplicationLifetime lifetime)
{
    /// <summary>How soon a reader who waits sees a change.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Changes behind a place; where there are none, waits for some as long as was asked for.</summary>
    public async Task<ChangesResponse> ReadAsync(ChangesQuery query, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (query.Wait * 1_000L);
        var after = await BeginAsync(query, cancellationToken);
        while (true)
        {
            var (page, more) = await ReadPageAsync(query, after, cancellationToken);
            if (page.Count > 0 || Environment.TickCount64 >= until || lifetime.ApplicationStopping.IsCancellationRequested)
            {
                return new ChangesResponse([.. page.Select(change => change.Item)], (page.Count == 0 ? after : page[^1].Place).Write(), more);
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Behind everything that is there now.</summary>
    public async Task<ChangeCursor> ReadEndAsync(CancellationToken cancellationToken) =>
        ChangeCursor.Before(1 + await transactions.ReadAsync((connection, ct) => connection.ReadLastPositionAsync(ct), cancellationToken));

    /// <summary>What is there now behind a place, and whether there is more.</summary>
    public Task<(List<PlacedChange> Page, bool More)> ReadPageAsync(ChangesQuery query, ChangeCursor after, CancellationToken cancellationToken) =>
        transactions.ReadAsync((connection, ct) => ReadPageAsync(connection, query, after, ct), cancellationToken);

    private async Task<ChangeCursor> BeginAsync(ChangesQuery query, CancellationToken cancellationToken) =>
        query.IsLatest ? await ReadEndAsync(cancellationToken)
        : query.After is null ? ChangeCursor.Start
        : ChangeCursor.Read(query.After)!.Value;

    private async Task<(List<PlacedChange> Page, bool More)> ReadPageAsync(NpgsqlConnection connection, ChangesQuery query, ChangeCursor after, CancellationToken cancellationToken)
    {
        // One more of each than the page has, to know whether there is more.
        var most = query.Limit + 1;
        var models = catalog.Snapshot;
        // Rows of the primary model that were made before it became that come once more, behind whatever was read by then.
        var (modelKey, since) = query.Model is { } key ? (key, 0) : (models.Current.Model.Key, models.PrimarySince);
        if (await connection.ReadNewestActivationAsync(cancellationToken) > models.Current.Activation)
        {
            throw new StaleModelsException();
        }

        List<PlacedChange> found = [];
        if (query.Wants(ChangeItem.TransitionType))
        {
            found.AddRange((await connection.ReadTransitionsAsync(query.Model, after, most, cancellationToken)).Select(each => new PlacedChange(each.Place, ChangeItem.Of(each.Row))));
        }

        if (query.Wants(ChangeItem.ScoreType))
        {
            found.AddRange((await connection.ReadScoresAsync(modelKey, since, after, most, cancellationToken)).Select(each => new PlacedChange(each.Place, ChangeItem.Of(each.Row, models))));
        }

        if (query.Wants(ChangeItem.AccountType))
        {
            found.AddRange((await connection.ReadAccountsAsync(modelKey, since, after, most, cancellationToken)).Select(each => new PlacedChange(each.Place, ChangeItem.Of(each.Row, models))));
        }

        return ([.. found.OrderBy(change => change.Place).Take(query.Limit)], found.Count > query.Limit);
    }
}

/// <summary>A change and where it stands.</summary>
internal sealed record PlacedChange(ChangeCursor Place, ChangeItem Item);
