using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Domain.Scoring;
using Npgsql;

namespace LeadScoring.Api.Accounts;

/// <summary>Reads an account's score, put together from its leads as of now. What is stored is only asked for what is memory.</summary>
internal sealed class AccountScoreReader(Transactions transactions, ModelCatalog catalog, TimeProvider clock)
{
    /// <summary>The score; null when neither attributes of the account nor a lead of it were ever received.</summary>
    public Task<AccountScoreResponse?> ReadAsync(string accountId, CancellationToken cancellationToken) =>
        transactions.ReadAsync(
            async (connection, ct) =>
            {
                var (models, now) = (catalog.Snapshot, clock.GetUtcNow());
                if (await connection.ReadAccountAsync(accountId, models, now, ct) is not var (row, facts))
                {
                    return null;
                }

                return AccountScoreResponse.Of(row, facts, models.Current, ScoringEngine.Evaluate(models.Current.Model, facts.Facts, row.AsOf));
            },
            cancellationToken);
}

/// <summary>How readers see accounts.</summary>
internal static class AccountReads
{
    /// <summary>An account as a writer would store it now, with what it is made of; null when nothing is known of it.</summary>
    public static async Task<(AccountScore Row, AccountFacts Facts)?> ReadAccountAsync(this NpgsqlConnection connection, string accountId, ModelSnapshot models, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var stored = await connection.ReadAccountScoreAsync(accountId, cancellationToken);
        var hasNews = (await connection.ReadNotesAsync(accountId, cancellationToken)).Length > 0;
        var facts = await connection.ReadAccountFactsAsync(models, accountId, now, cancellationToken);
        if (stored is null && facts is { Account.Version: 0, People.Count: 0 })
        {
            return null;
        }

        var row = AccountRescorer.Settle(stored, facts, models, now, hasNews).Row;
        return (stored is not null && stored.SaysTheSameAs(row) ? row : row with { ChangedAt = now }, facts);
    }
}
