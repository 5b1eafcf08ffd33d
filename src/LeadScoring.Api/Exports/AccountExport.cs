using System.Runtime.CompilerServices;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Exports;

/// <summary>Walks a list of accounts page by page, each page a transaction of its own as for leads.</summary>
internal sealed class AccountExport(AccountList accounts)
{
    /// <summary>Accounts that are read at once and held in memory.</summary>
    private const int Page = 1_000;

    public static readonly IReadOnlyList<ExportColumn<ExportedAccount>> Columns =
    [
        .. AccountColumns.All.Select(column => new ExportColumn<ExportedAccount>(column.Name, row => column.ValueOf(row.Account))),
        new("exact", row => row.IsExact),
    ];

    public async IAsyncEnumerable<ExportedAccount> ReadAsync(AccountFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListCursor? after = null;
        do
        {
            var page = await accounts.ReadPageAsync(filter, Page, after, cancellationToken);
            foreach (var row in page.Rows)
            {
                yield return new ExportedAccount(row, page.Exact);
            }

            after = page.Next;
        }
        while (after is not null);
    }
}

/// <summary>A row of an export of accounts.</summary>
/// <param name="Account">The account.</param>
/// <param name="IsExact">Whether it is shown as of now, see <see cref="AccountListResponse.Exact"/>.</param>
internal sealed record ExportedAccount(AccountListItem Account, bool IsExact);
