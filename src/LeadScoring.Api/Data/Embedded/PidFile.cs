using System.Diagnostics;
using System.Globalization;

namespace LeadScoring.Api.Data.Embedded;

/// <summary>
/// The server's own lock, postmaster.pid. PostgreSQL sees by itself that the process it names is gone, but not that
/// another program has been given the same number since, which happens in containers and after a power cut.
/// </summary>
internal sealed class PidFile(string dataFolder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string _path = Path.Combine(dataFolder, "postmaster.pid");

    /// <summary>To be called by the owner of the folder's lock only: nobody else can be starting a server there.</summary>
    public async Task WaitUntilFreeAsync(CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); NamedProcess() is { } process; await Task.Delay(Pause, cancellationToken))
        {
            using (process)
            {
                if (!IsServerOfThisFolder(process))
                {
                    File.Delete(_path);
                    return;
                }
                if (waited.Elapsed > Patience)
                    throw new EmbeddedPostgresException($"A PostgreSQL server (process {process.Id}) still runs on {dataFolder}. Stop it first.");
            }
        }
    }

    /// <summary>Null when there is no file, or the process it names has ended.</summary>
    private Process? NamedProcess()
    {
        try
        {
            return int.TryParse(File.ReadLines(_path).FirstOrDefault(), CultureInfo.InvariantCulture, out var id) ? Process.GetProcessById(id) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>In doubt yes, since two servers on the same files would destroy them.</summary>
    private bool IsServerOfThisFolder(Process process)
    {
        try
        {
            if (!process.ProcessName.StartsWith("postgres", StringComparison.Ordinal)) return false;
            // A server works in its data folder, so this is its own lock, wherever symbolic links led us.
            var lockOfThatServer = $"/proc/{process.Id.ToString(CultureInfo.InvariantCulture)}/cwd/postmaster.pid";
            return !File.Exists(lockOfThatServer)
                || string.Equals(File.ReadAllText(lockOfThatServer), File.ReadAllText(_path), StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            // It ended while we looked; the next look finds nothing.
            return true;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
