using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LeadScoring.Api.Tests.Support;

/// <summary>The SDKs themselves, as npm carries them, in Node.js.</summary>
internal static class Sdks
{
    /// <summary>Loading an SDK takes seconds on a busy machine, and some retry for minutes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "sdks");

    /// <summary>Runs a script and comes back when its SDK has told of every call what became of it.</summary>
    /// <param name="patience">Ends it when it has taken too long.</param>
    /// <param name="arguments">The script and what it is told.</param>
    /// <returns>How many calls were sent under an id, and what the SDK says of those that failed.</returns>
    public static async Task<(int Sent, IReadOnlyList<string> Errors)> RunAsync(CancellationToken patience, params string[] arguments)
    {
        Assert.True(Directory.Exists(Path.Combine(Folder, "node_modules")), "The SDKs are not installed, and these tests are never skipped. Install Node.js with npm: ./test fetches them then; by hand: cd tests/sdks && npm ci --ignore-scripts");
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var node = Process.Start(start)!;
        try
        {
            var (output, error) = (node.StandardOutput.ReadToEndAsync(patience), node.StandardError.ReadToEndAsync(patience));
            await node.WaitForExitAsync(patience);
            Assert.True(node.ExitCode == 0, await error);
            var report = JsonNode.Parse(await output)!;
            return ((int)report["sent"]!, [.. report["errors"]!.AsArray().Select(problem => (string)problem!)]);
        }
        finally
        {
            if (!node.HasExited) node.Kill();
        }
    }
}
