using LeadScoring.Api.Tests.Support;
using Npgsql;

namespace LeadScoring.Api.Tests.Data;

/// <summary>A service whose tables are of a newer release, while that is rolled out or after one went back to this release.</summary>
public sealed class NewerSchemaTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task A_service_goes_on_while_its_tables_are_migrated_to_a_newer_release_and_starts_with_them()
    {
        using var client = app.CreateClient();
        await WorksAsync(client);

        await MigrateToNextReleaseAsync();

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

    /// <summary>What migrations may do: columns of every kind that is allowed in every table, an index, a table.</summary>
    private async Task MigrateToNextReleaseAsync()
    {
        await using var connection = new NpgsqlConnection(app.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            DO $$
            DECLARE name text;
            BEGIN
                FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\_\_EF%' LOOP
                    EXECUTE format('ALTER TABLE %I ADD COLUMN of_the_next_release text, ADD COLUMN counted_by_it integer NOT NULL DEFAULT 7', name);
                    EXECUTE format('CREATE INDEX ON %I (counted_by_it)', name);
                END LOOP;
            END $$;
            CREATE TABLE of_the_next_release (id bigint PRIMARY KEY);
            INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('99990101000000_OfTheNextRelease', '99.0.0');
            """, connection);
        await command.ExecuteNonQueryAsync();
    }
}
