using System.Text.Json;
using LeadScoring.Api.Data;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Accounts;

/// <summary>Appends to an account's log, and leaves its leads to the worker: the raised version makes their scores due.</summary>
internal sealed class AccountUpdater(Transactions transactions, RescoreSignal rescore, TimeProvider clock)
{
    /// <summary>Stores the attributes and raises the account's version.</summary>
    public async Task UpdateAsync(string accountId, string messageId, JsonElement attributes, CancellationToken cancellationToken)
    {
        await transactions.WriteAsync((connection, ct) => AppendAsync(connection, accountId, messageId, attributes, ct), cancellationToken);
        rescore.Set();
    }

    private async Task<long> AppendAsync(NpgsqlConnection connection, string accountId, string messageId, JsonElement payload, CancellationToken cancellationToken)
    {
        await connection.InsertMissingAccountsAsync([accountId], cancellationToken);
        var (version, attributes) = await LockAsync(connection, accountId, cancellationToken);
        version++;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        AttributePayload.Apply(payload, attributes, new Attributes.Stamp(at, accountId, messageId));
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("INSERT INTO account_events (bucket, account_id, source, message_id, version, occurred_at, received_at, properties) VALUES ($1, $2, $3, $4, $5, $6, $6, $7::jsonb)")
                {
                    Parameters = { new() { Value = Bucket.Of(accountId) }, new() { Value = accountId }, new() { Value = Events.IncomingEvent.DefaultSource }, new() { Value = messageId }, new() { Value = version }, new() { Value = at }, new() { Value = payload.GetRawText() } },
                },
                new("UPDATE accounts SET attributes = $3::jsonb, version = $4 WHERE bucket = $1 AND account_id = $2")
                {
                    Parameters = { new() { Value = Bucket.Of(accountId) }, new() { Value = accountId }, new() { Value = AttributesJson.Write(attributes) }, new() { Value = version } },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return version;
    }

    /// <summary>Waits for writers of scores that have seen the version before: once they have committed, their leads can be found.</summary>
    private static async Task<(long Version, Attributes Attributes)> LockAsync(NpgsqlConnection connection, string accountId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT version, attributes FROM accounts WHERE bucket = $1 AND account_id = $2 FOR UPDATE", connection)
        {
            Parameters = { new() { Value = Bucket.Of(accountId) }, new() { Value = accountId } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), AttributesJson.Read(reader.GetString(1)));
    }
}
