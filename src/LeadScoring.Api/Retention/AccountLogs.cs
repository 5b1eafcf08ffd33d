using LeadScoring.Api.Data;
using Npgsql;

namespace LeadScoring.Api.Retention;

/// <summary>Cuts the logs of accounts: of each attribute the last value stays that it had when events began to be kept, and all later ones. So nothing has to be scored afresh.</summary>
internal sealed class AccountLogs(NpgsqlDataSource dataSource, Transactions transactions, RetentionMetrics metrics)
{
    /// <summary>Accounts that are looked at at once.</summary>
    private const int Page = 200;

    /// <summary>Cuts the logs of all accounts of a bucket.</summary>
    public async Task CutAsync(short bucket, DateTimeOffset before, Pace pace, CancellationToken cancellationToken)
    {
        List<string> page;
        for (var last = ""; (page = await ReadNextAsync(bucket, last, cancellationToken)).Count > 0; last = page[^1])
        {
            var outdated = await FindOutdatedAsync(page, before, cancellationToken);
            if (outdated.Count > 0)
            {
                metrics.Removed("account_events", await transactions.WriteAsync((connection, ct) => connection.DeleteEntriesAsync(outdated, ct), cancellationToken));
            }

            await pace.RestAsync(cancellationToken);
        }
    }

    private async Task<List<string>> ReadNextAsync(short bucket, string last, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ReadNextAccountsAsync(bucket, last, Page, cancellationToken);
    }

    private async Task<List<(string AccountId, string Source, string MessageId)>> FindOutdatedAsync(List<string> page, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        List<(string, string, string)> outdated = [];
        await foreach (var entry in connection.FindOutdatedAsync(page, before, cancellationToken))
        {
            outdated.Add(entry);
        }

        return outdated;
    }
}
