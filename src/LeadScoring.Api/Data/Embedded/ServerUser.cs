namespace LeadScoring.Api.Data.Embedded;

/// <summary>
/// The user whose rights the server has. PostgreSQL refuses to run as root; for root its processes run as an
/// unprivileged user, who must then own the data folder.
/// </summary>
/// <param name="Name">Null: the user who runs this process.</param>
internal sealed record ServerUser(string? Name)
{
    public static ServerUser Current() => new(Environment.IsPrivilegedProcess ? Unprivileged() : null);

    /// <summary>Gives the file or folder, with all that is in it, to the server's user.</summary>
    public async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (Name is not null) await Command.RunAsync("chown", ["-R", Name, path], user: null, cancellationToken);
    }

    public async Task<bool> CanRunAsync(string program, CancellationToken cancellationToken)
    {
        if (Name is null) return true;
        var (exitCode, _) = await Command.TryAsync("/bin/sh", ["-c", "test -x \"$1\"", "sh", program], Name, cancellationToken);
        return exitCode == 0;
    }

    public async Task<bool> CanEnterAsync(string folder, CancellationToken cancellationToken)
    {
        if (Name is null) return true;
        var (exitCode, _) = await Command.TryAsync("/bin/sh", ["-c", "cd \"$1\"", "sh", folder], Name, cancellationToken);
        return exitCode == 0;
    }

    private static string Unprivileged() =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
}
