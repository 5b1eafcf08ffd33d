using System.Globalization;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>What the harness has counted, as the table of docs/reliability.md: fault-report.md beside the tests has a line for each test of the last run.</summary>
internal static class FaultReport
{
    private const string Head = "| fault | done | counted | times and sizes |\n| --- | --- | --- | --- |\n";

    private static readonly Lock Lock = new();
    private static readonly SortedDictionary<(int Fault, string Done), string> Rows = [];

    /// <param name="fault">Its number.</param>
    /// <param name="done">What was done to the service.</param>
    /// <param name="counted">What is exact: how many of which, and how many were wrong.</param>
    /// <param name="measured">What depends on the machine, and is not asserted.</param>
    public static void Add(int fault, string done, string counted, string measured)
    {
        lock (Lock)
        {
            Rows[(fault, done)] = $"| F{fault} | {done} | {counted} | {measured} |\n";
            File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "fault-report.md"), Head + string.Concat(Rows.Values));
        }
    }

    /// <summary>Such as <c>0.31 s</c>.</summary>
    public static string Seconds(this TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s");

    /// <summary>Such as <c>+4.2 MB</c>, of a number of bytes.</summary>
    public static string Megabytes(this long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:+0.0;-0.0} MB");

    /// <summary>Such as <c>12,345</c>.</summary>
    public static string Number(this int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
