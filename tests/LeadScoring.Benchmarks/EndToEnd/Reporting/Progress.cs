namespace LeadScoring.Benchmarks.EndToEnd.Reporting;

/// <summary>Tells whoever waits what is going on; the report alone goes to standard output.</summary>
internal static class Progress
{
    public static void Say(string text) => Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss} {text}");
}
