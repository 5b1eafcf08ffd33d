using System.Net.Http.Json;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Tests.Leads;

/// <summary>What the index of email addresses may not cost: nearly every event rewrites its lead's row.</summary>
public sealed class LeadEmailIndexTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    /// <summary>Few enough for the room that is left in a page.</summary>
    private const long Updates = 3;

    [Theory]
    [InlineData("plain")]
    [InlineData("mailed", "mailed@customer.example")]
    // Beyond 2 kB a row's values move out of it: then only their place is compared.
    [InlineData("stored-apart", "apart@customer.example", 8_000)]
    public async Task A_new_digest_is_written_in_place_and_touches_no_index(string lead, string? email = null, int notes = 0)
    {
        using var client = app.CreateClient();
        await client.SendAsync(Given.NeutralEvent(lead, 1));
        if (email is not null) await client.PutLeadAsync(lead, new { email, traits = new { notes = RandomText(notes) } });
        await using var connection = new NpgsqlConnection(app.Database.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        var before = await CountAsync(connection);

        for (byte i = 1; i <= Updates; i++) await UpdateAsync(connection, new LeadState(LeadKey.Of(Identity.User(lead)), null, [1, 2, i], i));
        var after = await CountAsync(connection);
        await UpdateAsync(connection, new LeadState(LeadKey.Of(Identity.User(lead)), "{}", [1, 2, 3], 4));
        var cleared = await CountAsync(connection);

        Assert.Equal((Updates, Updates), (after.All - before.All, after.InPlace - before.InPlace));
        // Other attributes may be another address.
        Assert.Equal((1, email is null ? 1 : 0), (cleared.All - after.All, cleared.InPlace - after.InPlace));
    }

    [Fact]
    public async Task An_address_of_any_length_can_be_stored_and_is_not_mistaken_for_another()
    {
        using var client = app.CreateClient();
        var text = RandomText(8_000);
        foreach (var (lead, email) in ((string, string)[])[("long", text + "@a.example"), ("longer", text + "@b.example")])
        {
            using var answer = await client.PostAsync(new Uri("/v1/batch", UriKind.Relative), JsonContent.Create(new { batch = new[] { new { type = "identify", messageId = lead, userId = lead, traits = new { email } } } }));
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        Assert.Empty((await client.ListAsync("email=" + text[..300])).Items);
    }

    /// <summary>A text that cannot be compressed.</summary>
    private static string RandomText(int length)
    {
        var random = new Random(7);
        return string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next('a', 'z' + 1)));
    }

    private static async Task UpdateAsync(NpgsqlConnection connection, LeadState lead)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { LeadStatements.UpdateLeads([lead]) } };
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>What this connection has written of leads and not reported yet: each one counts for itself.</summary>
    private static async Task<(long All, long InPlace)> CountAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables WHERE relname = 'leads'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
