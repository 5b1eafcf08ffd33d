using LeadScoring.Api.Data;
using LeadScoring.Api.Http;
using LeadScoring.Api.Models;
using Npgsql;

namespace LeadScoring.Api.Accounts;

/// <summary>Lists accounts as of now, as lists of leads are made: stored rows that are right, merged with the due ones put together here and now.</summary>
internal sealed class AccountList(Transactions transactions, ModelCatalog catalog, TimeProvider clock)
{
    /// <summary>How many due accounts a list puts together by itself, each from all its leads. Beyond this it shows what is stored.</summary>
    private const int MostDue = 100;

    /// <summary>Reads one page.</summary>
    /// <param name="filter">Filters and sort, validated.</param>
    /// <param name="limit">How many accounts it has at most.</param>
    /// <param name="after">It begins behind this place; null for the first page.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    public Task<AccountPage> ReadPageAsync(AccountFilter filter, int limit, ListCursor? after, CancellationToken cancellationToken) =>
        transactions.ReadAsync((connection, ct) => ReadAsync(connection, filter, limit, after, ct), cancellationToken);

    private async Task<AccountPage> ReadAsync(NpgsqlConnection connection, AccountFilter filter, int limit, ListCursor? after, CancellationToken cancellationToken)
    {
        var (models, now, order) = (catalog.Snapshot, clock.GetUtcNow(), filter.Order);
        var model = models.Listed(filter.Model);
        if (await connection.ReadNewestActivationAsync(cancellationToken) > models.Current.Activation)
        {
            throw new StaleModelsException();
        }

        List<string> due =
        [
            .. (await connection.FindNotedAccountsAsync(after: null, MostDue + 1, cancellationToken))
                .Union(await connection.FindDueAccountsAsync(now, models.Current.Activation, [], (MostDue + 1) * models.MostRows, cancellationToken), StringComparer.Ordinal),
        ];
        var isExact = due.Count <= MostDue;
        var rows = await connection.ReadAccountPageAsync(filter, model.Model.Key, isExact ? [] : [.. models.StandsInFor(model)], isExact ? due : [], limit + 1, after, cancellationToken);
        foreach (var accountId in isExact ? due : [])
        {
            if (await connection.ReadAccountAsync(accountId, models, model, now, cancellationToken) is var (row, _) && filter.Includes(row) && !(after is { } place && order.Compare(order.PlaceOf(row), place) <= 0))
            {
                rows.Add(row);
            }
        }

        AccountScore[] found = [.. rows.Order(order).Take(limit + 1)];
        return new AccountPage([.. found.Take(limit).Select(row => AccountListItem.Of(row, models))], found.Length > limit ? order.PlaceOf(found[limit - 1]) : null, isExact);
    }
}

/// <summary>A page of accounts.</summary>
/// <param name="Rows">The accounts.</param>
/// <param name="Next">Behind which place the next page begins; null on the last one.</param>
/// <param name="Exact">Whether they are as of now.</param>
internal sealed record AccountPage(IReadOnlyList<AccountListItem> Rows, ListCursor? Next, bool Exact);

/// <summary>A page of accounts.</summary>
/// <param name="Items">The accounts, in the order that was asked for.</param>
/// <param name="NextCursor">Where the next page begins; null on the last page.</param>
/// <param name="Exact">Whether every account is shown as of now. False while more than 100 accounts have news that the worker has not come to yet: then the page shows the scores that were stored last.</param>
public sealed record AccountListResponse(IReadOnlyList<AccountListItem> Items, string? NextCursor, bool Exact);
