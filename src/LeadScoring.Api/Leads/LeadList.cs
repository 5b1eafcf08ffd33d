using System.ComponentModel.DataAnnotations;
using LeadScoring.Api.Data;
using LeadScoring.Api.Http;
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
    public async Task<LeadListResponse> ReadAsync(LeadListQuery query, CancellationToken cancellationToken)
    {
        var page = await ReadPageAsync(query, query.Limit, query.After, cancellationToken);
        return new LeadListResponse([.. page.Rows], page.Next?.Write(query.CursorScope), page.Exact);
    }

    /// <summary>Reads one page.</summary>
    /// <param name="filter">Filters and sort, validated.</param>
    /// <param name="limit">How many leads it has at most.</param>
    /// <param name="after">It begins behind this place; null for the first page.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    public Task<LeadPage> ReadPageAsync(LeadFilter filter, int limit, ListCursor? after, CancellationToken cancellationToken) =>
        transactions.ReadAsync(
            async (connection, ct) =>
            {
                var models = catalog.Snapshot;
                var place = filter.UpdatedFrom is { } since ? await connection.FindPlaceBeforeAsync(since, ct) : -1;
                return await ReadAsync(connection, new LeadPageRequest(filter, limit, after, models.Listed(filter.Model), place), models, ct);
            },
            cancellationToken);

    private async Task<LeadPage> ReadAsync(NpgsqlConnection connection, LeadPageRequest request, ModelSnapshot models, CancellationToken cancellationToken)
    {
        var (now, most) = (clock.GetUtcNow(), options.Value.MostDue);
        // By time alone a total only falls: of those that time has made due, only those stored high enough can be among the highest.
        var areFew = request.Filter.Sort == LeadOrder.HighestTotalFirst && !request.Model.Model.MayRiseByTime;
        var mostRows = (most + 1) * models.MostRows;
        var found = await connection.FindPageAsync(request, areFew, now, mostRows, cancellationToken);
        if (found.DueOtherwise.Count > 0 && found.DueOtherwise.Count <= most)
        {
            found = await connection.FindPageWithoutAsync(found, request, areFew, now, mostRows, cancellationToken);
        }

        var due = found.Due;
        if (due.Count > most)
        {
            return PageOf(await ReadStoredAsync(connection, request, models, cancellationToken), request, models, exact: false);
        }

        try
        {
            var recomputed = await ScoreAsync(connection, request, due, models, now, cancellationToken);
            return PageOf(found.Rows.Concat(recomputed.Where(request.Includes)).Order(request.Order), request, models, exact: true);
        }
        catch (Exception e) when (e is not PostgresException && DatabaseFaults.IsOfTheRows(e))
        {
            // One of the due leads is damaged, which the worker tells operations.
            return PageOf(await ReadStoredAsync(connection, request, models, cancellationToken), request, models, exact: false);
        }
    }

    /// <summary>The due leads as a writer would store them now; only those with the email address, where one is asked for.</summary>
    private static async Task<IEnumerable<LeadScore>> ScoreAsync(NpgsqlConnection connection, LeadPageRequest request, Dictionary<LeadKey, long> due, ModelSnapshot models, DateTimeOffset now, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<LeadKey> wanted = request.Filter.Email is { } email && due.Count > 0 ? await connection.FindWithEmailAsync(due.Keys, email, cancellationToken) : due.Keys;
        if (wanted.Count == 0)
        {
            return [];
        }

        var rows = await connection.ReadLeadsAsync(wanted, cancellationToken);
        var records = await new LeadLoader(models, connection).OpenAsync(rows, lockAccounts: false, static _ => false, now, cancellationToken);
        return records.Select(record => record.RowAsOf(models, request.Model, now, due[record.Key]));
    }

    /// <summary>Stored rows whatever they were made under: a lead that waits for another model still has the row of the one before.</summary>
    private static async Task<IEnumerable<LeadScore>> ReadStoredAsync(NpgsqlConnection connection, LeadPageRequest request, ModelSnapshot models, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadPageAsync(LeadListStatements.StoredRows(request, request.Model.Model.Key, null), cancellationToken);
        foreach (var (key, activations) in models.StandsInFor(request.Model))
        {
            rows.AddRange(await connection.ReadPageAsync(LeadListStatements.StoredRows(request, key, activations), cancellationToken));
        }

        return rows.Order(request.Order);
    }

    private static LeadPage PageOf(IEnumerable<LeadScore> sorted, LeadPageRequest request, ModelSnapshot models, bool exact)
    {
        // One more than the page has, to know whether there is a next one.
        LeadScore[] rows = [.. sorted.Take(request.Limit + 1)];
        return new LeadPage(
            [.. rows.Take(request.Limit).Select(row => LeadListItem.Of(row, models))],
            rows.Length > request.Limit ? request.Order.PlaceOf(rows[request.Limit - 1]) : null,
            exact);
    }
}

/// <summary>A page of a list.</summary>
/// <param name="Rows">Its leads, in order.</param>
/// <param name="Next">Where the next page begins; null on the last page.</param>
/// <param name="Exact">Whether the rows are right as of now.</param>
internal sealed record LeadPage(LeadListItem[] Rows, ListCursor? Next, bool Exact);
