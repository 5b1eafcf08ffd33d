using System.Diagnostics;

namespace LeadScoring.Api.Data.Embedded;

/// <summary>Runs small programs, as another user where asked.</summary>
internal static class Command
{
    /// <summary>Answers what the program printed; throws with its output when it fails.</summary>
    public static async Task<string> RunAsync(string file, IEnumerable<string> arguments, string? user, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await TryAsync(file, arguments, user, cancellationToken);
        return exitCode == 0
            ? output
            : throw new EmbeddedPostgresException($"{file} failed with exit code {exitCode}:\n{output}");
    }

    public static async Task<(int ExitCode, string Output)> TryAsync(
        string file, IEnumerable<string> arguments, string? user, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Describe(file, arguments, user))!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output + await error);
    }

    public static ProcessStartInfo Describe(string file, IEnumerable<string> arguments, string? user)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            // The other user may not be allowed to enter our current folder.
            WorkingDirectory = "/",
        };
        // On Unix, .NET itself switches user, group and groups, so neither su nor runuser has to be installed.
        if (user is not null) start.UserName = user;
        start.Environment["LC_ALL"] = "C";
        // Variables such as PGDATA or PGPORT of the caller are about another server.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        return start;
    }
}
