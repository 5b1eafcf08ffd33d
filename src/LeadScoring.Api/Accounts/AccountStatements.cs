using LeadScoring.Api.Data;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Accounts;

/// <summary>The statements of the accounts' log. Raw SQL, because each takes a set of accounts, locks rows in order, or numbers what was new.</summary>
internal static class AccountStatements
{
    /// <summary>Makes the accounts that are missing, locks all of them, and appends what is new to their logs, in one round trip.</summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="accounts">The accounts of the entries.</param>
    /// <param name="entries">Each key once.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>The attributes as they were, and the keys of the entries that were new with the versions they raise their accounts to.</returns>
    public static async Task<(Dictionary<string, Attributes> Attributes, Dictionary<(string AccountId, string Source, string MessageId), long> Versions)> AppendEntriesAsync(
        this NpgsqlConnection connection, IReadOnlyCollection<string> accounts, IReadOnlyCollection<AccountEntry> entries, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { AccountRecordStatements.InsertMissingAccounts(accounts), LockAccounts(accounts), InsertNewEntries(entries) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        Dictionary<string, Attributes> attributes = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            attributes.Add(reader.GetString(0), AttributesJson.Read(reader.GetString(1)));
        }

        await reader.NextResultAsync(cancellationToken);
        Dictionary<(string, string, string), long> versions = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            versions.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)), reader.GetInt64(3));
        }

        return (attributes, versions);
    }

    /// <summary>Waits for writers of scores that have seen the version before: once they have committed, their leads can be found.</summary>
    private static NpgsqlBatchCommand LockAccounts(IReadOnlyCollection<string> accounts)
    {
        var command = new NpgsqlBatchCommand(
            """
            SELECT a.account_id, a.attributes
            FROM unnest($1, $2) AS wanted (bucket, account_id) JOIN accounts a USING (bucket, account_id)
            ORDER BY a.bucket, a.account_id FOR UPDATE OF a
            """);
        command.AddKeys(KeysOf(accounts));
        return command;
    }

    /// <summary>Appends the entries that are not in the log yet. Nobody else numbers those of accounts that are locked.</summary>
    private static NpgsqlBatchCommand InsertNewEntries(IReadOnlyCollection<AccountEntry> entries)
    {
        var command = new NpgsqlBatchCommand(
            """
            INSERT INTO account_events (bucket, account_id, source, message_id, version, occurred_at, received_at, properties)
            SELECT n.bucket, n.account_id, n.source, n.message_id,
                   a.version + row_number() OVER (PARTITION BY n.bucket, n.account_id ORDER BY n.occurred_at, n.source, n.message_id),
                   n.occurred_at, n.received_at, n.properties
            FROM unnest($1, $2, $3, $4, $5, $6, $7) AS n (bucket, account_id, source, message_id, occurred_at, received_at, properties)
            JOIN accounts a USING (bucket, account_id)
            WHERE NOT EXISTS (SELECT 1 FROM account_events e
                WHERE e.bucket = n.bucket AND e.account_id = n.account_id AND e.source = n.source AND e.message_id = n.message_id)
            ON CONFLICT DO NOTHING
            RETURNING account_id, source, message_id, version
            """);
        command.AddKeys(KeysOf(entries.Select(entry => entry.AccountId)));
        command.Add(NpgsqlDbType.Text, entries.Select(entry => entry.Source));
        command.Add(NpgsqlDbType.Text, entries.Select(entry => entry.MessageId));
        command.Add(NpgsqlDbType.TimestampTz, entries.Select(entry => entry.OccurredAt));
        command.Add(NpgsqlDbType.TimestampTz, entries.Select(entry => entry.ReceivedAt));
        command.Add(NpgsqlDbType.Jsonb, entries.Select(entry => entry.Attributes.GetRawText()));
        return command;
    }

    /// <summary>
    /// Writes what the logs now come to. SDKs say again and again what is known already: then no lead has to be scored, so an account
    /// that was settled stays so.
    /// </summary>
    public static NpgsqlBatchCommand UpdateAccounts(IReadOnlyCollection<AccountState> accounts)
    {
        var command = new NpgsqlBatchCommand(
            """
            UPDATE accounts a SET attributes = changed.attributes, version = changed.version,
                settled_version = CASE WHEN NOT changed.is_news AND a.settled_version = a.version THEN changed.version ELSE a.settled_version END
            FROM unnest($1, $2, $3, $4, $5) AS changed (bucket, account_id, attributes, version, is_news)
            WHERE a.bucket = changed.bucket AND a.account_id = changed.account_id
            """);
        command.AddKeys(KeysOf(accounts.Select(account => account.AccountId)));
        command.Add(NpgsqlDbType.Json, accounts.Select(account => AttributesJson.Write(account.Attributes)));
        command.Add(NpgsqlDbType.Bigint, accounts.Select(account => account.Version));
        command.Add(NpgsqlDbType.Boolean, accounts.Select(account => account.IsNews));
        return command;
    }

    private static LeadKey[] KeysOf(IEnumerable<string> accounts) => [.. accounts.Select(id => new LeadKey(Bucket.Of(id), id))];
}

/// <summary>What an account's log now comes to.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Version">Its version.</param>
/// <param name="IsNews">Whether a value differs from what it was, or nothing was said of the account before.</param>
internal sealed record AccountState(string AccountId, Attributes Attributes, long Version, bool IsNews);
