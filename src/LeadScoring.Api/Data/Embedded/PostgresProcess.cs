using System.Diagnostics;
using Npgsql;

namespace LeadScoring.Api.Data.Embedded;

/// <summary>One run of the server, from its start until it has ended.</summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    /// <summary>Recovery after a crash may replay up to max_wal_size.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);

    /// <summary>A stop writes what is in memory; after this the server is killed, and recovers at its next start.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ReadyPause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// $1: signal that stops the server. $2: folder to delete afterwards, or empty. The rest: the server's command.
    /// The watchdog reads a pipe whose other end we hold. When we end, however we end, it reads the end of file and
    /// stops the server. It and the server leave our terminal's process group (setsid), or ignore its signals:
    /// on Ctrl-C the service must finish its requests before the database goes.
    /// </summary>
    private const string Script =
        """
        signal=$1 scratch=$2
        shift 2
        exec 3<&0
        (
            trap '' INT QUIT TERM HUP
            cat <&3
            kill -s "$signal" $$
            if [ -n "$scratch" ]; then
                tries=100
                while [ -e "$scratch/data/postmaster.pid" ] && [ "$tries" -gt 0 ]; do sleep 0.1; tries=$((tries - 1)); done
                rm -rf "$scratch"
            fi
        ) >/dev/null 2>&1 &
        if command -v setsid >/dev/null 2>&1; then set -- setsid "$@"; fi
        exec "$@" 3<&- </dev/null
        """;

    private readonly Process _process;
    private readonly Task _ended;
    private readonly LastLines _log = new();

    private PostgresProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        process.OutputDataReceived += (_, line) => _log.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => _log.Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _ended = process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Stays the same from shell to server, as each replaces the one before (exec).</summary>
    public int Id { get; }

    /// <summary>Comes back when the server answers its first query.</summary>
    public static async Task<PostgresProcess> StartAsync(
        ClusterFolder folder, PostgresBinaries binaries, ServerUser user, CancellationToken cancellationToken)
    {
        // QUIT drops everything at once, INT cuts connections and writes a checkpoint.
        string[] arguments =
        [
            "-c", Script, "sh",
            folder.IsThrowAway ? "QUIT" : "INT", folder.IsThrowAway ? folder.Path : "",
            binaries.Server, .. ServerSettings.ArgumentsFor(folder),
        ];
        var start = Command.Describe("/bin/sh", arguments, user.Name);
        start.RedirectStandardInput = true;
        var process = new PostgresProcess(Process.Start(start)!);
        try
        {
            await process.WaitUntilReadyAsync(folder.ConnectionStringFor("postgres"), cancellationToken);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>True when the server has ended by itself; false when the token was cancelled first.</summary>
    public async Task<bool> EndedBeforeAsync(CancellationToken cancellationToken)
    {
        var cancelled = Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return await Task.WhenAny(_ended, cancelled) == _ended && !cancellationToken.IsCancellationRequested;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended.IsCompleted)
        {
            _process.StandardInput.Close();
            using var timeout = new CancellationTokenSource(StopTimeout);
            if (!await EndedBeforeAsync(timeout.Token)) _process.Kill();
            await _ended;
        }
        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(string connectionString, CancellationToken cancellationToken)
    {
        // Without a pool: a pooled connection would outlive the question.
        var question = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5 }.ConnectionString;
        for (var waited = Stopwatch.StartNew(); !await AnswersAsync(question, cancellationToken); await Task.Delay(ReadyPause, cancellationToken))
        {
            if (_ended.IsCompleted || waited.Elapsed > StartTimeout)
                throw new EmbeddedPostgresException("PostgreSQL did not start. Its last words:\n" + _log);
        }
    }

    private static async Task<bool> AnswersAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
