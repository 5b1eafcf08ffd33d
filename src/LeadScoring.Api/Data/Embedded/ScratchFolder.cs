namespace LeadScoring.Api.Data.Embedded;

/// <summary>A folder that lives as long as its process; what a killed process left is swept by the next one.</summary>
internal sealed class ScratchFolder : IAsyncDisposable
{
    private const string Prefix = "leadscoring-pg-";

    /// <summary>Bytes that the memory-backed folder must have free. Containers often give it 64 MB, which is too little.</summary>
    private const long EnoughMemory = 2L << 30;

    private const string MemoryFolder = "/dev/shm";

    /// <summary>A folder younger than this may belong to a process that has not taken its lock yet.</summary>
    private static readonly TimeSpan SweepAge = TimeSpan.FromMinutes(1);

    private readonly FolderLock _lock;

    private ScratchFolder(string path, FolderLock folderLock) => (Path, _lock) = (path, folderLock);

    public string Path { get; }

    public static async Task<ScratchFolder> CreateAsync(ServerUser user, CancellationToken cancellationToken)
    {
        await SweepAsync();
        var path = System.IO.Path.Combine(Root(), Prefix + System.IO.Path.GetRandomFileName());
        Directory.CreateDirectory(path, FolderLock.OwnerOnly);
        var folderLock = FolderLock.TryTake(path)!;
        await user.OwnAsync(path, cancellationToken);
        return new ScratchFolder(path, folderLock);
    }

    public async ValueTask DisposeAsync()
    {
        await DeleteAsync(Path);
        _lock.Dispose();
    }

    /// <summary>In memory where there is room: CREATE DATABASE is then four to five times faster than on a busy disk.</summary>
    private static string Root() =>
        Directory.Exists(MemoryFolder) && new DriveInfo(MemoryFolder).AvailableFreeSpace > EnoughMemory ? MemoryFolder : System.IO.Path.GetTempPath();

    private static async Task SweepAsync()
    {
        foreach (var root in ((string[])[MemoryFolder, System.IO.Path.GetTempPath()]).Where(Directory.Exists))
            foreach (var folder in Directory.GetDirectories(root, Prefix + "*"))
                if (IsAbandoned(folder)) await DeleteAsync(folder);
    }

    private static bool IsAbandoned(string folder)
    {
        if (DateTime.UtcNow - Directory.GetCreationTimeUtc(folder) < SweepAge) return false;
        try
        {
            using var folderLock = FolderLock.TryTake(folder);
            return folderLock is not null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, or gone in the meantime.
            return false;
        }
    }

    /// <summary>By rm, because the server's watchdog may be deleting the same folder, which .NET reports as an error.</summary>
    private static async Task DeleteAsync(string folder) =>
        await Command.TryAsync("rm", ["-rf", folder], user: null, CancellationToken.None);
}
