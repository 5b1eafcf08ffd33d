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

    public static async Task<OwnServer> StartAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), "leadscoring-test-" + Path.GetRandomFileName());
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

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
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
