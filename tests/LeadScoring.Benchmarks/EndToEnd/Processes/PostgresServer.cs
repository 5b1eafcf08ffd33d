using System.Globalization;
using LeadScoring.Api.Data;
using Npgsql;

namespace LeadScoring.Benchmarks.EndToEnd.Processes;

/// <summary>The service's own kind of server on disk, durable, with the memory of a server that has a machine to itself.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string StandInVariable = "LEADSCORING_PG_BIN";

    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "leadscoring-benchmark");

    private readonly EmbeddedPostgres _server;

    private PostgresServer(EmbeddedPostgres server) => _server = server;

    /// <summary>The process that started all others of the server.</summary>
    public int ProcessId => IdOf(_server);

    /// <summary>
    /// Everything that matters for durability is on, as by default. No checkpoint falls into a round, because the first change
    /// of a page after one writes the whole page: which contender pays for that would be chance.
    /// </summary>
    private static IEnumerable<string> Settings =>
    [
        $"shared_buffers={Math.Min(4_096, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 / 1_048_576).ToString(CultureInfo.InvariantCulture)}MB",
        "max_wal_size=32GB",
        "checkpoint_timeout=1d",
        "fsync=on",
        "synchronous_commit=on",
        "full_page_writes=on",
    ];

    /// <summary>Started twice: the first time makes the data files, and shows where the server program is.</summary>
    public static async Task<PostgresServer> StartAsync(CancellationToken cancellationToken)
    {
        string program;
        await using (var plain = await EmbeddedPostgres.StartAsync(Folder, cancellationToken))
        {
            program = File.ResolveLinkTarget($"/proc/{IdOf(plain).ToString(CultureInfo.InvariantCulture)}/exe", returnFinalTarget: true)!.FullName;
        }

        Environment.SetEnvironmentVariable(StandInVariable, StandInFor(program));
        return new PostgresServer(await EmbeddedPostgres.StartAsync(Folder, cancellationToken));
    }

    public Database Database(string name) => new(name, _server.ConnectionStringFor(name));

    /// <summary>Makes a database, in place of one that an interrupted run has left.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="template">The database to copy. Nobody may be connected to it.</param>
    /// <param name="cancellationToken">Cancels the copying.</param>
    public async Task<Database> CreateAsync(string name, string template, CancellationToken cancellationToken)
    {
        await DropAsync(name, cancellationToken);
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}", cancellationToken);
        return Database(name);
    }

    public Task DropAsync(string name, CancellationToken cancellationToken) => ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The server takes its settings on its command line, where the last word counts: a script in its place adds ours.</summary>
    private static string StandInFor(string program)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, "stand-in")).FullName;
        var script = Path.Combine(folder, "postgres");
        File.WriteAllText(script, $"#!/bin/sh\nexec '{program}' \"$@\" {string.Join(' ', Settings.Select(setting => "-c " + setting))}\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var initDb = Path.Combine(folder, "initdb");
        File.Delete(initDb);
        File.CreateSymbolicLink(initDb, Path.Combine(Path.GetDirectoryName(program)!, "initdb"));
        return folder;
    }

    private static int IdOf(EmbeddedPostgres server) =>
        int.Parse(File.ReadLines(Path.Combine(server.DataFolder!, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_server.AdminConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
