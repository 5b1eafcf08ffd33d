using LeadScoring.Api.Data;
using LeadScoring.Api.Models.Backtests;
using LeadScoring.Api.Scoring;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.Retention;

/// <summary>
/// Cuts the logs of leads. What happened too long ago goes in the transaction that folds the lead afresh, so scores, digests and logs always
/// agree. Of attributes each identity keeps the last value it had when events began to be kept, and all later ones.
/// </summary>
internal sealed partial class LeadLogs(NpgsqlDataSource dataSource, Transactions transactions, LeadRescorer rescorer, RetentionMetrics metrics, IOptions<RetentionOptions> options, ILogger<LeadLogs> logger)
{
    /// <summary>Leads that are looked at at once.</summary>
    private const int Page = 200;

    /// <summary>Entries of one statement.</summary>
    private const int MostDeletedAtOnce = 1_000;

    /// <summary>Cuts the logs of all leads of a bucket. Whatever is interrupted goes on at the next round, which finds less to do.</summary>
    public async Task CutAsync(short bucket, DateTimeOffset before, Pace pace, CancellationToken cancellationToken)
    {
        List<TriedLead> page;
        for (var last = ""; (page = await QueryAsync(connection => connection.ReadNextLeadsAsync(bucket, last, Page, cancellationToken), cancellationToken)).Count > 0; last = page[^1].Key.LeadId)
        {
            await DeleteOutdatedAsync(page, before, cancellationToken);
            var old = await QueryAsync(connection => connection.FindOldAsync(page, before, cancellationToken), cancellationToken);
            foreach (var chunk in TriedChunks.Of(page.Where((_, place) => old.Contains(place)), options.Value.ChunkEvents))
            {
                await CutAsync([.. chunk.Select(lead => lead.Key)], before, cancellationToken);
                await pace.RestAsync(cancellationToken);
            }

            metrics.Removed("leads", await transactions.WriteAsync((connection, ct) => connection.DeleteEmptyLeadsAsync(bucket, page.Select(lead => lead.Key.LeadId), ct), cancellationToken));
            await pace.RestAsync(cancellationToken);
        }
    }

    /// <summary>By halves where that fails: a lead that cannot be read keeps nobody else's log long.</summary>
    private async Task CutAsync(LeadKey[] leads, DateTimeOffset before, CancellationToken cancellationToken)
    {
        try
        {
            metrics.Removed("events", await transactions.WriteAsync((connection, ct) => rescorer.CutAsync(connection, leads, before, ct), cancellationToken));
        }
        catch (Exception e) when (DatabaseFaults.IsOfTheRows(e))
        {
            if (leads.Length == 1)
            {
                LogFailed(e);
                metrics.Failed();
                return;
            }

            await CutAsync(leads[..(leads.Length / 2)], before, cancellationToken);
            await CutAsync(leads[(leads.Length / 2)..], before, cancellationToken);
        }
    }

    private async Task DeleteOutdatedAsync(List<TriedLead> page, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        List<(LeadKey, string, string)> outdated = [];
        await foreach (var entry in connection.FindOutdatedAsync([.. page.SelectMany(lead => lead.Identities)], before, cancellationToken))
        {
            outdated.Add(entry);
            if (outdated.Count == MostDeletedAtOnce)
            {
                await DeleteAsync(outdated, cancellationToken);
                outdated.Clear();
            }
        }

        await DeleteAsync(outdated, cancellationToken);
    }

    private async Task DeleteAsync(List<(LeadKey, string, string)> entries, CancellationToken cancellationToken)
    {
        if (entries.Count > 0)
        {
            metrics.Removed("events", await transactions.WriteAsync((connection, ct) => connection.DeleteEntriesAsync(entries, ct), cancellationToken));
        }
    }

    private async Task<T> QueryAsync<T>(Func<NpgsqlConnection, Task<T>> query, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await query(connection);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log of a lead could not be cut; the next round takes it up again")]
    private partial void LogFailed(Exception exception);
}
