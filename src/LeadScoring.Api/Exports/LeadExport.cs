using System.Runtime.CompilerServices;
using LeadScoring.Api.Http;
using LeadScoring.Api.Leads;

namespace LeadScoring.Api.Exports;

/// <summary>Walks a list of leads page by page. Each page is a transaction of its own: one that lasted as long as the client reads would hold up the feed of changes.</summary>
internal sealed class LeadExport(LeadList leads)
{
    /// <summary>Leads that are read at once and held in memory. Large, since each page scores all due leads again.</summary>
    private const int Page = 5_000;

    public static readonly IReadOnlyList<ExportColumn<ExportedLead>> Columns =
    [
        .. LeadColumns.All.Select(column => new ExportColumn<ExportedLead>(column.Name, row => column.ValueOf(row.Lead))),
        new("exact", row => row.IsExact),
    ];

    public async IAsyncEnumerable<ExportedLead> ReadAsync(LeadFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListCursor? after = null;
        do
        {
            var page = await leads.ReadPageAsync(filter, Page, after, cancellationToken);
            foreach (var row in page.Rows)
            {
                yield return new ExportedLead(row, page.Exact);
            }

            after = page.Next;
        }
        while (after is not null);
    }
}

/// <summary>A row of an export of leads.</summary>
/// <param name="Lead">The lead.</param>
/// <param name="IsExact">Whether it is shown as of now, see <see cref="LeadListResponse.Exact"/>.</param>
internal sealed record ExportedLead(LeadListItem Lead, bool IsExact);
