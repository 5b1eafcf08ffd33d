using LeadScoring.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LeadScoring.Api.Tests.Data;

/// <summary>Connections of which the driver believes that they hold prepared statements, and that do not, as after a batch that was cancelled in the middle.</summary>
public sealed class LostStatementTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    /// <summary>So often a statement is sent before it is prepared, at least.</summary>
    private const int Usual = 5;

    [Fact]
    public async Task Requests_are_answered_over_new_connections_when_old_ones_have_lost_their_statements()
    {
        using var client = app.CreateClient();
        for (var i = 0; i < Usual; i++)
        {
            await client.SendAsync(Given.Event("ada", i, "Signed In"));
            await client.GetScoreAsync("ada");
        }

        await LoseStatementsAsync(app.Services.GetRequiredService<NpgsqlDataSource>());

        await client.SendAsync(Given.Event("ada", Usual, "Signed In"));
        Assert.Equal("ada", (await client.GetScoreAsync("ada")).LeadId);
        Assert.Equal(Usual + 1, await app.Database.CountEventsAsync("ada"));
        await Recount.EverythingAddsUpAsync(app);
    }

    /// <summary>Of all connections of the pool but the one that watches for hangs: while these are taken no other one is idle.</summary>
    private static async Task LoseStatementsAsync(NpgsqlDataSource dataSource)
    {
        List<NpgsqlConnection> taken = [];
        for (var i = 0; i < 19; i++) taken.Add(await dataSource.OpenConnectionAsync());
        var lost = 0;
        foreach (var connection in taken)
        {
            await using var count = new NpgsqlCommand("SELECT count(*)::int FROM pg_prepared_statements", connection);
            lost += (int)(await count.ExecuteScalarAsync())!;
            await using var lose = new NpgsqlCommand("DEALLOCATE ALL", connection);
            await lose.ExecuteNonQueryAsync();
            await connection.DisposeAsync();
        }

        Assert.True(lost > 0);
    }
}
