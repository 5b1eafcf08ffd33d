using LeadScoring.Api.Data;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeadScoring.Api.Tests.Data;

public sealed class MigratorTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>, IAsyncLifetime
{
    private string _database = "";

    public Task InitializeAsync()
    {
        var one = new NpgsqlConnectionStringBuilder(app.Database.ConnectionString) { Pooling = false };
        one.Database += "_empty";
        _database = one.ConnectionString;
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => PostgresFixture.DropDatabaseAsync(_database);

    [Fact]
    public async Task Replicas_that_start_at_once_on_an_empty_server_make_the_tables_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            await using var db = Open();
            await Migrator.MigrateAsync(db);
        }));

        await using var migrated = Open();
        Assert.Empty(await migrated.Database.GetPendingMigrationsAsync());
        Assert.Equal(0, await migrated.Events.CountAsync());
    }

    private LeadScoringDbContext Open() => new(new DbContextOptionsBuilder<LeadScoringDbContext>().UseNpgsql(_database).Options);
}
