using LeadScoring.Api.Data;
using LeadScoring.Api.Tests.Support;
using Npgsql;

namespace LeadScoring.Api.Tests.Accounts;

public sealed class AccountLockTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task A_lead_that_changes_its_account_does_not_hold_the_old_one_while_it_waits_for_the_new_one()
    {
        using var client = app.CreateClient();
        var (first, second) = (IdIn(0), IdIn(63));
        await client.PutAccountAsync(first, new { employees = 10 });
        await client.PutAccountAsync(second, new { employees = 120 });
        await client.PutLeadAsync("ada", new { accountId = second });

        Task moved;
        await using (var changing = new NpgsqlConnection(app.Database.ConnectionString))
        {
            await changing.OpenAsync();
            await changing.BeginTransactionAsync();
            // As a request with attributes of both does, in the order of their keys.
            await LockAsync(changing, first);
            moved = client.PutLeadAsync("ada", new { accountId = first });
            await app.Database.AreWaitingAsync(1, "the lead waits for its new account");
            await LockAsync(changing, second);
        }

        await moved;
        await Recount.EverythingAddsUpAsync(app);
    }

    private static async Task LockAsync(NpgsqlConnection connection, string account)
    {
        await using var command = new NpgsqlCommand("SELECT 1 FROM accounts WHERE bucket = $1 AND account_id = $2 FOR UPDATE NOWAIT", connection) { Parameters = { new() { Value = Bucket.Of(account) }, new() { Value = account } } };
        await command.ExecuteScalarAsync();
    }

    private static string IdIn(short bucket) => Enumerable.Range(0, 10_000).Select(i => "account" + i).First(id => Bucket.Of(id) == bucket);
}
