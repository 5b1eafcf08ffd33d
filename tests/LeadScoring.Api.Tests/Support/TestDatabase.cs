using LeadScoring.Api.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeadScoring.Api.Tests.Support;

/// <summary>A migrated database for one test class, dropped after it.</summary>
public sealed class TestDatabase : IAsyncLifetime
{
    public string ConnectionString { get; private set; } = "";

    /// <summary>A database that somebody else makes and drops.</summary>
    internal static TestDatabase Of(string connectionString) => new() { ConnectionString = connectionString };

    public async Task InitializeAsync() => ConnectionString = await PostgresFixture.NewDatabaseAsync();

    public async Task DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(ConnectionString)) NpgsqlConnection.ClearPool(connection);
        await PostgresFixture.DropDatabaseAsync(ConnectionString);
    }

    /// <summary>Looks at the tables past the service.</summary>
    public LeadScoringDbContext OpenContext() =>
        new(new DbContextOptionsBuilder<LeadScoringDbContext>().UseNpgsql(ConnectionString).Options);
}
