using LeadScoring.Api.Data.Embedded;
using Npgsql;

namespace LeadScoring.Api.Data;

/// <summary>
/// A private PostgreSQL server owned by this process: made when its folder is empty, restarted when it dies,
/// stopped on dispose, and never left behind, however this process ends.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan RestartPause = TimeSpan.FromMilliseconds(500);

    private readonly ClusterFolder _folder;
    private readonly PostgresBinaries _binaries;
    private readonly ServerUser _user;
    private readonly CancellationTokenSource _stopping = new();
    private PostgresProcess _process;
    private Task _guard = Task.CompletedTask;

    private EmbeddedPostgres(ClusterFolder folder, PostgresBinaries binaries, ServerUser user, PostgresProcess process)
    {
        (_folder, _binaries, _user, _process) = (folder, binaries, user, process);
    }

    /// <summary>The folder that holds the database files; null for a throw-away server.</summary>
    public string? DataFolder => _folder.IsThrowAway ? null : _folder.Path;

    /// <summary>Reaches the maintenance database "postgres", from which others are created. Rarely used, so without a pool.</summary>
    public string AdminConnectionString =>
        new NpgsqlConnectionStringBuilder(ConnectionStringFor("postgres")) { Pooling = false }.ConnectionString;

    /// <summary>How often the server has died and was started again.</summary>
    internal int Restarts { get; private set; }

    /// <summary>The process id of the PostgreSQL server.</summary>
    internal int ServerProcessId => _process.Id;

    /// <summary>Starts a server whose data outlives it, below <paramref name="dataDirectory"/> (made when missing).</summary>
    public static Task<EmbeddedPostgres> StartAsync(string dataDirectory, CancellationToken cancellationToken = default) =>
        StartAsync(
            () => PostgresBinaries.ForDataInAsync(dataDirectory),
            (binaries, user) => ClusterFolder.OpenAsync(dataDirectory, binaries.Major, user, cancellationToken),
            cancellationToken);

    /// <summary>Starts a server without durability for tests and benchmarks; its folder is deleted when it stops.</summary>
    public static Task<EmbeddedPostgres> StartThrowAwayAsync(CancellationToken cancellationToken = default) =>
        StartAsync(PostgresBinaries.NewestAsync, (_, user) => ClusterFolder.CreateThrowAwayAsync(user, cancellationToken), cancellationToken);

    /// <summary>How to connect to one database of this server, over its Unix socket.</summary>
    public string ConnectionStringFor(string database) => _folder.ConnectionStringFor(database);

    /// <summary>Makes the database unless it is there, and answers how to connect to it.</summary>
    public async Task<string> EnsureDatabaseAsync(string database, CancellationToken cancellationToken = default)
    {
        await using var connection = new NpgsqlConnection(AdminConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
        find.Parameters.AddWithValue(database);
        if (await find.ExecuteScalarAsync(cancellationToken) is not null) return ConnectionStringFor(database);

        using var builder = new NpgsqlCommandBuilder();
        await using var create = new NpgsqlCommand("CREATE DATABASE " + builder.QuoteIdentifier(database), connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
        return ConnectionStringFor(database);
    }

    /// <summary>Stops the server. Its own connections are cut, what was committed stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _guard;
        await _process.DisposeAsync();
        await _folder.DisposeAsync();
        _stopping.Dispose();
    }

    private static async Task<EmbeddedPostgres> StartAsync(
        Func<Task<PostgresBinaries>> findBinaries,
        Func<PostgresBinaries, ServerUser, Task<ClusterFolder>> openFolder,
        CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            throw new EmbeddedPostgresException("There is no embedded PostgreSQL on Windows. Start a server and set ConnectionStrings__LeadScoring.");

        var user = ServerUser.Current();
        var binaries = await findBinaries();
        var folder = await openFolder(binaries, user);
        try
        {
            binaries = await binaries.ReachableByAsync(user, folder.Path, cancellationToken);
            await folder.InitializeAsync(binaries, cancellationToken);
            var process = await PostgresProcess.StartAsync(folder, binaries, user, cancellationToken);
            var server = new EmbeddedPostgres(folder, binaries, user, process);
            if (!folder.IsThrowAway) server._guard = server.KeepRunningAsync();
            return server;
        }
        catch
        {
            await folder.DisposeAsync();
            throw;
        }
    }

    /// <summary>A server that was killed (by hand, or for want of memory) recovers from its log, as after a power cut.</summary>
    private async Task KeepRunningAsync()
    {
        while (await _process.EndedBeforeAsync(_stopping.Token))
        {
            try
            {
                await Task.Delay(RestartPause, _stopping.Token);
                await _process.DisposeAsync();
                await _folder.WaitForPredecessorAsync(_stopping.Token);
                _process = await PostgresProcess.StartAsync(_folder, _binaries, _user, _stopping.Token);
                Restarts++;
            }
            catch (EmbeddedPostgresException failure)
            {
                await Console.Error.WriteLineAsync(failure.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
