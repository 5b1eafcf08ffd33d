using System.Runtime.CompilerServices;
using System.Text.Json;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Retention;

/// <summary>The statements that cut logs of accounts. Raw SQL: they take sets of accounts, and name the buckets.</summary>
internal static class AccountCutStatements
{
    /// <summary>The next accounts of a bucket in the order of their ids.</summary>
    public static async Task<List<string>> ReadNextAccountsAsync(this NpgsqlConnection connection, short bucket, string last, int most, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT account_id FROM accounts WHERE bucket = $1 AND account_id > $2 ORDER BY account_id LIMIT $3", connection)
        {
            Parameters = { new() { Value = bucket }, new() { Value = last }, new() { Value = most } },
        };
        return await command.ReadIdsAsync(cancellationToken);
    }

    /// <summary>Payloads from before a moment that say nothing any more.</summary>
    public static async IAsyncEnumerable<(string AccountId, string Source, string MessageId)> FindOutdatedAsync(
        this NpgsqlConnection connection, IReadOnlyCollection<string> accounts, DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT e.account_id, e.source, e.message_id, e.occurred_at, e.properties
            FROM unnest($1, $2) AS wanted (bucket, account_id) JOIN account_events e USING (bucket, account_id)
            WHERE e.occurred_at < $3 ORDER BY e.bucket, e.account_id
            """, connection)
        {
            CommandTimeout = 60,
        };
        command.AddKeys([.. accounts.Select(id => new LeadKey(Bucket.Of(id), id))]);
        command.Parameters.Add(new() { Value = before });
        var (current, payloads) = ("", new OutdatedPayloads<(string, string, string)>());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (id, messageId) = (reader.GetString(0), reader.GetString(2));
            if (id != current)
            {
                (current, payloads) = (id, new OutdatedPayloads<(string, string, string)>());
            }

            using var payload = JsonDocument.Parse(reader.GetString(4));
            foreach (var outdated in payloads.Add((id, reader.GetString(1), messageId), payload.RootElement, new Attributes.Stamp(reader.GetFieldValue<DateTimeOffset>(3), id, messageId)))
            {
                yield return outdated;
            }
        }
    }

    /// <summary>Deletes entries of logs. What the accounts are does not change with it.</summary>
    public static async Task<int> DeleteEntriesAsync(this NpgsqlConnection connection, IReadOnlyCollection<(string AccountId, string Source, string MessageId)> entries, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            DELETE FROM account_events e USING unnest($1, $2, $3, $4) AS old (bucket, account_id, source, message_id)
            WHERE e.bucket = old.bucket AND e.account_id = old.account_id AND e.source = old.source AND e.message_id = old.message_id
            """, connection);
        command.AddKeys([.. entries.Select(entry => new LeadKey(Bucket.Of(entry.AccountId), entry.AccountId))]);
        command.Add(NpgsqlDbType.Text, entries.Select(entry => entry.Source));
        command.Add(NpgsqlDbType.Text, entries.Select(entry => entry.MessageId));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
