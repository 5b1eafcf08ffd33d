using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using Npgsql;

namespace LeadScoring.Api.Leads;

/// <summary>
/// The statements of the list. They span all buckets, since a list is about all leads: spread over several servers, each server
/// answers its own page and the pages are merged.
/// </summary>
internal static class LeadListStatements
{
    /// <summary>Every lead whose stored row may be wrong by now: by time, by the model, or by its account.</summary>
    /// <returns>All of them, or at least <paramref name="most"/> if there are more.</returns>
    /// <exception cref="StaleModelsException">The database has a model in force that this process has not loaded.</exception>
    public static async Task<HashSet<LeadKey>> FindAllDueAsync(this NpgsqlConnection connection, DateTimeOffset now, int activation, int most, CancellationToken cancellationToken)
    {
        // Raw SQL: one round trip, and each range on its own index instead of one OR that would read the table.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("SELECT max(number) FROM model_activations"),
                new("SELECT bucket, lead_id FROM lead_scores WHERE valid_until <= $1 ORDER BY valid_until LIMIT $2")
                {
                    Parameters = { new() { Value = now.ToUniversalTime() }, new() { Value = most } },
                },
                new("SELECT bucket, lead_id FROM lead_scores WHERE activation < $1 ORDER BY activation LIMIT $2")
                {
                    Parameters = { new() { Value = activation }, new() { Value = most } },
                },
                new("""
                    SELECT s.bucket, s.lead_id FROM accounts a JOIN lead_scores s ON s.account_id = a.account_id AND s.account_version < a.version
                    WHERE a.settled_version < a.version LIMIT $1
                    """)
                {
                    Parameters = { new() { Value = most } },
                },
            },
        };
        HashSet<LeadKey> due = [];
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.GetInt32(0) > activation)
        {
            throw new StaleModelsException();
        }

        while (await reader.NextResultAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                due.Add(new LeadKey(reader.GetInt16(0), reader.GetString(1)));
            }
        }

        return due;
    }

    /// <summary>Reads a page.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="page">One of the two statements below.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    public static async Task<List<LeadScore>> ReadPageAsync(this NpgsqlConnection connection, NpgsqlCommand page, CancellationToken cancellationToken)
    {
        await using var command = page;
        command.Connection = connection;
        List<LeadScore> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(ScoreStatements.ReadScore(reader));
        }

        return rows;
    }

    /// <summary>Rows that are right as of now, in order, one more than the page has.</summary>
    /// <param name="request">What the page holds.</param>
    /// <param name="due">Ids of the leads that are due and left out. An id belongs to one bucket only.</param>
    public static NpgsqlCommand RightRows(LeadPageRequest request, string[] due) => Page(
        request,
        request.Model.Model.Key,
        due.Length == 0 ? ["total BETWEEN @least AND @most"] : ["total BETWEEN @least AND @most", "lead_id <> ALL (@due)"],
        due);

    /// <summary>Rows as they are stored, in order, one more than the page has. The bands of an older model may lie elsewhere, so here the row's own word counts.</summary>
    public static NpgsqlCommand StoredRows(LeadPageRequest request, string modelKey) => Page(
        request,
        modelKey,
        request.Query.Band is null ? ["total >= @least_asked"] : ["total >= @least_asked", "band = @band"],
        []);

    // Raw SQL: the order and the partial index of PQLs are only used by the planner when the statement spells out their conditions.
    private static NpgsqlCommand Page(LeadPageRequest request, string modelKey, string[] conditions, string[] due) => new(TextOf(request, conditions))
    {
        Parameters =
        {
            new("model", modelKey),
            new("account", request.Query.AccountId ?? ""),
            new("band", request.Query.Band ?? ""),
            new("least", request.Totals.Least),
            new("most", request.Totals.Most),
            new("least_asked", request.Query.LeastTotal),
            new("due", due),
            new("total", request.After?.Total ?? 0),
            new("id", request.After?.LeadId ?? ""),
            new("count", request.Query.Limit + 1),
        },
    };

    /// <summary>
    /// The page's statement. Behind a cursor there are two ranges, first what is left of the leads with the same total, then the
    /// totals beyond: one condition for both would read all leads with the same total again on every page.
    /// </summary>
    private static string TextOf(LeadPageRequest request, string[] filters)
    {
        var (direction, beyond) = request.Query.IsDescending ? ("DESC", "<") : ("ASC", ">");
        var conditions = string.Join(" AND ", filters) + request.Query.Pql switch { null => "", true => " AND is_pql", false => " AND NOT is_pql" };
        return request.After is null
            ? Range(conditions)
            : $"({Range(conditions + " AND total = @total AND lead_id > @id")}) UNION ALL ({Range($"{conditions} AND total {beyond} @total")}) ORDER BY total {direction}, lead_id LIMIT @count";

        string Range(string where) =>
            $"""
            SELECT {ScoreStatements.Columns}
            FROM {SourceOf(request)} WHERE model_key = @model AND {where} ORDER BY total {direction}, lead_id LIMIT @count
            """;
    }

    /// <summary>The leads of an account are few beside all leads; OFFSET 0 keeps the planner from reading the list of all and leaving the others out.</summary>
    private static string SourceOf(LeadPageRequest request) =>
        request.Query.AccountId is null ? "lead_scores" : "(SELECT * FROM lead_scores WHERE account_id = @account OFFSET 0) AS of_account";
}
