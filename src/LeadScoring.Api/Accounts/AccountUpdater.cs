using System.Text.Json;
using LeadScoring.Api.Data;
using LeadScoring.Api.Events;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Accounts;

/// <summary>Appends to the accounts' logs, and leaves their leads to the worker: a raised version makes their scores due.</summary>
internal sealed class AccountUpdater(Transactions transactions, RescoreSignal rescore, TimeProvider clock)
{
    /// <summary>Stores attributes as of now and raises the account's version.</summary>
    public Task UpdateAsync(string accountId, string source, string messageId, JsonElement attributes, CancellationToken cancellationToken)
    {
        var (occurredAt, receivedAt) = IncomingEvent.TimesOf(null, clock.GetUtcNow());
        return AppendAsync([new AccountEntry(accountId, source, messageId, occurredAt, receivedAt, attributes)], cancellationToken);
    }

    /// <summary>Stores the entries that are new. A repeat raises no version.</summary>
    /// <returns>The keys of those that were new.</returns>
    public async Task<HashSet<(string AccountId, string Source, string MessageId)>> AppendAsync(IReadOnlyCollection<AccountEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return [];
        }

        var fresh = await transactions.WriteAsync((connection, ct) => AppendAsync(connection, [.. entries.DistinctBy(entry => entry.Key)], ct), cancellationToken);
        if (fresh.Count > 0)
        {
            rescore.Set();
        }

        return fresh;
    }

    private static async Task<HashSet<(string AccountId, string Source, string MessageId)>> AppendAsync(NpgsqlConnection connection, AccountEntry[] entries, CancellationToken cancellationToken)
    {
        string[] ids = [.. entries.Select(entry => entry.AccountId).Distinct(StringComparer.Ordinal)];
        var (attributes, versions) = await connection.AppendEntriesAsync(ids, entries, cancellationToken);
        List<AccountState> changed = [];
        foreach (var account in entries.Where(entry => versions.ContainsKey(entry.Key)).GroupBy(entry => entry.AccountId, StringComparer.Ordinal))
        {
            var known = attributes[account.Key];
            var before = ValuesOf(known);
            foreach (var entry in account)
            {
                AttributePayload.Apply(entry.Attributes, known, new Attributes.Stamp(entry.OccurredAt, entry.AccountId, entry.MessageId));
            }

            // A new account is listed, though all that was said of it may be that something is not known.
            var isNew = account.Any(entry => versions[entry.Key] == 1);
            changed.Add(new AccountState(account.Key, known, account.Max(entry => versions[entry.Key]), IsNews: isNew || before != ValuesOf(known)));
        }

        if (changed.Count > 0)
        {
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands = { AccountStatements.UpdateAccounts(changed), AccountRecordStatements.InsertDueAccounts([.. changed.Where(account => account.IsNews).Select(account => account.AccountId)]) },
            };
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        return [.. versions.Keys];
    }

    /// <summary>What scores look at: the values without their stamps.</summary>
    private static string ValuesOf(Attributes attributes) => JsonSerializer.Serialize(attributes.Entries.Where(entry => entry.Value.Value is not null).Select(entry => new { entry.Key, entry.Value.Value!.Text, entry.Value.Value.Items }));
}
