using System.ComponentModel.DataAnnotations;
using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.Leads;

/// <summary>Section "LeadList".</summary>
public sealed class LeadListOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "LeadList";

    /// <summary>How many due leads a list scores by itself. The worker keeps them few; beyond this, lists show what is stored.</summary>
    /// <value>10,000</value>
    [Range(0, 1_000_000)]
    public int MostDue { get; init; } = 10_000;
}

/// <summary>
/// Lists leads as of now: the stored rows that are still right, in the order of the index, merged with the due ones, which are
/// scored here and now and not written. All of it is read at one moment.
/// </summary>
internal sealed class LeadList(Transactions transactions, ModelCatalog catalog, TimeProvider clock, IOptions<LeadListOptions> options)
{
    public Task<LeadListResponse> ReadAsync(LeadListQuery query, CancellationToken cancellationToken) =>
        transactions.ReadAsync((connection, ct) => ReadAsync(connection, query, ct), cancellationToken);

    private async Task<LeadListResponse> ReadAsync(NpgsqlConnection connection, LeadListQuery query, CancellationToken cancellationToken)
    {
        var models = catalog.Snapshot;
        var now = clock.GetUtcNow();
        var request = new LeadPageRequest(query, models.Current, now);
        var due = await connection.FindAllDueAsync(now, models.Current.Activation, options.Value.MostDue + 1, cancellationToken);
        if (due.Count > options.Value.MostDue)
        {
            return PageOf(await ReadStoredAsync(connection, request, models, cancellationToken), query, exact: false);
        }

        var rows = await connection.ReadPageAsync(LeadListStatements.RightRows(request, [.. due.Select(lead => lead.LeadId)]), cancellationToken);
        var recomputed = await ScoreAsync(connection, due, models, now, cancellationToken);
        return PageOf(rows.Concat(recomputed.Where(request.Includes)).Order(request.Order), query, exact: true);
    }

    /// <summary>The due leads as a writer would store them now.</summary>
    private static async Task<IEnumerable<LeadScore>> ScoreAsync(NpgsqlConnection connection, HashSet<LeadKey> due, ModelSnapshot models, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (due.Count == 0)
        {
            return [];
        }

        var rows = await connection.ReadLeadsAsync(due, cancellationToken);
        var records = await new LeadLoader(models, connection).OpenAsync(rows, lockAccounts: false, static _ => false, now, cancellationToken);
        return records.Select(record => (LeadScore)record.Settle(models, now).Row);
    }

    /// <summary>Stored rows whatever they were made under: a lead that waits for another model still has the row of the one before.</summary>
    private static async Task<IEnumerable<LeadScore>> ReadStoredAsync(NpgsqlConnection connection, LeadPageRequest request, ModelSnapshot models, CancellationToken cancellationToken)
    {
        List<LeadScore> rows = [];
        foreach (var key in models.ByActivation.Values.Select(model => model.Model.Key).Distinct(StringComparer.Ordinal))
        {
            rows.AddRange(await connection.ReadPageAsync(LeadListStatements.StoredRows(request, key), cancellationToken));
        }

        return rows.Order(request.Order);
    }

    private static LeadListResponse PageOf(IEnumerable<LeadScore> sorted, LeadListQuery query, bool exact)
    {
        // One more than the page has, to know whether there is a next one.
        LeadScore[] rows = [.. sorted.Take(query.Limit + 1)];
        var page = rows.AsSpan(0, Math.Min(rows.Length, query.Limit));
        var next = rows.Length > query.Limit ? new LeadListCursor(page[^1].Total, page[^1].LeadId).Write(query) : null;
        return new LeadListResponse([.. page.ToArray().Select(LeadListItem.Of)], next, exact);
    }
}
