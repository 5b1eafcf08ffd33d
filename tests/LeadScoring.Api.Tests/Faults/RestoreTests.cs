using LeadScoring.Api.Tests.Privacy;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Webhooks;
using Npgsql;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>A service that begins on a copy of the data, as after a restore from a dump.</summary>
public sealed class RestoreTests() : WebhookTests(("Rescoring:Interval", "00:00:00.020"))
{
    [Fact]
    public async Task On_restored_data_scores_are_what_they_were_nothing_is_told_again_and_who_was_erased_stays_out()
    {
        await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Given.PerfectFitAsync(Client, "acme", "vera", "vince");
        await Client.SendAsync([.. Given.EagerHistory("vera"), .. Given.EagerHistory("vince"), .. Given.EagerHistory("gone")]);
        await Client.EraseAsync("gone");
        await Recount.EverythingAddsUpAsync(App);
        await Eventually.IsTrueAsync(async () => (await App.Database.DumpAsync()).Count(line => line.StartsWith("webhook_attempts:", StringComparison.Ordinal)) is > 0 and var tried && tried == Receiver.Messages.Count(IsOfOthers), "everything is told");
        var (score, told) = (await Client.GetComparableScoreAsync("vera"), Receiver.Messages.Count);

        var restored = new TestDatabase();
        await restored.InitializeAsync();
        await CopyAsync(App.Database.ConnectionString, restored.ConnectionString);
        await using (var elsewhere = new LeadScoringApp(restored, WebhookCalls.Settings()))
        {
            using var client = elsewhere.CreateClient();
            Assert.Equal(score, await client.GetComparableScoreAsync("vera"));
            Assert.Equal(1, (await client.SendAsync(Given.Event("gone", 3, "Signed In"))).Ignored);
            await client.SpikeAsync("new");
            await Eventually.IsTrueAsync(() => Receiver.Messages.Any(message => message.Body.Contains("\"leadId\":\"new\"", StringComparison.Ordinal)), "what is new is told");
            await Recount.EverythingAddsUpAsync(elsewhere);
        }

        Assert.All(Receiver.Messages.Skip(told), message => Assert.Contains("\"leadId\":\"new\"", message.Body, StringComparison.Ordinal));
        await restored.DisposeAsync();
    }

    /// <summary>Of what was told about who was erased no attempt is kept.</summary>
    private static bool IsOfOthers(ReceivedMessage message) => !message.Body.Contains("\"leadId\":\"gone\"", StringComparison.Ordinal);

    /// <summary>What <c>pg_dump</c> and <c>pg_restore</c> do, for machines that have neither: the rows of all tables, as text.</summary>
    private static async Task CopyAsync(string from, string to)
    {
        await using var source = new NpgsqlConnection(from);
        await using var target = new NpgsqlConnection(to);
        await source.OpenAsync();
        await target.OpenAsync();
        // In any order: keys of other tables are right when all are there.
        await ExecuteAsync(target, "SET session_replication_role = replica");
        var tables = await TablesAsync(source);
        await ExecuteAsync(target, $"TRUNCATE {string.Join(", ", tables.Select(table => $"\"{table.Table}\""))}");
        foreach (var (table, columns) in tables)
        {
            using var rows = await source.BeginTextExportAsync($"COPY \"{table}\" ({columns}) TO STDOUT");
            await using var copy = await target.BeginTextImportAsync($"COPY \"{table}\" ({columns}) FROM STDIN");
            await copy.WriteAsync(await rows.ReadToEndAsync());
        }
    }

    private static async Task<List<(string Table, string Columns)>> TablesAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns
            WHERE table_schema = 'public' AND is_generated = 'NEVER' GROUP BY table_name
            """, connection);
        List<(string, string)> tables = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) tables.Add((reader.GetString(0), reader.GetString(1)));
        return tables;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
