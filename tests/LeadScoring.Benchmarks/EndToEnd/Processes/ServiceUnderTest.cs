using System.Diagnostics;
using LeadScoring.Api.Keys;

namespace LeadScoring.Benchmarks.EndToEnd.Processes;

/// <summary>The service as it is shipped, in a process of its own, so that its CPU can be told from everybody else's.</summary>
internal sealed class ServiceUnderTest : IDisposable
{
    /// <summary>What the service prints once it listens, before its address.</summary>
    public const string Welcome = "LeadScoring is running. ";

    /// <summary>Opens every service that is started here: what a key costs is part of what is measured.</summary>
    public static readonly string Key = FirstKey.New();

    private readonly Process _process;

    private ServiceUnderTest(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public int ProcessId => _process.Id;

    /// <summary>Comes back when the service listens.</summary>
    /// <param name="database">Where it keeps its data; brought up to date by the service itself.</param>
    /// <param name="settings">Such as <c>--Intake:Lanes=2</c>.</param>
    /// <param name="cancellationToken">Cancels waiting; the process is ended.</param>
    public static Task<ServiceUnderTest> StartAsync(Database database, IEnumerable<string> settings, CancellationToken cancellationToken) =>
        StartAsync("LeadScoring.Api.dll", ["--urls", "http://127.0.0.1:0", .. settings], database, cancellationToken);

    /// <summary>Another program, which listens and says so as the service does.</summary>
    public static Task<ServiceUnderTest> StartAsync(string program, IEnumerable<string> arguments, Database database, CancellationToken cancellationToken) =>
        StartAsync([Path.Combine(AppContext.BaseDirectory, program), .. arguments], new Dictionary<string, string>(StringComparer.Ordinal), database, cancellationToken);

    /// <param name="command">What <c>dotnet</c> is to run.</param>
    /// <param name="environment">What it finds in its environment beside the database.</param>
    /// <param name="database">Where it keeps its data.</param>
    /// <param name="cancellationToken">Cancels waiting; the process is ended.</param>
    public static async Task<ServiceUnderTest> StartAsync(IEnumerable<string> command, IReadOnlyDictionary<string, string> environment, Database database, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", command) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["ConnectionStrings__LeadScoring"] = database.ConnectionString;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Keys__First"] = Key;
        // One key stands for all the clients of a product.
        start.Environment["Limits__KeyRequests"] = "1000000";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        try
        {
            var address = await AddressAsync(process, cancellationToken);
            // Read on, so that a service that logs much does not wait for us.
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return new ServiceUnderTest(process, address);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<Uri> AddressAsync(Process process, CancellationToken cancellationToken)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(Welcome, StringComparison.Ordinal)) return new Uri(new Uri(line[Welcome.Length..].Split(' ')[0]), "/");
        }

        throw new InvalidOperationException("The service did not start; it says above why.");
    }
}
