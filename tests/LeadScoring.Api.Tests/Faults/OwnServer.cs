using System.Diagnostics;
using System.Globalization;
using LeadScoring.Api.Data;
using LeadScoring.Api.Data.Embedded;
using LeadScoring.Api.Tests.Support;
using Npgsql;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>A PostgreSQL that keeps what it has committed, which the server of all other tests does not, and that may be stopped.</summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Recovery takes a fraction of a second here; only something broken uses this up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly EmbeddedPostgres _server;
    private readonly string _folder;

    private OwnServer(EmbeddedPostgres server, string folder, TestDatabase database) => (_server, _folder, Database) = (server, folder, database);

    public TestDatabase Database { get; }

    public static Task<OwnServer> StartAsync() => StartAsync(Path.GetTempPath());

    /// <param name="disk">The folder that its data lie below.</param>
    public static async Task<OwnServer> StartAsync(string disk)
    {
        var folder = Path.Combine(disk, "leadscoring-test-" + Path.GetRandomFileName());
        var server = await EmbeddedPostgres.StartAsync(folder);
        return new OwnServer(server, folder, TestDatabase.Of(await server.EnsureDatabaseAsync("leadscoring")));
    }

    /// <summary>
    /// Stops the server as <c>pg_ctl stop -m immediate</c> does, without a word to its clients and without a checkpoint. It is started
    /// again at once and recovers from its log.
    /// </summary>
    /// <returns>When it answered again, in ticks of <see cref="Stopwatch"/>.</returns>
    public async Task<long> StopAtOnceAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var postmaster = Process.GetProcessById(_server.ServerProcessId);
        await Command.RunAsync("kill", ["-QUIT", postmaster.Id.ToString(CultureInfo.InvariantCulture)], user: null, CancellationToken.None);
        await postmaster.WaitForExitAsync(deadline.Token);
        while (!await AnswersAsync()) await Task.Delay(Pause, deadline.Token);
        return Stopwatch.GetTimestamp();
    }

    /// <summary>SIGSTOP to all processes of the server: connections stay, new ones are not refused, and nobody answers.</summary>
    public Task FreezeAsync() => SignalAllAsync("-STOP");

    /// <summary>Takes <see cref="FreezeAsync"/> back.</summary>
    public Task ThawAsync() => SignalAllAsync("-CONT");

    /// <summary>As the superuser, and past whatever the service goes through.</summary>
    public async Task ExecuteAsync(string sql)
    {
        var settings = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Pooling = false, Options = "-c default_transaction_read_only=off" };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>What an administrator does who closes all connections of a role: 57P01.</summary>
    public Task CloseConnectionsAsync(string role) => ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The first one first: it must not make others meanwhile.</summary>
    private async Task SignalAllAsync(string signal)
    {
        var server = _server.ServerProcessId.ToString(CultureInfo.InvariantCulture);
        await Command.RunAsync("kill", [signal, server], user: null, CancellationToken.None);
        var all = await Command.RunAsync("ps", ["-A", "-o", "ppid=,pid="], user: null, CancellationToken.None);
        string[] children = [.. all.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(each => each is [var parent, _] && parent == server).Select(each => each[1])];
        // One that has just ended is no failure.
        if (children.Length > 0) await Command.TryAsync("kill", [signal, .. children], user: null, CancellationToken.None);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(_server.AdminConnectionString);
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
