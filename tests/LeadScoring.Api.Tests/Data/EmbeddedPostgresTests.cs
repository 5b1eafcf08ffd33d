using System.Diagnostics;
using System.Globalization;
using LeadScoring.Api.Data;
using LeadScoring.Api.Data.Embedded;
using LeadScoring.Api.Secrets;
using LeadScoring.Api.Tests.Support;
using Npgsql;

namespace LeadScoring.Api.Tests.Data;

public sealed class EmbeddedPostgresTests : IAsyncLifetime
{
    // In a folder of the temp folder that the server's user can enter, though it does not own it.
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "leadscoring-test-" + Path.GetRandomFileName());

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (!Directory.Exists(_directory)) return;

        // A service that a test has killed leaves its server a moment to stop.
        await Eventually.IsTrueAsync(() => !IsServerRunning(), "The server has stopped.");
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Data_outlive_the_server()
    {
        await using (var first = await EmbeddedPostgres.StartAsync(_directory))
        {
            await first.EnsureDatabaseAsync("shop");
            await ExecuteAsync(first, "shop", "CREATE TABLE sold AS SELECT 42 AS pieces");
        }
        Assert.False(IsServerRunning());

        await using var second = await EmbeddedPostgres.StartAsync(_directory);
        await second.EnsureDatabaseAsync("shop");
        Assert.Equal(42, await ExecuteAsync(second, "shop", "SELECT pieces FROM sold"));
    }

    [Fact]
    public async Task A_throw_away_server_leaves_nothing()
    {
        string socket;
        await using (var server = await EmbeddedPostgres.StartThrowAwayAsync())
        {
            socket = new NpgsqlConnectionStringBuilder(server.AdminConnectionString).Host!;
            Assert.Null(server.DataFolder);
            Assert.Equal("off", await ExecuteAsync(server, "postgres", "SHOW fsync"));
        }
        Assert.False(Directory.Exists(socket));
    }

    [Fact]
    public async Task A_server_that_is_killed_comes_back_with_its_data()
    {
        await using var server = await EmbeddedPostgres.StartAsync(_directory);
        await ExecuteAsync(server, "postgres", "CREATE TABLE sold AS SELECT 42 AS pieces");

        using (var process = Process.GetProcessById(server.ServerProcessId)) process.Kill();

        await Eventually.PassesAsync(async () => Assert.Equal(42, await ExecuteAsync(server, "postgres", "SELECT pieces FROM sold")));
    }

    [Fact]
    public async Task A_second_owner_is_told_who_has_the_folder()
    {
        await using var first = await EmbeddedPostgres.StartAsync(_directory);

        var problem = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(_directory));

        Assert.StartsWith("Another LeadScoring service is running on " + _directory, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_of_another_major_version_are_not_passed_over()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "postgres-9", "data"));

        var problem = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(_directory));

        Assert.Contains("holds data of PostgreSQL 9", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_file_that_names_another_program_is_stale()
    {
        string dataFolder;
        await using (var first = await EmbeddedPostgres.StartAsync(_directory)) dataFolder = first.DataFolder!;
        // This test's own process took over the number of the server that was there before the power cut.
        var ours = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(Path.Combine(dataFolder, "data", "postmaster.pid"), $"{ours}\n{dataFolder}/data\n");

        await using var second = await EmbeddedPostgres.StartAsync(_directory);

        Assert.Equal(1, await ExecuteAsync(second, "postgres", "SELECT 1"));
    }

    [Fact]
    public async Task A_path_that_is_too_long_for_a_socket_works()
    {
        var deep = Path.Combine(_directory, new string('d', 100));

        await using var server = await EmbeddedPostgres.StartAsync(deep);

        Assert.Equal(1, await ExecuteAsync(server, "postgres", "SELECT 1"));
    }

    [Fact]
    public async Task Killing_the_service_leaves_no_server_and_loses_no_data()
    {
        using (var service = await ServiceProcess.StartAsync(_directory))
        {
            Assert.True(IsServerRunning());
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_directory, SecretKeyFile.Name)));
            await service.KillAsync();
        }
        await Eventually.IsTrueAsync(() => !IsServerRunning(), "the server ends with its owner");

        await using var next = await EmbeddedPostgres.StartAsync(_directory);
        Assert.Equal(1L, await ExecuteAsync(next, "postgres", "SELECT count(*) FROM pg_database WHERE datname = 'leadscoring'"));
    }

    [Fact]
    public async Task The_next_service_starts_at_once_after_a_kill()
    {
        using (var killed = await ServiceProcess.StartAsync(_directory)) await killed.KillAsync();

        using var next = await ServiceProcess.StartAsync(_directory);

        Assert.True(IsServerRunning());
        Assert.Equal(0, await next.TerminateAsync());
    }

    [Fact]
    public async Task Sigterm_stops_the_service_and_its_server()
    {
        using var service = await ServiceProcess.StartAsync(_directory);

        Assert.Equal(0, await service.TerminateAsync());

        Assert.False(IsServerRunning());
    }

    [Fact]
    public async Task A_second_service_on_the_same_data_says_so_and_ends()
    {
        using var first = await ServiceProcess.StartAsync(_directory);

        var (exitCode, error) = await ServiceProcess.RunAsync(_directory);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("Another LeadScoring service is running on", error, StringComparison.Ordinal);
    }

    /// <summary>The server removes its lock file as the last thing it does.</summary>
    private bool IsServerRunning() => Directory.EnumerateFiles(_directory, "postmaster.pid", SearchOption.AllDirectories).Any();

    private static async Task<object?> ExecuteAsync(EmbeddedPostgres server, string database, string sql)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionStringFor(database)) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
