using LeadScoring.Api.Data;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Scoring;

/// <summary>
/// The queries that say which leads need a new score. They lock nothing: whoever works on the leads locks them and looks again.
/// They span all buckets: a claim per bucket would be 64 look-ups that nearly always find nothing (docs/decisions/0007).
/// </summary>
internal static class DueLeads
{
    private const int MostCounted = 10_000;

    /// <summary>Nearly always there are none, which the sub-select tells from the index that holds only unsettled accounts.</summary>
    private const string BehindAccounts =
        """
        SELECT s.bucket, s.lead_id, s.model_key FROM accounts a JOIN lead_scores s ON s.account_id = a.account_id AND s.account_version < a.version
        WHERE a.settled_version < a.version AND (SELECT true FROM accounts WHERE settled_version < version ORDER BY bucket, account_id LIMIT 1)
        """;

    private const string NotedAccounts = "SELECT DISTINCT bucket, account_id, ''::text AS model_key FROM due_accounts";

    /// <summary>Rows that time has made due, or that were made under an older model activation; none of those that rest.</summary>
    public static async Task<List<LeadKey>> FindDueAsync(this NpgsqlConnection connection, DateTimeOffset now, int activation, IReadOnlyCollection<LeadKey> resting, int most, CancellationToken cancellationToken)
    {
        // Two ranges, each on its own index, instead of one OR that would read the table.
        await using var command = new NpgsqlCommand(
            $"""
            (SELECT bucket, lead_id FROM lead_scores WHERE valid_until <= $1 AND {AreNoneOf("$4, $5")} ORDER BY valid_until LIMIT $3)
            UNION
            (SELECT bucket, lead_id FROM lead_scores WHERE activation < $2 AND {AreNoneOf("$4, $5")} ORDER BY activation LIMIT $3)
            LIMIT $3
            """, connection)
        {
            Parameters = { new() { Value = now.ToUniversalTime() }, new() { Value = activation }, new() { Value = most } },
        };
        command.AddKeys(resting);
        return await command.ReadKeysAsync(cancellationToken);
    }

    /// <summary>Since when the longest waiting lead or account has been due, by time or by the model in force; null when none is. What rests does not wait.</summary>
    public static async Task<DateTimeOffset?> ReadOldestDueAsync(
        this NpgsqlConnection connection, DateTimeOffset now, int activation, IReadOnlyCollection<LeadKey> restingLeads, IReadOnlyCollection<string> restingAccounts, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT least(
                (SELECT min(valid_until) FROM lead_scores WHERE valid_until <= $1 AND {AreNoneOf("$3, $4")}),
                (SELECT min(valid_until) FROM account_scores WHERE valid_until <= $1 AND account_id <> ALL ($5)),
                (SELECT a.activated_at FROM model_activations a WHERE a.number = $2
                    AND least((SELECT min(activation) FROM lead_scores WHERE {AreNoneOf("$3, $4")}), (SELECT min(activation) FROM account_scores WHERE account_id <> ALL ($5))) < $2))
            """, connection)
        {
            Parameters = { new() { Value = now.ToUniversalTime() }, new() { Value = activation } },
        };
        command.AddKeys(restingLeads);
        command.Add(NpgsqlDbType.Text, restingAccounts);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetFieldValue<DateTimeOffset?>(0);
    }

    /// <summary>How many scores of leads and of accounts are due, by time, by the model in force, by a changed account or by changed people; each is counted up to a bound.</summary>
    public static async Task<(long Leads, long Accounts)> CountDueAsync(this NpgsqlConnection connection, DateTimeOffset now, int activation, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT ({Count("lead_scores", "lead_id", BehindAccounts)}), ({Count("account_scores", "account_id", NotedAccounts)})", connection)
        {
            Parameters = { new() { Value = now.ToUniversalTime() }, new() { Value = activation } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));

        static string Count(string table, string id, string others) =>
            $"""
            SELECT count(*) FROM (
                (SELECT bucket, {id}, model_key FROM {table} WHERE valid_until <= $1 LIMIT {MostCounted})
                UNION
                (SELECT bucket, {id}, model_key FROM {table} WHERE activation < $2 LIMIT {MostCounted})
                UNION
                ({others} LIMIT {MostCounted})
                LIMIT {MostCounted}) AS due
            """;
    }

    private static string AreNoneOf(string keys) => $"(bucket, lead_id) NOT IN (SELECT * FROM unnest({keys}))";

    /// <summary>Accounts of which leads may still be scored with an older version.</summary>
    public static async Task<List<(string AccountId, long Version)>> FindUnsettledAccountsAsync(this NpgsqlConnection connection, int most, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT account_id, version FROM accounts WHERE settled_version < version ORDER BY bucket, account_id LIMIT $1", connection)
        {
            Parameters = { new() { Value = most } },
        };
        List<(string, long)> accounts = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            accounts.Add((reader.GetString(0), reader.GetInt64(1)));
        }

        return accounts;
    }

    /// <summary>Leads of an account that are scored with an older version of it, each once, under however many models.</summary>
    public static async Task<List<LeadKey>> FindBehindAccountAsync(this NpgsqlConnection connection, string accountId, long version, int most, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT DISTINCT bucket, lead_id FROM lead_scores WHERE account_id = $1 AND account_version < $2 LIMIT $3", connection)
        {
            Parameters = { new() { Value = accountId }, new() { Value = version }, new() { Value = most } },
        };
        return await command.ReadKeysAsync(cancellationToken);
    }

    /// <summary>Notes that no lead is behind this version any more. A change that came meanwhile has raised the version and is still to do.</summary>
    public static async Task SettleAccountAsync(this NpgsqlConnection connection, string accountId, long version, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("UPDATE accounts SET settled_version = greatest(settled_version, $3) WHERE bucket = $1 AND account_id = $2", connection)
        {
            Parameters = { new() { Value = Bucket.Of(accountId) }, new() { Value = accountId }, new() { Value = version } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
