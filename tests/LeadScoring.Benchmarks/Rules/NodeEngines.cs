using System.Diagnostics;
using System.Text.Json;

namespace LeadScoring.Benchmarks.Rules;

/// <summary>The rule engines of npm in one process of Node.js, which does nothing while it is not asked.</summary>
internal sealed class NodeEngines : IDisposable
{
    private readonly Process _node;

    private NodeEngines(Process node) => _node = node;

    /// <summary>Points of each lead, engine by engine.</summary>
    public Dictionary<string, double[]> Points { get; private set; } = [];

    public IEnumerable<IRuleEngine> All => Points.Keys.Select(name => new NodeEngine(this, name));

    /// <summary>Fetches the engines unless they are there, and hands them the rules and leads.</summary>
    public static async Task<NodeEngines> StartAsync(IReadOnlyList<Rule> rules, IReadOnlyList<Dictionary<string, int>> leads)
    {
        var folder = Path.Combine(Root(), "tests", "LeadScoring.Benchmarks", "Rules", "engines");
        await InstallAsync(folder);
        var start = new ProcessStartInfo("node", ["engines.mjs"]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        NodeEngines engines = new(Process.Start(start)!);
        try
        {
            engines.Points = (await engines.AskAsync<Prepared>(new { rules, leads })).Points;
            return engines;
        }
        catch
        {
            engines.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (!_node.HasExited) _node.Kill();
        _node.Dispose();
    }

    private static async Task InstallAsync(string folder)
    {
        var installed = Path.Combine(folder, "node_modules", ".package-lock.json");
        if (File.Exists(installed) && File.GetLastWriteTimeUtc(installed) > File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json"))) return;
        // Not "npm ci": it wants each platform's build in the lock file, and not every registry has them all.
        var start = new ProcessStartInfo("npm", ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]) { WorkingDirectory = folder, UseShellExecute = false };
        using var npm = Process.Start(start)!;
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0) throw new InvalidOperationException($"npm could not fetch the rule engines into {folder}; it says above why.");
    }

    private async Task<T> AskAsync<T>(object question)
    {
        await _node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question, JsonSerializerOptions.Web));
        var answer = await _node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Node.js has ended; it says above why.");
        return JsonSerializer.Deserialize<T>(answer, JsonSerializerOptions.Web)!;
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LeadScoring.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The benchmark does not run inside the repository.");
        }

        return folder;
    }

    private sealed record Prepared(Dictionary<string, double[]> Points);

    private sealed record Ran(long Evaluations, double Nanoseconds);

    private sealed class NodeEngine(NodeEngines node, string name) : IRuleEngine
    {
        public string Name => name;

        public int ProcessId => node._node.Id;

        public async Task<Lap> RunAsync(TimeSpan time)
        {
            var ran = await node.AskAsync<Ran>(new { engine = name, milliseconds = time.TotalMilliseconds });
            return new Lap(ran.Evaluations, TimeSpan.FromMicroseconds(ran.Nanoseconds / 1_000), null);
        }
    }
}
