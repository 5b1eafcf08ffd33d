using LeadScoring.Api.Http;
using Npgsql;

namespace LeadScoring.Api.Accounts;

/// <summary>The statement that finds a page of accounts, over all buckets as lists of leads do. Accounts are few beside leads: only the total has an index.</summary>
internal static class AccountListStatements
{
    /// <summary>Stored rows in order.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="filter">Filters and sort.</param>
    /// <param name="modelKey">Rows of this model.</param>
    /// <param name="others">Rows of others that stand for it, made under one of these activations.</param>
    /// <param name="without">Accounts that are left out.</param>
    /// <param name="most">How many rows at most.</param>
    /// <param name="after">Behind which place.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    public static async Task<List<AccountScore>> ReadAccountPageAsync(
        this NpgsqlConnection connection, AccountFilter filter, string modelKey, IReadOnlyCollection<(string Key, int[] Activations)> others, IReadOnlyCollection<string> without, int most, ListCursor? after, CancellationToken cancellationToken)
    {
        await using var command = Page(filter, modelKey, others, without, most, after);
        command.Connection = connection;
        List<AccountScore> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(AccountScoreStatements.ReadScore(reader));
        }

        return rows;
    }

    /// <summary>The statement.</summary>
    public static NpgsqlCommand Page(AccountFilter filter, string modelKey, IReadOnlyCollection<(string Key, int[] Activations)> others, IReadOnlyCollection<string> without, int most, ListCursor? after) =>
        new(TextOf(filter, others.Count > 0, without.Count > 0, after))
        {
            Parameters =
            {
                new("model", modelKey),
                new("others", others.SelectMany(other => Enumerable.Repeat(other.Key, other.Activations.Length)).ToArray()),
                new("activations", others.SelectMany(other => other.Activations).ToArray()),
                new("bands", filter.Bands ?? []),
                new("fit_tiers", filter.FitTiers ?? []),
                new("behavior_tiers", filter.BehaviorTiers ?? []),
                new("spike", filter.Spike ?? ""),
                new("active_from", filter.ActiveFrom ?? default),
                new("updated_from", NpgsqlTypes.NpgsqlDbType.TimestampTz) { Value = (filter.UpdatedFrom ?? default).ToUniversalTime() },
                new("least", filter.LeastTotal),
                new("least_active", filter.MinActiveLeads ?? 0),
                new("without", without.ToArray()),
                new("key", after?.Key ?? 0),
                new("id", after?.Id ?? ""),
                new("count", most),
            },
        };

    private static string TextOf(AccountFilter filter, bool hasOthers, bool leavesOut, ListCursor? after)
    {
        var (key, direction, beyond) = (filter.Order.Column, filter.Order.IsDescending ? "DESC" : "ASC", filter.Order.IsDescending ? "<" : ">");
        (bool IsAsked, string Condition)[] conditions =
        [
            (true, !hasOthers ? "model_key = @model" : "(model_key = @model OR (model_key, activation) IN (SELECT * FROM unnest(@others, @activations)))"),
            (true, "total >= @least AND active_leads >= @least_active"),
            (filter.Pql is true, "is_pql"),
            (filter.Pql is false, "NOT is_pql"),
            (filter.Blocked is true, "blocked_by <> ''"),
            (filter.Blocked is false, "blocked_by = ''"),
            (filter.Bands is not null, "band = ANY (@bands)"),
            (filter.FitTiers is not null, "fit_tier = ANY (@fit_tiers)"),
            (filter.BehaviorTiers is not null, "behavior_tier = ANY (@behavior_tiers)"),
            (filter.Spike is not null, "@spike = ANY (string_to_array(spikes, ','))"),
            (filter.ActiveFrom is not null, "last_active_on >= @active_from"),
            (filter.UpdatedFrom is not null, "changed_at >= @updated_from"),
            (leavesOut, "account_id NOT IN (SELECT unnest(@without))"),
            (after is not null, $"({key} {beyond} @key OR ({key} = @key AND account_id > @id))"),
        ];
        return $"SELECT {AccountScoreStatements.Columns} FROM account_scores WHERE {string.Join(" AND ", conditions.Where(each => each.IsAsked).Select(each => each.Condition))} ORDER BY {key} {direction}, account_id LIMIT @count";
    }
}
