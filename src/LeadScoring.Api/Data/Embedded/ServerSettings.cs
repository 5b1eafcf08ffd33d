namespace LeadScoring.Api.Data.Embedded;

/// <summary>What the server is told on its command line. No file holds settings, so an update of the service brings its own.</summary>
internal static class ServerSettings
{
    /// <summary>Modest: the server shares the machine with the service.</summary>
    private static readonly string[] Common =
    [
        "max_connections=200",
        "shared_buffers=256MB",
        "max_wal_size=2GB",
        "random_page_cost=1.1",
        // Statements here are short; compiling them costs more than it saves.
        "jit=off",
        "timezone=UTC",
        "log_timezone=UTC",
        // Statements may carry people's ids, which must not reach a log.
        "log_min_error_statement=panic",
        "log_error_verbosity=terse",
    ];

    /// <summary>For a cluster that nobody reads after a crash.</summary>
    private static readonly string[] ThrowAway =
    [
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
    ];

    public static IEnumerable<string> ArgumentsFor(ClusterFolder folder)
    {
        string[] settings =
        [
            // A Unix socket in a private folder, and no TCP port: no clash, and no stranger gets in.
            "listen_addresses=",
            "unix_socket_directories=" + folder.SocketFolder,
            .. Common,
            .. folder.IsThrowAway ? ThrowAway : [],
        ];
        return ["-D", folder.Data, "-p", ClusterFolder.SocketNumber, .. settings.SelectMany(setting => new[] { "-c", setting })];
    }
}
