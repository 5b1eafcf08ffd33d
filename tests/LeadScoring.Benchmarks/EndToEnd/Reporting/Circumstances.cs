using System.Diagnostics;
using System.Runtime.InteropServices;
using LeadScoring.Benchmarks.EndToEnd.Processes;

namespace LeadScoring.Benchmarks.EndToEnd.Reporting;

/// <summary>Where, when and of what the figures are.</summary>
internal static class Circumstances
{
    private static readonly string[] Settings =
        ["shared_buffers", "max_wal_size", "checkpoint_timeout", "fsync", "synchronous_commit", "full_page_writes", "data_checksums", "wal_level", "autovacuum", "jit"];

    /// <param name="title">What was measured.</param>
    /// <param name="postgres">The server.</param>
    /// <param name="timing">How contenders took turns.</param>
    /// <param name="population">What lay in the database.</param>
    public static async Task<string> OfAsync(string title, PostgresServer postgres, Timing timing, string population)
    {
        var database = postgres.Database("postgres");
        var version = await database.AskAsync<string>("SHOW server_version");
        var settings = await database.AskAsync<string>(
            $"SELECT string_agg(name || ' ' || current_setting(name), ', ') FROM unnest(ARRAY['{string.Join("', '", Settings)}']) AS name");
        return Of(title, timing, $"PostgreSQL {version}: {settings}", $"{population}; service, PostgreSQL and load generator share the machine");
    }

    /// <param name="title">What was measured.</param>
    /// <param name="timing">How contenders took turns.</param>
    /// <param name="further">What else there is to know, a line each.</param>
    public static string Of(string title, Timing timing, params string[] further) =>
        $"""
        # {title}

        - Machine: {Processor()}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30):0} GB, {RuntimeInformation.OSDescription}
        - Date: {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC; commit: {Commit()}; {RuntimeInformation.FrameworkDescription}
        {string.Join('\n', further.Select(line => "- " + line))}
        - Warm-up {timing.WarmUp.TotalSeconds:0} s each, rounds of {timing.Round.TotalSeconds:0} s in turns, {timing.Rounds} each; ratios are medians of the ratios within a round


        """;

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string Commit()
    {
        var start = new ProcessStartInfo("git", ["-C", AppContext.BaseDirectory, "describe", "--always", "--dirty"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        try
        {
            using var git = Process.Start(start)!;
            var answer = git.StandardOutput.ReadToEnd().Trim();
            return answer.Length > 0 ? answer : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
