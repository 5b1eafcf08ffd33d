using System.Diagnostics;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;
using Npgsql;

namespace LeadScoring.Api.Webhooks.FanOut;

/// <summary>
/// Scores the accounts of leads that have just crossed a line, where their people have news, before messages are made of the crossings: so these name
/// the champion and the likely buyer of now. Outside of any transaction, since a score takes locks of its own.
/// </summary>
internal sealed partial class AccountCatchUp(NpgsqlDataSource dataSource, AccountRescorer accounts, ILogger<AccountCatchUp> logger)
{
    /// <summary>Crossings that are looked at: those that messages are made of next.</summary>
    private const int MostCrossings = MessageMaker.MostCrossings;

    /// <summary>How long messages wait for that. Accounts that are left are named as they were scored last.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    public async Task BringUpToDateAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        foreach (var accountId in (await FindAsync(cancellationToken)).TakeWhile(_ => watch.Elapsed < Patience))
        {
            try
            {
                await accounts.RescoreAsync(accountId, cancellationToken);
            }
            catch (Exception e) when (DatabaseFaults.IsOfTheRows(e))
            {
                // The worker tries it, too, and counts it. The message goes out with what was known before.
                LogFailed(e);
            }
        }
    }

    private async Task<List<string>> FindAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var crossings = new NpgsqlCommand(
            $"""
            SELECT DISTINCT s.account_id FROM (
                SELECT t.bucket, t.lead_id FROM transitions t
                WHERE {FanOutStatements.IsAhead}
                ORDER BY t.position LIMIT {MostCrossings}) AS crossing
            JOIN lead_scores s ON s.bucket = crossing.bucket AND s.lead_id = crossing.lead_id
            WHERE s.account_id IS NOT NULL
            """, connection);
        var ids = await crossings.ReadIdsAsync(cancellationToken);
        if (ids.Count == 0)
        {
            return ids;
        }

        await using var noted = new NpgsqlCommand("SELECT DISTINCT d.account_id FROM unnest($1, $2) AS asked (bucket, account_id) JOIN due_accounts d USING (bucket, account_id)", connection);
        noted.AddKeys([.. ids.Select(id => new LeadKey(Bucket.Of(id), id))]);
        return await noted.ReadIdsAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An account could not be scored before messages about its leads were made")]
    private partial void LogFailed(Exception exception);
}
