using LeadScoring.Api.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
#if TESTCONTAINERS
using Testcontainers.PostgreSql;
#endif

namespace LeadScoring.Api.Tests.Support;

/// <summary>
/// One server for the whole run, with one migrated template database that each test class clones. The server is, in
/// this order: the one that LEADSCORING_TEST_DB names, a container if compiled in, a private throw-away process. None
/// of them is a failure, never a skip.
/// </summary>
public static class PostgresFixture
{
    private const string ServerVariable = "LEADSCORING_TEST_DB";

    /// <summary>Several runs may share one server.</summary>
    private static readonly string RunName = "leadscoring_test_" + Guid.NewGuid().ToString("N")[..8];

    /// <summary>Of one service: several run at once, and the server takes 100.</summary>
    private const int MostConnections = 20;

    private static readonly Lazy<Task<string>> Server = new(StartServerAsync);
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);
    private static int _count;

#if !TESTCONTAINERS
    // Held, or the garbage collector would close the lock and the pipe by which the server knows that this process lives.
    private static EmbeddedPostgres? _throwAway;
#endif

    /// <summary>Makes a migrated database of its own and answers how to connect to it.</summary>
    public static async Task<string> NewDatabaseAsync()
    {
        var template = await Template.Value;
        var name = $"{RunName}_{Interlocked.Increment(ref _count)}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}");
        return await ConnectionStringForAsync(name);
    }

    public static Task DropDatabaseAsync(string connectionString) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    private static async Task<string> MakeTemplateAsync()
    {
        var name = RunName + "_template";
        await ExecuteAsync("CREATE DATABASE " + name);
        // Without a pool, since a database with a connection cannot be cloned.
        var connectionString = new NpgsqlConnectionStringBuilder(await ConnectionStringForAsync(name)) { Pooling = false }.ConnectionString;
        await using var db = new LeadScoringDbContext(new DbContextOptionsBuilder<LeadScoringDbContext>().UseNpgsql(connectionString).Options);
        await Migrator.MigrateAsync(db);
        // A server that is not ours outlives the run.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => DropDatabaseAsync(connectionString).Wait(TimeSpan.FromSeconds(5));
        return name;
    }

    private static async Task<string> StartServerAsync()
    {
        if (Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } given) return given;
#if TESTCONTAINERS
        // Opt-in (-p:UseTestcontainers=true), not built in CI. Its own reaper removes the container after the run.
        var container = new PostgreSqlBuilder("postgres:17-alpine").Build();
        await container.StartAsync();
        return container.GetConnectionString();
#else
        // Never disposed: it stops, and its folder goes, when this process ends, be it by a crash.
        _throwAway = await EmbeddedPostgres.StartThrowAwayAsync();
        return _throwAway.ConnectionStringFor("postgres");
#endif
    }

    private static async Task<string> ConnectionStringForAsync(string database) =>
        new NpgsqlConnectionStringBuilder(await Server.Value) { Database = database, MaxPoolSize = MostConnections }.ConnectionString;

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(await Server.Value);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
