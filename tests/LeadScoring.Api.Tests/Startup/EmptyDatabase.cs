using LeadScoring.Api.Data;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace LeadScoring.Api.Tests.Startup;

/// <summary>A database that does not exist yet, or is of an older version.</summary>
internal sealed class EmptyDatabase : IAsyncDisposable
{
    private EmptyDatabase(string connectionString) => ConnectionString = connectionString;

    public string ConnectionString { get; }

    /// <summary>As a setting for a process.</summary>
    public string Argument => "--ConnectionStrings:LeadScoring=" + ConnectionString;

    /// <summary>Only a name that nobody else has.</summary>
    public static async Task<EmptyDatabase> NewAsync()
    {
        var used = await PostgresFixture.NewDatabaseAsync();
        await PostgresFixture.DropDatabaseAsync(used);
        return new EmptyDatabase(new NpgsqlConnectionStringBuilder(used) { MaxPoolSize = 10 }.ConnectionString);
    }

    /// <summary>Makes it, with the tables that a version had after this migration.</summary>
    public async Task MakeOlderAsync(string migration)
    {
        await using var db = OpenContext();
        await db.GetService<IRelationalDatabaseCreator>().CreateAsync();
        await db.GetService<IMigrator>().MigrateAsync(migration);
    }

    /// <summary>Each migration once, and tables as all other tests have them.</summary>
    public async Task IsUpToDateAsync()
    {
        var reference = await PostgresFixture.NewDatabaseAsync();
        try
        {
            Assert.Equal(Schema.Migrations, await ReadAsync(ConnectionString, "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\" ORDER BY 1"));
            const string Columns = "SELECT concat_ws(' ', table_name, ordinal_position, column_name, data_type, is_nullable, column_default) FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1";
            Assert.Equal(await ReadAsync(reference, Columns), await ReadAsync(ConnectionString, Columns));
        }
        finally
        {
            await PostgresFixture.DropDatabaseAsync(reference);
        }
    }

    public LeadScoringDbContext OpenContext() =>
        new(new DbContextOptionsBuilder<LeadScoringDbContext>().UseNpgsql(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString).Options);

    public async ValueTask DisposeAsync() => await PostgresFixture.DropDatabaseAsync(ConnectionString);

    private static async Task<List<string>> ReadAsync(string connectionString, string query)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }
}
