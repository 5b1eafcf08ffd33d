using System.Net;
using System.Net.Http.Json;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeadScoring.Api.Tests.Events;

public sealed class LostDatabaseTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task A_database_that_goes_away_while_newer_models_are_loaded_is_no_fault_of_the_event()
    {
        await using var proxy = new DatabaseProxy(app.Database.ConnectionString);
        await using var replica = app.NewReplica(Given.Settings(("ConnectionStrings:LeadScoring", proxy.ConnectionString), ("Rescoring:Interval", "01:00:00")));
        using var client = replica.CreateClient();
        await client.SendAsync(Given.Event("ada", 0, "Signed Up"));
        await using var db = app.Database.OpenContext();
        await db.Database.ExecuteSqlAsync($"UPDATE lead_scores SET activation = activation + 1");

        var late = Given.Event("ada", 1, "Signed In");
        Task<HttpResponseMessage> sent;
        await using (await LockModelsAsync())
        {
            sent = client.PostAsJsonAsync(new Uri("/v1/events", UriKind.Relative), late);
            await app.Database.AreWaitingAsync(1, "the models are being loaded");
            await proxy.CutAsync();
        }

        using var answer = await sent;
        Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");

        proxy.Mend();
        await db.Database.ExecuteSqlAsync($"UPDATE lead_scores SET activation = activation - 1");
        Assert.Equal(1, (await client.SendAsync(late)).Accepted);
        await Recount.EverythingAddsUpAsync(app);
    }

    /// <summary>Nobody can read which model is in force until the connection is disposed of.</summary>
    private async Task<NpgsqlConnection> LockModelsAsync()
    {
        var connection = new NpgsqlConnection(app.Database.ConnectionString);
        await connection.OpenAsync();
        await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("LOCK TABLE model_activations IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
