using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Scoring;
using Npgsql;

namespace LeadScoring.Api.Accounts;

/// <summary>Reads an account's score, put together from its leads as of now. What is stored is only asked for what is memory.</summary>
internal sealed class AccountScoreReader(Transactions transactions, ModelCatalog catalog, TimeProvider clock)
{
    /// <summary>The score; null when neither attributes of the account nor a lead of it were ever received.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="modelKey">The model, in force; null: the primary one.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    public Task<AccountScoreResponse?> ReadAsync(string accountId, string? modelKey, CancellationToken cancellationToken) =>
        transactions.ReadAsync(
            async (connection, ct) =>
            {
                var (models, now) = (catalog.Snapshot, clock.GetUtcNow());
                var model = models.Listed(modelKey);
                if (await connection.ReadAccountAsync(accountId, models, model, now, ct) is not var (row, facts))
                {
                    return null;
                }

                return AccountScoreResponse.Of(row, facts, model, ScoringEngine.Evaluate(model.Model, facts.Facts, row.AsOf));
            },
            cancellationToken);

    /// <summary>The attributes; null when neither attributes of the account nor a lead of it were ever received.</summary>
    public Task<AccountResponse?> ReadAttributesAsync(string accountId, CancellationToken cancellationToken) =>
        transactions.ReadAsync(
            async (connection, ct) =>
            {
                var account = (await connection.ReadAccountsAsync([accountId], ct)).GetValueOrDefault(accountId);
                return account is null ? null : AccountResponse.Of(account);
            },
            cancellationToken);
}

/// <summary>How readers see accounts.</summary>
internal static class AccountReads
{
    /// <summary>An account as a writer would store it now, with what it is made of; null when nothing is known of it.</summary>
    public static async Task<(AccountScore Row, AccountFacts Facts)?> ReadAccountAsync(this NpgsqlConnection connection, string accountId, ModelSnapshot models, ActiveModel model, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var stored = await connection.ReadAccountScoresAsync(accountId, cancellationToken);
        var hasNews = (await connection.ReadNotesAsync(accountId, cancellationToken)).Length > 0;
        var facts = await connection.ReadAccountFactsAsync(models, accountId, [model], now, cancellationToken);
        if (stored.Count == 0 && facts.Account.Version == 0 && facts.People[model.Model.Key].Count == 0)
        {
            return null;
        }

        var (before, row, _) = AccountRescorer.Settle(stored, facts, models, model, now, hasNews);
        return (models.IsNews(before, row) ? row with { ChangedAt = now } : row, facts);
    }
}
