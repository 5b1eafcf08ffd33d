using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Accounts;

/// <summary>The statements of accounts' scores. Raw SQL: they lock, skip what is locked, and let the database say where rows stand in the feed.</summary>
internal static class AccountScoreStatements
{
    /// <summary>Of the advisory locks of this kind: "Acct".</summary>
    private const int LockClass = 0x41636374;

    /// <summary>The columns of account_scores but the position, in the order in which <see cref="ReadScore"/> reads them.</summary>
    public const string Columns =
        """
        bucket, account_id, model_key, fit, behavior, total, fit_tier, behavior_tier, band, is_pql, pql_since, valid_until, as_of, activation,
        account_version, last_active_on, spikes, blocked_by, changed_at, leads, active_leads, key_actions, champion, buyer, last_transition, contributions
        """;

    /// <summary>Accounts that time or the models in force have made due. Locks nothing.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="now">The clock.</param>
    /// <param name="activation">The activation in force.</param>
    /// <param name="resting">Accounts that are left out.</param>
    /// <param name="mostRows">How many rows to look for of either kind; each account may have several.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    public static async Task<List<string>> FindDueAccountsAsync(this NpgsqlConnection connection, DateTimeOffset now, int activation, IReadOnlyCollection<string> resting, int mostRows, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            (SELECT account_id FROM account_scores WHERE valid_until <= $1 AND account_id <> ALL ($4) ORDER BY valid_until LIMIT $3)
            UNION (SELECT account_id FROM account_scores WHERE activation < $2 AND account_id <> ALL ($4) ORDER BY activation LIMIT $3)
            """, connection)
        {
            Parameters = { new() { Value = now.ToUniversalTime() }, new() { Value = activation }, new() { Value = mostRows } },
        };
        command.Add(NpgsqlDbType.Text, resting);
        return await command.ReadIdsAsync(cancellationToken);
    }

    /// <summary>Accounts with news, in the order of their keys, behind one of them; null: from the first on. However many notes an account has, it is one step in the index.</summary>
    public static async Task<List<string>> FindNotedAccountsAsync(this NpgsqlConnection connection, string? after, int most, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH RECURSIVE noted AS (
                SELECT $1::smallint AS bucket, $2::text COLLATE "C" AS account_id
                UNION ALL
                SELECT next.bucket, next.account_id FROM noted, LATERAL (
                    SELECT d.bucket, d.account_id FROM due_accounts d WHERE (d.bucket, d.account_id) > (noted.bucket, noted.account_id)
                    ORDER BY d.bucket, d.account_id LIMIT 1) AS next)
            SELECT account_id FROM noted OFFSET 1 LIMIT $3
            """, connection)
        {
            Parameters = { new() { Value = after is null ? (short)-1 : Bucket.Of(after) }, new() { Value = after ?? "" }, new() { Value = most } },
        };
        return await command.ReadIdsAsync(cancellationToken);
    }

    /// <summary>The ids that a query finds.</summary>
    public static async Task<List<string>> ReadIdsAsync(this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        List<string> ids = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }

    /// <summary>Makes the account this transaction's own, among those that score it.</summary>
    /// <returns>False when somebody else has it.</returns>
    public static async Task<bool> TryClaimAccountAsync(this NpgsqlConnection connection, string accountId, CancellationToken cancellationToken)
    {
        await using var claim = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock($1, hashtext($2))", connection) { Parameters = { new() { Value = LockClass }, new() { Value = accountId } } };
        return await claim.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>The notes that an account has news, each by the transaction that wrote it.</summary>
    public static async Task<long[]> ReadNotesAsync(this NpgsqlConnection connection, string accountId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT transaction FROM due_accounts WHERE bucket = $1 AND account_id = $2", connection)
        {
            Parameters = { new() { Value = Bucket.Of(accountId) }, new() { Value = accountId } },
        };
        List<long> notes = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            notes.Add(reader.GetInt64(0));
        }

        return [.. notes];
    }

    /// <summary>
    /// Takes notes away whose news the row now has. A statement of its own at the end: from its first write on a transaction holds up
    /// the feed of changes, and to put an account together may take a while.
    /// </summary>
    public static NpgsqlBatchCommand DeleteNotes(string accountId, long[] notes) => new("DELETE FROM due_accounts WHERE bucket = $1 AND account_id = $2 AND transaction = ANY ($3)")
    {
        Parameters = { new() { Value = Bucket.Of(accountId) }, new() { Value = accountId }, new() { Value = notes } },
    };

    /// <summary>The rows of an account, one per model that it was scored with last.</summary>
    public static async Task<List<AccountScore>> ReadAccountScoresAsync(this NpgsqlConnection connection, string accountId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT {Columns} FROM account_scores WHERE bucket = $1 AND account_id = $2", connection)
        {
            Parameters = { new() { Value = Bucket.Of(accountId) }, new() { Value = accountId } },
        };
        List<AccountScore> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(ReadScore(reader));
        }

        return rows;
    }

    /// <summary>A row of account_scores, its columns in the order of <see cref="Columns"/>.</summary>
    public static AccountScore ReadScore(NpgsqlDataReader row) => new()
    {
        Bucket = row.GetInt16(0),
        AccountId = row.GetString(1),
        ModelKey = row.GetString(2),
        Fit = row.GetInt32(3),
        Behavior = row.GetInt32(4),
        Total = row.GetInt32(5),
        FitTier = row.GetString(6),
        BehaviorTier = row.GetString(7),
        Band = row.GetString(8),
        IsPql = row.GetBoolean(9),
        PqlSince = row.GetFieldValue<DateTimeOffset?>(10),
        ValidUntil = row.GetFieldValue<DateTimeOffset?>(11),
        AsOf = row.GetFieldValue<DateTimeOffset>(12),
        Activation = row.GetInt32(13),
        AccountVersion = row.GetInt64(14),
        LastActiveOn = row.GetFieldValue<DateOnly?>(15),
        Spikes = row.GetString(16),
        BlockedBy = row.GetString(17),
        ChangedAt = row.GetFieldValue<DateTimeOffset>(18),
        Leads = row.GetInt32(19),
        ActiveLeads = row.GetInt32(20),
        KeyActions = row.GetInt64(21),
        Champion = row.IsDBNull(22) ? null : row.GetString(22),
        Buyer = row.IsDBNull(23) ? null : row.GetString(23),
        LastTransition = row.GetInt32(24),
        Contributions = row.GetString(25),
    };

    /// <summary>Writes the row of an account under a model.</summary>
    /// <param name="row">The row.</param>
    /// <param name="isNews">Whether a published value has changed, so that the row moves on in the feed.</param>
    public static NpgsqlBatchCommand WriteScore(AccountScore row, bool isNews)
    {
        var columns = Columns.Split(',', StringSplitOptions.TrimEntries);
        var upsert = new NpgsqlBatchCommand(
            $"""
            INSERT INTO account_scores ({Columns}, position)
            VALUES ({string.Join(", ", columns.Select((_, i) => $"${i + 1}"))}, {(isNews ? ScoreStatements.Position : "0")})
            ON CONFLICT (bucket, account_id, model_key) DO UPDATE SET
                {string.Join(", ", columns.Skip(3).Select(column => $"{column} = excluded.{column}"))}, position = greatest(account_scores.position, excluded.position)
            """);
        object?[] values =
        [
            row.Bucket, row.AccountId, row.ModelKey, row.Fit, row.Behavior, row.Total, row.FitTier, row.BehaviorTier, row.Band, row.IsPql, row.PqlSince?.ToUniversalTime(), row.ValidUntil?.ToUniversalTime(),
            row.AsOf.ToUniversalTime(), row.Activation, row.AccountVersion, row.LastActiveOn, row.Spikes, row.BlockedBy, row.ChangedAt.ToUniversalTime(), row.Leads, row.ActiveLeads, row.KeyActions, row.Champion, row.Buyer, row.LastTransition,
        ];
        foreach (var value in values)
        {
            upsert.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        upsert.Parameters.Add(new NpgsqlParameter { Value = row.Contributions, NpgsqlDbType = NpgsqlDbType.Json });
        return upsert;
    }

    /// <summary>Takes away the rows of models that are in force no more.</summary>
    public static NpgsqlBatchCommand DeleteOtherScores(string accountId, string[] inForce) => new("DELETE FROM account_scores WHERE bucket = $1 AND account_id = $2 AND model_key <> ALL ($3)")
    {
        Parameters = { new() { Value = Bucket.Of(accountId) }, new() { Value = accountId }, new() { Value = inForce } },
    };
}
