using LeadScoring.Api.Scoring;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Leads;

/// <summary>
/// The statements that find a page of a list. They span all buckets, since a list is about all leads: spread over several servers,
/// each server answers its own page and the pages are merged. Raw SQL: the order and the partial index of PQLs are only used by
/// the planner when the statement spells out their conditions.
/// </summary>
internal static class LeadListStatements
{
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
            rows.Add(ScoreStatements.ReadScore(reader) with { Position = reader.GetInt64(20) });
        }

        return rows;
    }

    /// <summary>Rows that are right as of now, in order, one more than the page has.</summary>
    /// <param name="request">What the page holds.</param>
    /// <param name="due">Ids of the leads that are due and left out. An id belongs to one bucket only.</param>
    /// <param name="now">Rows that are due by then are left out besides; null: none.</param>
    public static NpgsqlCommand RightRows(LeadPageRequest request, string[] due, DateTimeOffset? now)
    {
        // A subquery is hashed in every plan; an array is gone through for each row where the plan does not know it, as in prepared statements.
        (bool IsAsked, string Condition)[] conditions = [(due.Length > 0, "lead_id NOT IN (SELECT unnest(@due))"), (now is not null, "coalesce(valid_until > @now, true)")];
        var command = Page(request, request.Model.Model.Key, request.Totals, [.. conditions.Where(each => each.IsAsked).Select(each => each.Condition)], due);
        command.Parameters.Add(new("now", NpgsqlDbType.TimestampTz) { Value = now?.ToUniversalTime() ?? default });
        return command;
    }

    /// <summary>Rows as they are stored, in order, one more than the page has. The bands of an older model may lie elsewhere, so here only the row's own word counts.</summary>
    public static NpgsqlCommand StoredRows(LeadPageRequest request, string modelKey) => Page(request, modelKey, request.Filter.Totals, [], []);

    private static NpgsqlCommand Page(LeadPageRequest request, string modelKey, (int Least, int Most) totals, string[] conditions, string[] due)
    {
        var filter = request.Filter;
        return new(TextOf(request, [.. conditions, .. ConditionsOf(request)]))
        {
            Parameters =
            {
                new("model", modelKey),
                new("account", filter.AccountId ?? ""),
                new("email", filter.Email ?? ""),
                new("bands", request.Bands ?? []),
                new("fit_tiers", request.FitTiers ?? []),
                new("behavior_tiers", request.BehaviorTiers ?? []),
                new("least", totals.Least),
                new("most", totals.Most),
                new("least_fit", filter.Fits.Least),
                new("most_fit", filter.Fits.Most),
                new("least_behavior", filter.Behaviors.Least),
                new("most_behavior", filter.Behaviors.Most),
                new("spike", filter.Spike ?? ""),
                new("active_from", filter.ActiveFrom ?? default),
                new("updated_from", NpgsqlDbType.TimestampTz) { Value = filter.UpdatedFrom ?? default },
                new("due", due),
                new("key", request.After?.Key ?? 0),
                new("id", request.After?.Id ?? ""),
                new("count", request.Limit + 1),
            },
        };
    }

    /// <summary>What was asked for beside the total, each as <see cref="LeadPageRequest.Includes"/> understands it.</summary>
    private static IEnumerable<string> ConditionsOf(LeadPageRequest request)
    {
        var filter = request.Filter;
        (bool IsAsked, string Condition)[] conditions =
        [
            (filter.Pql is true, "is_pql"),
            (filter.Pql is false, "NOT is_pql"),
            (request.Bands is not null, "band = ANY (@bands)"),
            (request.FitTiers is not null, "fit_tier = ANY (@fit_tiers)"),
            (request.BehaviorTiers is not null, "behavior_tier = ANY (@behavior_tiers)"),
            (filter.MinFit is not null || filter.MaxFit is not null, "fit BETWEEN @least_fit AND @most_fit"),
            (filter.MinBehavior is not null || filter.MaxBehavior is not null, "behavior BETWEEN @least_behavior AND @most_behavior"),
            (filter.AccountId is not null && filter.Email is not null, "account_id = @account"),
            (filter.Blocked is true, "blocked_by <> ''"),
            (filter.Blocked is false, "blocked_by = ''"),
            (filter.Spike is not null, "@spike = ANY (string_to_array(spikes, ','))"),
            (filter.ActiveFrom is not null, "last_active_on >= @active_from"),
            (filter.UpdatedFrom is not null, "changed_at >= @updated_from"),
            // The number itself: so the planner sees how few rows it leaves in prepared statements too.
            (request.ChangedBehind >= 0, $"position > {request.ChangedBehind}"),
        ];
        return conditions.Where(each => each.IsAsked).Select(each => each.Condition);
    }

    /// <summary>
    /// The page's statement. Behind a cursor there are two ranges, first what is left of the leads with the same key, then the
    /// keys beyond: one condition for both would read all leads with the same key again on every page.
    /// </summary>
    private static string TextOf(LeadPageRequest request, string[] filters)
    {
        var key = request.Order.Column;
        var (direction, beyond) = request.Order.IsDescending ? ("DESC", "<") : ("ASC", ">");
        var conditions = string.Join(" AND ", ["model_key = @model", "total BETWEEN @least AND @most", .. filters]);
        return request.After is null
            ? Range(conditions)
            : $"({Range($"{conditions} AND {key} = @key AND lead_id > @id")}) UNION ALL ({Range($"{conditions} AND {key} {beyond} @key")}) ORDER BY sort_key {direction}, lead_id LIMIT @count";

        string Range(string where) =>
            $"""
            SELECT {ScoreStatements.Columns}, position, {key} AS sort_key
            FROM {SourceOf(request.Filter)} WHERE {where} ORDER BY {key} {direction}, lead_id LIMIT @count
            """;
    }

    /// <summary>
    /// The leads of an account or with an email address are few beside all leads; OFFSET 0 keeps the planner from reading the list of
    /// all and leaving the others out.
    /// </summary>
    private static string SourceOf(LeadFilter filter) =>
        filter.Email is not null ? $"(SELECT s.* FROM leads l JOIN lead_scores s USING (bucket, lead_id) WHERE {LeadEmails.Is("@email")} OFFSET 0) AS of_email"
        : filter.AccountId is not null ? "(SELECT * FROM lead_scores WHERE account_id = @account OFFSET 0) AS of_account"
        : "lead_scores";
}
