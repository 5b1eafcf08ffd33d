using LeadScoring.Api.Data;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
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

    [Fact]
    public async Task A_table_that_is_in_use_is_waited_for_while_others_go_on_with_it()
    {
        await using (var older = Open())
        {
            await older.GetService<IRelationalDatabaseCreator>().CreateAsync();
            await older.GetService<IMigrator>().MigrateAsync("Links");
        }

        // Somebody reads a table for long, which the migrations that are missing change.
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        List<string> done = [];
        Task migrated;
        await using (await connection.BeginTransactionAsync())
        {
            await new NpgsqlCommand("SELECT count(*) FROM leads", connection).ExecuteNonQueryAsync();
            await using var db = Open();
            migrated = Migrator.MigrateAsync(db, done.Add);
            await Eventually.IsTrueAsync(() => done.Exists(line => line.Contains("in use", StringComparison.Ordinal)), "it could not get the table");

            await using var other = new NpgsqlConnection(_database);
            await other.OpenAsync();
            await new NpgsqlCommand("SELECT count(*) FROM leads", other) { CommandTimeout = 4 }.ExecuteNonQueryAsync();
            Assert.False(migrated.IsCompleted);
            await new NpgsqlCommand("ROLLBACK", connection).ExecuteNonQueryAsync();
            await migrated;
        }

        await using var after = Open();
        Assert.Empty(await after.Database.GetPendingMigrationsAsync());
    }

    private LeadScoringDbContext Open() => new(new DbContextOptionsBuilder<LeadScoringDbContext>().UseNpgsql(_database).Options);
}
