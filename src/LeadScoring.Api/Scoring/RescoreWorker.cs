using LeadScoring.Api.Accounts;
using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.Scoring;

/// <summary>
/// Scores whatever has become due: decay, windows that close, a new model, changed firmographics are all the same to it. What is
/// due is written in the rows, so any number of replicas share the work, and a crash needs no repair.
/// </summary>
internal sealed partial class RescoreWorker(
    NpgsqlDataSource dataSource,
    Transactions transactions,
    LeadRescorer rescorer,
    AccountRescorer accounts,
    ModelBackfill backfill,
    RescoreMetrics metrics,
    ModelCatalog models,
    RescoreSignal signal,
    TimeProvider clock,
    IOptions<RescoringOptions> options,
    ILogger<RescoreWorker> logger) : BackgroundService
{
    /// <summary>Accounts looked at before due leads are looked for again.</summary>
    private const int MostAccounts = 50;

    /// <summary>How long logs are folded for a model that waits before what is due is looked for again.</summary>
    private static readonly TimeSpan BackfillPatience = TimeSpan.FromSeconds(1);

    /// <summary>Milliseconds: to count what is due takes longer than to find the oldest.</summary>
    private const int BetweenCounts = 1_000;

    private readonly SetAside<LeadKey> _leadsAside = new(clock);
    private readonly SetAside<string> _accountsAside = new(clock);
    private long _nextCount;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await (options.Value.Enabled ? RunRoundAsync(stoppingToken) : models.RefreshAsync(stoppingToken));
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, the database or one lead's row: it must not end the service, which takes events meanwhile.
                LogFailed(e);
                metrics.Failed();
            }

            await signal.WaitAsync(options.Value.Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Scores all that is due now, and folds logs for a model that waits.</summary>
    public async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        bool hasMore;
        do
        {
            await models.RefreshAsync(cancellationToken);
            hasMore = await backfill.RunAsync(BackfillPatience, cancellationToken);
            await ScoreLeadsAsync(cancellationToken);
            await ScoreAccountsAsync(cancellationToken);
            await MeasureLagAsync(cancellationToken);
        }
        while (hasMore);
    }

    /// <summary>Scores leads until none is due, chunk by chunk.</summary>
    private async Task ScoreLeadsAsync(CancellationToken cancellationToken)
    {
        int scored;
        do
        {
            await MeasureLagAsync(cancellationToken);
            scored = await ScoreDueAsync(cancellationToken) + await ScoreMembersAsync(cancellationToken);
        }
        while (scored > 0);
    }

    private async Task<int> ScoreDueAsync(CancellationToken cancellationToken) => await ScoreAsync(
        await QueryAsync(connection => connection.FindDueAsync(clock.GetUtcNow(), models.Snapshot.Current.Activation, _leadsAside.Resting, options.Value.Chunk, cancellationToken), cancellationToken), cancellationToken);

    /// <summary>What is still due after a round waits for a lock, or has just failed.</summary>
    private async Task MeasureLagAsync(CancellationToken cancellationToken)
    {
        var (now, activation) = (clock.GetUtcNow(), models.Snapshot.Current.Activation);
        metrics.IsDueSince(await QueryAsync(connection => connection.ReadOldestDueAsync(now, activation, _leadsAside.Resting, _accountsAside.Resting, cancellationToken), cancellationToken));
        metrics.AreAside(_leadsAside.Count, _accountsAside.Count);
        if (Environment.TickCount64 >= _nextCount)
        {
            _nextCount = Environment.TickCount64 + BetweenCounts;
            var (leads, accounts) = await QueryAsync(connection => connection.CountDueAsync(now, activation, cancellationToken), cancellationToken);
            metrics.AreDue(leads, accounts);
        }
    }

    /// <summary>
    /// Scores the accounts that are due, each once a round: one whose people are busy is due again at once, and to put it together from
    /// thousands of leads takes its time. Leads that become due meanwhile do not wait for all of them.
    /// </summary>
    private async Task ScoreAccountsAsync(CancellationToken cancellationToken)
    {
        string? last = null;
        List<string> due;
        do
        {
            due = await QueryAsync(connection => connection.FindNotedAccountsAsync(last, MostAccounts, cancellationToken), cancellationToken);
            await ScoreAccountsAsync(due, cancellationToken);
            last = due.Count > 0 ? due[^1] : null;
        }
        while (due.Count > 0);

        HashSet<string> tried = new(StringComparer.Ordinal);
        do
        {
            due = await QueryAsync(connection => connection.FindDueAccountsAsync(clock.GetUtcNow(), models.Snapshot.Current.Activation, _accountsAside.Resting, MostAccounts, cancellationToken), cancellationToken);
            due.RemoveAll(accountId => !tried.Add(accountId));
            await ScoreAccountsAsync(due, cancellationToken);
        }
        while (due.Count > 0);
    }

    private async Task ScoreAccountsAsync(List<string> due, CancellationToken cancellationToken)
    {
        foreach (var accountId in due.Except(_accountsAside.Resting, StringComparer.Ordinal))
        {
            try
            {
                if (await accounts.RescoreAsync(accountId, cancellationToken))
                {
                    metrics.ScoredAccount();
                }

                _accountsAside.Succeeded([accountId]);
            }
            catch (Exception e) when (DatabaseFaults.IsOfTheRows(e))
            {
                // One account that cannot be put together or written keeps nobody else waiting.
                NoteFailure(e, _accountsAside.Failed(accountId), TransitionMetrics.Account);
            }
        }

        if (due.Count > 0)
        {
            await ScoreLeadsAsync(cancellationToken);
        }
    }

    private async Task<T> QueryAsync<T>(Func<NpgsqlConnection, Task<T>> query, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await query(connection);
    }

    /// <summary>Scores leads whose account has changed.</summary>
    private async Task<int> ScoreMembersAsync(CancellationToken cancellationToken)
    {
        var scored = 0;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        foreach (var (accountId, version) in await connection.FindUnsettledAccountsAsync(MostAccounts, cancellationToken))
        {
            var behind = await connection.FindBehindAccountAsync(accountId, version, options.Value.Chunk, cancellationToken);
            if (behind.Count == 0)
            {
                await connection.SettleAccountAsync(accountId, version, cancellationToken);
            }

            scored += await ScoreAsync(behind, cancellationToken);
        }

        return scored;
    }

    /// <summary>
    /// Scores a chunk in one transaction, by halves where that fails or takes too long: a lead whose row cannot be read or written
    /// keeps nobody else waiting.
    /// </summary>
    private async Task<int> ScoreAsync(List<LeadKey> leads, CancellationToken cancellationToken)
    {
        try
        {
            leads = [.. leads.Except(_leadsAside.Resting)];
            var scored = leads.Count == 0 ? 0 : await transactions.WriteAsync((connection, ct) => rescorer.RefreshAsync(connection, leads, waits: false, ct), cancellationToken);
            metrics.ScoredLeads(scored);
            _leadsAside.Succeeded(leads);
            return scored;
        }
        catch (Exception e) when (DatabaseFaults.IsOfTheRows(e))
        {
            NoteFailure(e, leads is [var alone] && _leadsAside.Failed(alone), TransitionMetrics.Lead);
            return leads.Count == 1 ? 0 : await ScoreAsync(leads[..(leads.Count / 2)], cancellationToken) + await ScoreAsync(leads[(leads.Count / 2)..], cancellationToken);
        }
    }

    private void NoteFailure(Exception exception, bool isSetAside, string subject)
    {
        metrics.Failed();
        if (isSetAside)
        {
            LogSetAside(exception, subject, SetAside<LeadKey>.Tries, SetAside<LeadKey>.Rest);
        }
        else
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Subject} cannot be scored, its row or its log is damaged: after {Tries} tries it is set aside, and tried again after {Rest}")]
    private partial void LogSetAside(Exception exception, string subject, int tries, TimeSpan rest);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rescoring failed; the next round takes it up again")]
    private partial void LogFailed(Exception exception);
}
