using System.Globalization;
using System.Text;
using Npgsql;

namespace LeadScoring.Api.Data.Embedded;

/// <summary>The folder of one server: its data files, its socket, and the lock that says who owns it.</summary>
internal sealed class ClusterFolder : IAsyncDisposable
{
    /// <summary>Part of the socket's file name; there is no TCP port.</summary>
    public const string SocketNumber = "5432";

    private const string Prefix = "postgres-";
    private const string Superuser = "leadscoring";

    /// <summary>Bytes. The system allows 103 (macOS) to 107 for the whole path; "/.s.PGSQL.5432" takes 14 of them.</summary>
    private const int LongestSocketFolder = 89;

    private readonly ServerUser _user;
    private readonly FolderLock? _lock;
    private readonly ScratchFolder? _scratch;

    private ClusterFolder(string path, ServerUser user, FolderLock? folderLock, ScratchFolder? scratch)
    {
        (Path, _user, _lock, _scratch) = (path, user, folderLock, scratch);
        IsThrowAway = folderLock is null;
        SocketFolder = scratch?.Path ?? path;
    }

    public string Path { get; }

    public bool IsThrowAway { get; }

    public string SocketFolder { get; }

    public string Data => System.IO.Path.Combine(Path, "data");

    /// <summary>
    /// The major versions of which the directory holds data, newest first. Data can be read by its own major version
    /// only, so each has a folder of its own.
    /// </summary>
    public static IReadOnlyList<int> MajorsIn(string dataDirectory) =>
        !Directory.Exists(dataDirectory) ? [] :
        [
            .. Directory.GetDirectories(dataDirectory, Prefix + "*")
                .Where(folder => Directory.Exists(System.IO.Path.Combine(folder, "data")))
                .Select(folder => System.IO.Path.GetFileName(folder)[Prefix.Length..])
                .Where(version => int.TryParse(version, CultureInfo.InvariantCulture, out _))
                .Select(version => int.Parse(version, CultureInfo.InvariantCulture))
                .OrderDescending(),
        ];

    /// <summary>Takes the folder for this process alone, and makes it when it is missing.</summary>
    public static async Task<ClusterFolder> OpenAsync(string dataDirectory, int major, ServerUser user, CancellationToken cancellationToken)
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetFullPath(dataDirectory), Prefix + major.ToString(CultureInfo.InvariantCulture));
        var folderLock = TakeLock(path);
        try
        {
            if (!Directory.Exists(System.IO.Path.Combine(path, "data"))) await user.OwnAsync(path, cancellationToken);
            if (!await user.CanEnterAsync(path, cancellationToken))
                throw new EmbeddedPostgresException(
                    $"PostgreSQL does not run as root, and the user it runs as ({user.Name}) cannot enter {path}. " +
                    "Choose a folder outside private home folders with --Database:DataDirectory=DIR.");
            var socket = Encoding.UTF8.GetByteCount(path) > LongestSocketFolder ? await ScratchFolder.CreateAsync(user, cancellationToken) : null;
            return new ClusterFolder(path, user, folderLock, socket);
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>A folder that is deleted with its server.</summary>
    public static async Task<ClusterFolder> CreateThrowAwayAsync(ServerUser user, CancellationToken cancellationToken)
    {
        var scratch = await ScratchFolder.CreateAsync(user, cancellationToken);
        return new ClusterFolder(scratch.Path, user, folderLock: null, scratch);
    }

    public string ConnectionStringFor(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = SocketFolder,
        Port = int.Parse(SocketNumber, CultureInfo.InvariantCulture),
        Username = Superuser,
        Database = database,
    }.ConnectionString;

    /// <summary>Makes the data files of a new server; those of an earlier run are kept.</summary>
    public async Task InitializeAsync(PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        await WaitForPredecessorAsync(cancellationToken);
        if (Directory.Exists(Data)) return;

        // Made under another name: an interrupted initdb must not look like a finished one.
        var unfinished = Data + ".new";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        // Trusting everyone is safe behind a folder that only the server's user may enter.
        string[] arguments = ["-D", unfinished, "-U", Superuser, "-A", "trust", "-E", "UTF8", "--locale=C", IsThrowAway ? "--no-sync" : "--data-checksums"];
        await Command.RunAsync(binaries.InitDb, arguments, _user.Name, cancellationToken);
        Directory.Move(unfinished, Data);
    }

    /// <summary>After kill -9 of the service its server is stopping still when the next one starts.</summary>
    public Task WaitForPredecessorAsync(CancellationToken cancellationToken) => new PidFile(Data).WaitUntilFreeAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_scratch is not null) await _scratch.DisposeAsync();
        _lock?.Dispose();
    }

    private static FolderLock TakeLock(string path)
    {
        try
        {
            // Only the server's user may enter: it trusts whoever reaches its socket.
            Directory.CreateDirectory(path, FolderLock.OwnerOnly);
            return FolderLock.TryTake(path) ?? throw new EmbeddedPostgresException(
                $"Another LeadScoring service is running on {path}. Stop it, or give this one its own data with --Database:DataDirectory=DIR.");
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new EmbeddedPostgresException(
                $"The database folder {path} cannot be written by this user. Choose another with --Database:DataDirectory=DIR.", denied);
        }
    }
}
