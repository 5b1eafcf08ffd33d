using System.Collections.Concurrent;
using System.Diagnostics;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Tests.Support;

/// <summary>The built service as a process of its own on a test's database, with every line that it writes.</summary>
internal sealed class LoggedService : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private LoggedService(Process process) => _process = process;

    /// <summary>What it has written so far, to both outputs, the welcome for people left out.</summary>
    public IReadOnlyCollection<string> Lines => [.. _lines.Where(line => !line.StartsWith(Welcome.FirstWords, StringComparison.Ordinal))];

    /// <summary>In Development, where this machine needs no key.</summary>
    public static Task<(LoggedService Service, Uri Address)> StartAsync(string connectionString, params IEnumerable<string> arguments) => StartInAsync("Development", connectionString, arguments);

    public static Task<(LoggedService Service, Uri Address)> StartInAsync(string environment, string connectionString, params IEnumerable<string> arguments) => StartAsync(
        new Dictionary<string, string>(StringComparer.Ordinal) { ["ConnectionStrings__LeadScoring"] = connectionString, ["ASPNETCORE_ENVIRONMENT"] = environment }, arguments);

    /// <param name="environment">What stands in its environment beside what stands in ours; it is Development unless it says otherwise.</param>
    /// <param name="arguments">Settings.</param>
    public static async Task<(LoggedService Service, Uri Address)> StartAsync(IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "LeadScoring.Api.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var service = new LoggedService(new Process { StartInfo = start });
        service._process.OutputDataReceived += (_, line) => service.Note(line.Data);
        service._process.ErrorDataReceived += (_, line) => service.Note(line.Data);
        service._process.Start();
        service._process.BeginOutputReadLine();
        service._process.BeginErrorReadLine();
        string? welcome = null;
        await Eventually.IsTrueAsync(
            () => Task.FromResult((welcome = service._lines.FirstOrDefault(line => line.StartsWith(Welcome.FirstWords, StringComparison.Ordinal))) is not null), "The service listens.", StartTimeout);
        return (service, new Uri(welcome!.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal))));
    }

    /// <summary>SIGTERM, and comes back when it has ended.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private void Note(string? line)
    {
        if (!string.IsNullOrEmpty(line)) _lines.Enqueue(line);
    }
}
