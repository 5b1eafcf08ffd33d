using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Data;

/// <summary>A service whose tables are of a newer release, while that is rolled out or after one went back to this release.</summary>
public sealed class NewerSchemaTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task A_service_goes_on_while_its_tables_are_migrated_to_a_newer_release_and_starts_with_them()
    {
        using var client = app.CreateClient();
        await WorksAsync(client);

        await NextRelease.MigrateAsync(app.Database.ConnectionString);

        await WorksAsync(client);
        await using var started = app.NewReplica(Given.Settings(("Database:MigrateOnStart", "true")));
        using var second = started.CreateClient();
        Assert.Equal("""{"ready":true,"reasons":[]}""", await second.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));
        await WorksAsync(second);
        await Recount.EverythingAddsUpAsync(app);
    }

    /// <summary>Several times, so that statements are prepared.</summary>
    private static async Task WorksAsync(HttpClient client)
    {
        for (var round = 0; round < 3; round++)
        {
            await EveryRoute.Requests().SucceedAsync(client);
            await client.SendAsync([.. Given.EagerHistory("vera"), .. Given.EagerHistory("ada")]);
        }
    }
}
