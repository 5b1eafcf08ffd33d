using System.Diagnostics;
using System.Globalization;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Tests.Support;

/// <summary>The built service as a process of its own, for tests about its life and death.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The service that was built with the tests.</summary>
    public static readonly string Program = Path.Combine(AppContext.BaseDirectory, "LeadScoring.Api.dll");

    /// <summary>What services write once they listen, so that it can be looked up when a test has failed: a file for each process that writes anything.</summary>
    private static readonly string Logs = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "replica-logs")).FullName;

    private readonly Process _process;
    private readonly DateTime _launchedAt = DateTime.Now;
    private int _lines;

    private ServiceProcess(Process process) => _process = process;

    /// <summary>Where the service listens.</summary>
    public Uri? Address { get; private set; }

    public bool HasExited => _process.HasExited;

    /// <summary>How many lines it has written since it listens.</summary>
    public int Lines => _lines;

    /// <summary>Bytes of memory that it occupies now.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Comes back when the service listens, with a database of its own.</summary>
    public static Task<ServiceProcess> StartAsync(string dataDirectory) => StartWithAsync("--Database:DataDirectory=" + dataDirectory);

    /// <summary>Comes back when the service listens.</summary>
    /// <param name="arguments">Settings, such as "--Database:MigrateOnStart=false".</param>
    public static Task<ServiceProcess> StartWithAsync(params string[] arguments) => StartOfAsync(Program, arguments);

    /// <inheritdoc cref="StartWithAsync"/>
    /// <param name="program">The service's program.</param>
    /// <param name="arguments">Settings.</param>
    public static async Task<ServiceProcess> StartOfAsync(string program, params string[] arguments)
    {
        var service = Launch(arguments, program: program);
        using var timeout = new CancellationTokenSource(StartTimeout);
        while (await service._process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
        {
            if (!line.StartsWith(Welcome.FirstWords, StringComparison.Ordinal)) continue;
            service.Address = new Uri(line.Split(' ').Single(word => word.StartsWith("http://", StringComparison.Ordinal)).Replace("/swagger", "", StringComparison.Ordinal));
            service.ReadOn();
            return service;
        }

        var error = await service._process.StandardError.ReadToEndAsync(timeout.Token);
        service.Dispose();
        throw new InvalidOperationException("The service did not start: " + error);
    }

    /// <summary>Comes back at once: it may never listen.</summary>
    public static ServiceProcess Begin(params string[] arguments)
    {
        var service = Launch(arguments);
        service.ReadOn();
        return service;
    }

    /// <summary>For a run that ends by itself: its exit code, and what it wrote to either output.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunToEndAsync(params string[] arguments)
    {
        using var service = Launch(arguments);
        using var timeout = new CancellationTokenSource(StartTimeout);
        var (output, error) = (service._process.StandardOutput.ReadToEndAsync(timeout.Token), service._process.StandardError.ReadToEndAsync(timeout.Token));
        await service._process.WaitForExitAsync(timeout.Token);
        return (service._process.ExitCode, await output, await error);
    }

    /// <summary>For a start that must fail: its exit code and what it wrote for people.</summary>
    public static Task<(int ExitCode, string Error)> RunAsync(string dataDirectory) => RunWithAsync("--Database:DataDirectory=" + dataDirectory);

    /// <inheritdoc cref="RunAsync"/>
    public static Task<(int ExitCode, string Error)> RunWithAsync(params string[] arguments) => RunWithAsync(new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    /// <inheritdoc cref="RunAsync"/>
    /// <param name="environment">What stands in its environment beside what stands in ours.</param>
    /// <param name="arguments">Settings.</param>
    public static async Task<(int ExitCode, string Error)> RunWithAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var service = Launch(arguments, environment);
        using var timeout = new CancellationTokenSource(StartTimeout);
        var error = await service._process.StandardError.ReadToEndAsync(timeout.Token);
        await service._process.WaitForExitAsync(timeout.Token);
        return (service._process.ExitCode, error);
    }

    /// <summary>For a start that only prints something.</summary>
    public static async Task<string> PrintAsync(params string[] arguments)
    {
        using var print = Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        using var timeout = new CancellationTokenSource(StartTimeout);
        var output = await print.StandardOutput.ReadToEndAsync(timeout.Token);
        await print.WaitForExitAsync(timeout.Token);
        Assert.Equal(0, print.ExitCode);
        return output;
    }

    /// <summary>SIGKILL: the service has no chance to clean up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as service managers and containers send it. Answers the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await TellToStopAsync();
        return await ExitCodeAsync();
    }

    /// <summary>SIGTERM, and comes back at once.</summary>
    public async Task TellToStopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Comes back when it has ended, which it must within 30 seconds.</summary>
    public async Task<int> ExitCodeAsync()
    {
        using var timeout = new CancellationTokenSource(StopTimeout);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    /// <summary>A service that writes much must not wait for us.</summary>
    private void ReadOn()
    {
        _ = KeepLinesAsync(_process.StandardOutput, "log");
        _ = KeepLinesAsync(_process.StandardError, "error");
    }

    private async Task KeepLinesAsync(StreamReader output, string name)
    {
        var file = Path.Combine(Logs, string.Create(CultureInfo.InvariantCulture, $"{_launchedAt:MMdd-HHmmss}-{_process.Id}.{name}"));
        while (await output.ReadLineAsync() is { } line)
        {
            Interlocked.Increment(ref _lines);
            await File.AppendAllLinesAsync(file, [line]);
        }
    }

    private static ServiceProcess Launch(string[] arguments, IReadOnlyDictionary<string, string>? environment = null, string? program = null)
    {
        var start = new ProcessStartInfo("dotnet", [program ?? Program, "--urls", "http://127.0.0.1:0", "--Shutdown:ReadinessDelay=00:00:00", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("ConnectionStrings__LeadScoring");
        // So that this machine needs no key.
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[name] = value;
        return new ServiceProcess(Process.Start(start)!);
    }
}
