using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Leads;

/// <summary>The statements that tell a list which stored rows it can take as they are, and from where on rows have changed.</summary>
internal static class ListedDueStatements
{
    /// <summary>How many of the latest changes are looked at to find a place to begin; where more than these are asked for, most rows are.</summary>
    private const int MostLookedAt = 10_000;

    /// <summary>
    /// The feed stands in the order of transactions and this in the order of their clocks. Clocks of replicas differ by less than
    /// this, and a transaction that writes scores is over sooner.
    /// </summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Finds a page, and every lead whose stored row may be wrong by now: by time, by the model, or by its account. One round trip, and
    /// each range on its own index instead of one OR that would read the table.
    /// </summary>
    /// <param name="connection">With a transaction that sees one moment.</param>
    /// <param name="request">What the page holds.</param>
    /// <param name="areFew">Whether of the leads that only time has made due those are enough that may belong to the page.</param>
    /// <param name="now">The clock.</param>
    /// <param name="mostRows">How many rows to look for; each lead may have several.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    /// <exception cref="StaleModelsException">The database has a model in force that this process has not loaded.</exception>
    public static async Task<FoundPage> FindPageAsync(this NpgsqlConnection connection, LeadPageRequest request, bool areFew, DateTimeOffset now, int mostRows, CancellationToken cancellationToken)
    {
        var model = request.Model;
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(ModelStatements.SelectNewestInForce),
                SelectBehindModel(model, mostRows),
                SelectBehindAccounts(model, mostRows),
                areFew ? LeadListStatements.DueFromPage(request, [], now, mostRows) : SelectDueByTime(model, now, mostRows),
                LeadListStatements.RightRows(request, [], now),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.GetInt32(0) > model.Activation)
        {
            throw new StaleModelsException();
        }

        var found = new FoundPage([], [], []);
        await reader.NextResultAsync(cancellationToken);
        await AddAsync(found.DueOtherwise, reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await AddAsync(found.DueOtherwise, reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await AddAsync(found.DueByTime, reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return found with { Rows = await LeadListStatements.ReadPageAsync(reader, cancellationToken) };
    }

    /// <summary>Finds the page again without the leads that are due by the model or by their accounts, and with it the leads due by time that may belong to it.</summary>
    public static async Task<FoundPage> FindPageWithoutAsync(this NpgsqlConnection connection, FoundPage found, LeadPageRequest request, bool areFew, DateTimeOffset now, int mostRows, CancellationToken cancellationToken)
    {
        string[] due = [.. found.DueOtherwise.Keys.Select(lead => lead.LeadId)];
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { LeadListStatements.RightRows(request, due, now) } };
        if (areFew)
        {
            batch.BatchCommands.Add(LeadListStatements.DueFromPage(request, due, now, mostRows));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var again = found with { Rows = await LeadListStatements.ReadPageAsync(reader, cancellationToken) };
        await reader.NextResultAsync(cancellationToken);
        await AddAsync(again.DueByTime, reader, cancellationToken);
        return again;
    }

    private static async Task AddAsync(Dictionary<LeadKey, long> due, NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            var lead = new LeadKey(reader.GetInt16(0), reader.GetString(1));
            due[lead] = Math.Max(due.GetValueOrDefault(lead), reader.GetInt64(2));
        }
    }

    /// <summary>The rows that time has made due.</summary>
    public static NpgsqlBatchCommand SelectDueByTime(ActiveModel model, DateTimeOffset now, int most) =>
        new("SELECT bucket, lead_id, CASE WHEN model_key = $3 THEN position ELSE 0 END FROM lead_scores WHERE valid_until <= $1 ORDER BY valid_until LIMIT $2")
        {
            Parameters = { new() { Value = now.ToUniversalTime() }, new() { Value = most }, new() { Value = model.Model.Key } },
        };

    /// <summary>The rows that were made before the last model came into force.</summary>
    public static NpgsqlBatchCommand SelectBehindModel(ActiveModel model, int most) =>
        new("SELECT bucket, lead_id, CASE WHEN model_key = $3 THEN position ELSE 0 END FROM lead_scores WHERE activation < $1 ORDER BY activation LIMIT $2")
        {
            Parameters = { new() { Value = model.Activation }, new() { Value = most }, new() { Value = model.Model.Key } },
        };

    /// <summary>The rows that were made with an older version of the account.</summary>
    public static NpgsqlBatchCommand SelectBehindAccounts(ActiveModel model, int most) =>
        // Nearly always no account is unsettled. The planner takes a third of them to be and would read them all, so they are looked
        // for first, in the order of the index that holds only those.
        new("""
            SELECT s.bucket, s.lead_id, CASE WHEN s.model_key = $2 THEN s.position ELSE 0 END FROM accounts a JOIN lead_scores s ON s.account_id = a.account_id AND s.account_version < a.version
            WHERE a.settled_version < a.version AND (SELECT true FROM accounts WHERE settled_version < version ORDER BY bucket, account_id LIMIT 1) LIMIT $1
            """)
        {
            Parameters = { new() { Value = most }, new() { Value = model.Model.Key } },
        };

    /// <summary>
    /// A place in the feed behind which all rows stand that changed at this time or later, so that a list of them reads no others;
    /// -1 when that would spare nothing.
    /// </summary>
    public static async Task<long> FindPlaceBeforeAsync(this NpgsqlConnection connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = SelectPlaceBefore(since);
        command.Connection = connection;
        return await command.ExecuteScalarAsync(cancellationToken) is long place ? place : -1;
    }

    /// <summary>The newest of the latest changes that is older, of those whose place alone does not tell.</summary>
    public static NpgsqlCommand SelectPlaceBefore(DateTimeOffset since) => new(
        """
        SELECT position FROM (SELECT position, changed_at FROM lead_scores ORDER BY position DESC LIMIT $1) AS latest
        WHERE changed_at < $2 ORDER BY position DESC LIMIT 1
        """)
    {
        Parameters = { new() { Value = MostLookedAt }, new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = since - ClocksDiffer } },
    };
}

/// <summary>A page, and what may be wrong by now; each due lead with its row's place in the feed.</summary>
/// <param name="Rows">Stored rows in order that time has not made due.</param>
/// <param name="DueByTime">Leads that time has made due.</param>
/// <param name="DueOtherwise">Leads that wait for the model in force, or for their account. They may be among the rows.</param>
internal sealed record FoundPage(List<LeadScore> Rows, Dictionary<LeadKey, long> DueByTime, Dictionary<LeadKey, long> DueOtherwise)
{
    /// <summary>All due leads, each with its row's last place.</summary>
    public Dictionary<LeadKey, long> Due => DueByTime.Concat(DueOtherwise).GroupBy(each => each.Key, each => each.Value).ToDictionary(each => each.Key, each => each.Max());
}
