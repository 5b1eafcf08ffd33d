using System.Text.Json;
using LeadScoring.Api.Data;
using LeadScoring.Api.Leads;
using LeadScoring.Domain.Leads;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Scoring;

/// <summary>The statements by which writers of scores see the accounts of their leads. Raw SQL for the same reasons as those of leads.</summary>
internal static class AccountRecordStatements
{
    /// <summary>Makes the accounts that are not there yet, so that there is a row to lock. Sorted, so that two writers with the same new accounts wait in line.</summary>
    public static NpgsqlBatchCommand InsertMissingAccounts(IReadOnlyCollection<string> accounts)
    {
        var command = new NpgsqlBatchCommand(
            """
            INSERT INTO accounts (bucket, account_id, attributes, version, settled_version)
            SELECT bucket, account_id, '{}', 0, 0 FROM unnest($1, $2) AS missing (bucket, account_id) ORDER BY bucket, account_id
            ON CONFLICT DO NOTHING
            """);
        command.AddKeys([.. accounts.Select(id => new LeadKey(Bucket.Of(id), id))]);
        return command;
    }

    /// <summary>Notes that something about the people of these accounts is new; see <see cref="Accounts.DueAccount"/>.</summary>
    public static NpgsqlBatchCommand InsertDueAccounts(IReadOnlyCollection<string> accounts)
    {
        var command = new NpgsqlBatchCommand(
            """
            INSERT INTO due_accounts (bucket, account_id, transaction)
            SELECT bucket, account_id, pg_current_xact_id()::text::bigint FROM unnest($1, $2) AS due (bucket, account_id)
            ON CONFLICT DO NOTHING
            """);
        command.AddKeys([.. accounts.Select(id => new LeadKey(Bucket.Of(id), id))]);
        return command;
    }

    /// <summary>Accounts as they were at older versions, folded from their logs.</summary>
    public static async Task<Dictionary<(string Id, long Version), AccountRecord>> ReadAccountsAtAsync(this NpgsqlConnection connection, IReadOnlyCollection<(string Id, long Version)> accounts, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT e.account_id, wanted.version, e.message_id, e.occurred_at, e.properties
            FROM unnest($1, $2, $3) AS wanted (bucket, account_id, version)
            JOIN account_events e ON e.bucket = wanted.bucket AND e.account_id = wanted.account_id AND e.version <= wanted.version
            """, connection);
        command.AddKeys([.. accounts.Select(account => new LeadKey(Bucket.Of(account.Id), account.Id))]);
        command.Add(NpgsqlDbType.Bigint, accounts.Select(account => account.Version));
        var records = accounts.ToDictionary(account => account, account => new AccountRecord(account.Id, account.Version, new Attributes()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetString(0);
            using var payload = JsonDocument.Parse(reader.GetString(4));
            AttributePayload.Apply(payload.RootElement, records[(id, reader.GetInt64(1))].Attributes, new Attributes.Stamp(reader.GetFieldValue<DateTimeOffset>(3), id, reader.GetString(2)));
        }

        return records;
    }

    /// <summary>The accounts as they are.</summary>
    public static Task<Dictionary<string, AccountRecord>> ReadAccountsAsync(this NpgsqlConnection connection, IReadOnlyCollection<string> accounts, CancellationToken cancellationToken) =>
        ReadAccountsAsync(connection, SelectAccounts(accounts, ""), [], cancellationToken);

    /// <summary>
    /// The accounts as they are, locked against change until the writer of scores has committed: else a change that is committed
    /// meanwhile could count its leads before this one's score row says which version it has seen.
    /// </summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="accounts">The accounts.</param>
    /// <param name="made">Those of them that are made if they are missing, before any is locked.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    public static Task<Dictionary<string, AccountRecord>> LockAccountsAsync(this NpgsqlConnection connection, IReadOnlyCollection<string> accounts, IReadOnlyCollection<string> made, CancellationToken cancellationToken) =>
        ReadAccountsAsync(connection, SelectAccounts(accounts, "FOR SHARE OF a"), made, cancellationToken);

    private static async Task<Dictionary<string, AccountRecord>> ReadAccountsAsync(NpgsqlConnection connection, NpgsqlBatchCommand select, IReadOnlyCollection<string> made, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (made.Count > 0)
        {
            batch.BatchCommands.Add(InsertMissingAccounts(made));
        }

        batch.BatchCommands.Add(select);
        Dictionary<string, AccountRecord> records = new(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            records.Add(reader.GetString(0), new AccountRecord(reader.GetString(0), reader.GetInt64(1), AttributesJson.Read(reader.GetString(2))));
        }

        return records;
    }

    private static NpgsqlBatchCommand SelectAccounts(IReadOnlyCollection<string> accounts, string locking)
    {
        var command = new NpgsqlBatchCommand(
            $"""
            SELECT a.account_id, a.version, a.attributes
            FROM unnest($1, $2) AS wanted (bucket, account_id) JOIN accounts a USING (bucket, account_id)
            ORDER BY a.bucket, a.account_id {locking}
            """);
        command.AddKeys([.. accounts.Select(id => new LeadKey(Bucket.Of(id), id))]);
        return command;
    }
}
