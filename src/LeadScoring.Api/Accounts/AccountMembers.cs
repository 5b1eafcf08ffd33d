using LeadScoring.Api.Leads;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using Npgsql;

namespace LeadScoring.Api.Accounts;

/// <summary>Puts an account together from its leads: one after the other, so that it takes no more memory for 10,000 than for one.</summary>
internal static class AccountMembers
{
    /// <summary>People whose logs are read by one statement; one log at a time is in memory.</summary>
    private const int MostFoldedAtOnce = 200;

    /// <summary>What an account is made of now.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="models">The models.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="wanted">The models that people are wanted for.</param>
    /// <param name="asOf">The moment that activity is counted back from.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    public static async Task<AccountFacts> ReadAccountFactsAsync(
        this NpgsqlConnection connection, ModelSnapshot models, string accountId, IEnumerable<ActiveModel> wanted, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var account = (await connection.ReadAccountsAsync([accountId], cancellationToken)).GetValueOrDefault(accountId) ?? new AccountRecord(accountId, 0, new Attributes());
        var merger = new DigestMerger(models.Layout);
        // The primary one says in how many departments they are.
        var people = wanted.Append(models.Current).Distinct().ToDictionary(model => model.Model.Key, model => new AccountPeople(model.Model, asOf), StringComparer.Ordinal);
        var loader = new LeadLoader(models, connection);
        DateTimeOffset? firstSignUp = null;
        List<LeadRow> outdated = [];
        await foreach (var row in ReadMembersAsync(connection, accountId, cancellationToken))
        {
            if (loader.Decode(row) is { } digest)
            {
                Add(row, digest);
            }
            else
            {
                // Of an older signal generation: folded from the log, which takes the connection.
                outdated.Add(row);
            }
        }

        foreach (var rows in outdated.Chunk(MostFoldedAtOnce))
        {
            var digests = await loader.FoldLogsAsync(rows, cancellationToken);
            Array.ForEach(rows, row => Add(row, digests[row.Key]));
        }

        return new AccountFacts(account, new LeadFacts(LeadProfile.OfAccount(account.Attributes, firstSignUp, people[models.Current.Model.Key].Departments), merger.Merged), people);

        void Add(LeadRow row, Digest digest)
        {
            var attributes = AttributesJson.Read(row.Attributes);
            merger.Add(digest);
            var facts = new LeadFacts(new LeadProfile(attributes, account.Attributes), digest);
            foreach (var each in people.Values)
            {
                each.Add(Identity.FromKey(row.Key.LeadId), facts);
            }

            firstSignUp = LeadProfile.SignUpOf(attributes) is { } signUp && !(signUp >= firstSignUp) ? signUp : firstSignUp;
        }
    }

    private static async IAsyncEnumerable<LeadRow> ReadMembersAsync(NpgsqlConnection connection, string accountId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A lead may have the row of an older model besides. The account's leads are spread over all buckets, like lists.
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {LeadStatements.Columns}
            FROM (SELECT DISTINCT bucket, lead_id FROM lead_scores WHERE account_id = $1) AS member JOIN leads l USING (bucket, lead_id)
            """, connection)
        {
            Parameters = { new() { Value = accountId } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return LeadStatements.ReadLead(reader);
        }
    }
}

/// <summary>What an account is made of.</summary>
/// <param name="Account">Its attributes and their version.</param>
/// <param name="Facts">What the engine sees.</param>
/// <param name="People">Who its people are, by the key of each model that was asked for.</param>
internal sealed record AccountFacts(AccountRecord Account, LeadFacts Facts, IReadOnlyDictionary<string, AccountPeople> People);
