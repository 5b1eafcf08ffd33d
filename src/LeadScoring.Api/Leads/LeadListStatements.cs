using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Models;
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
    private const string IsRight = "coalesce(valid_until > @now, true)";

    /// <summary>Reads a page.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="page">One of the two statements below.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    public static async Task<List<LeadScore>> ReadPageAsync(this NpgsqlConnection connection, NpgsqlBatchCommand page, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { page } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadPageAsync(reader, cancellationToken);
    }

    /// <summary>Reads the rows of a page.</summary>
    public static async Task<List<LeadScore>> ReadPageAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        List<LeadScore> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(ScoreStatements.ReadScore(reader) with { Position = reader.GetInt64(20) });
        }

        return rows;
    }

    /// <summary>Rows that are right as of now, in order, one more than the page has.</summary>
    /// <param name="request">What the page holds.</param>
    /// <param name="due">Ids of the leads that are left out since they are due otherwise than by time. An id belongs to one bucket only.</param>
    /// <param name="now">Rows that are due by then are left out.</param>
    public static NpgsqlBatchCommand RightRows(LeadPageRequest request, string[] due, DateTimeOffset now)
    {
        // A subquery is hashed in every plan; an array is gone through for each row where the plan does not know it, as in prepared statements.
        string[] conditions = due.Length > 0 ? [IsRight, "lead_id NOT IN (SELECT unnest(@due))"] : [IsRight];
        return Page(request, request.Model.Model.Key, request.Totals, conditions, due, now);
    }

    /// <summary>
    /// With the highest total first: of the rows that time has made due those that may come before the last one of the page that
    /// <see cref="RightRows"/> finds, and all of them where it finds fewer than it looks for.
    /// </summary>
    public static NpgsqlBatchCommand DueFromPage(LeadPageRequest request, string[] due, DateTimeOffset now, int most)
    {
        var command = RightRows(request, due, now);
        command.CommandText =
            $"""
            SELECT bucket, lead_id, position FROM lead_scores
            WHERE model_key = @model AND valid_until <= @now
                AND total >= coalesce((SELECT min(total) FROM ({command.CommandText}) AS page HAVING count(*) > {request.Limit}), 0)
            LIMIT {most}
            """;
        return command;
    }

    /// <summary>Rows as they are stored, in order, one more than the page has. The bands of an older model may lie elsewhere, so here only the row's own word counts.</summary>
    /// <param name="request">What the page holds.</param>
    /// <param name="modelKey">Rows of this model.</param>
    /// <param name="activations">Rows that were made under one of these; null: under any.</param>
    public static NpgsqlBatchCommand StoredRows(LeadPageRequest request, string modelKey, int[]? activations)
    {
        var command = Page(request, modelKey, request.Filter.Totals, activations is null ? [] : ["activation = ANY (@activations)"], [], default);
        command.Parameters.Add(new("activations", activations ?? []));
        return command;
    }

    private static NpgsqlBatchCommand Page(LeadPageRequest request, string modelKey, (int Least, int Most) totals, string[] conditions, string[] due, DateTimeOffset now)
    {
        var filter = request.Filter;
        return new(TextOf(request, [.. TotalsWithin(totals), .. conditions, .. ConditionsOf(request)]))
        {
            Parameters =
            {
                new("model", modelKey),
                new("account", filter.AccountId ?? ""),
                new("email", filter.Email ?? ""),
                new("bands", request.Bands ?? []),
                new("fit_tiers", request.FitTiers ?? []),
                new("behavior_tiers", request.BehaviorTiers ?? []),
                new("least_fit", filter.Fits.Least),
                new("most_fit", filter.Fits.Most),
                new("least_behavior", filter.Behaviors.Least),
                new("most_behavior", filter.Behaviors.Most),
                new("spike", filter.Spike ?? ""),
                new("active_from", filter.ActiveFrom ?? default),
                new("updated_from", NpgsqlDbType.TimestampTz) { Value = filter.UpdatedFrom ?? default },
                new("due", due),
                new("now", NpgsqlDbType.TimestampTz) { Value = now.ToUniversalTime() },
                new("key", request.After?.Key ?? 0),
                new("id", request.After?.Id ?? ""),
            },
        };
    }

    /// <summary>The numbers themselves, as they are in the limit: so the planner sees how many rows they leave. A range that it does not know it takes for a small one.</summary>
    private static string[] TotalsWithin((int Least, int Most) totals) =>
        totals is (0, var most) && most == ScoringModel.MostTotal.Hundredths ? [] : [$"total BETWEEN {totals.Least} AND {totals.Most}"];

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
            // The number itself, too.
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
        var conditions = string.Join(" AND ", ["model_key = @model", .. filters]);
        return request.After is null
            ? Range(conditions)
            : $"({Range($"{conditions} AND {key} = @key AND lead_id > @id")}) UNION ALL ({Range($"{conditions} AND {key} {beyond} @key")}) ORDER BY sort_key {direction}, lead_id LIMIT {request.Limit + 1}";

        string Range(string where) =>
            $"""
            SELECT {ScoreStatements.Columns}, position, {key} AS sort_key
            FROM {SourceOf(request.Filter)} WHERE {where} ORDER BY {key} {direction}, lead_id LIMIT {request.Limit + 1}
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
