using LeadScoring.Benchmarks.EndToEnd.Load;
using LeadScoring.Benchmarks.EndToEnd.Reporting;

namespace LeadScoring.Benchmarks.EndToEnd;

/// <summary>Measures intake from the request to the commit, against the limits of PostgreSQL on the same machine.</summary>
internal static class IngestBenchmark
{
    /// <returns>The exit code: 0 when everything was measured, whether or not it was fast enough.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        IngestOptions options;
        try
        {
            options = IngestOptions.Parse(arguments);
        }
        catch (FormatException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message + "\n\n" + IngestOptions.Usage);
            return 1;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            // The server must be stopped, and its folder of some gigabytes removed, before this process goes.
            key.Cancel = true;
            stop.Cancel();
        };
        try
        {
            await MeasureAsync(options, stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 1;
        }
    }

    private static async Task MeasureAsync(IngestOptions options, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.SetAsync(options, cancellationToken);
        List<Outcome> outcomes = [];
        if (options.Only.Contains("batches", StringComparer.Ordinal)) outcomes.Add(await Groups.BatchesAsync(stage, cancellationToken));
        if (options.Only.Contains("single", StringComparer.Ordinal)) outcomes.Add(await Groups.SingleAsync(stage, cancellationToken));
        if (options.Only.Contains("backtest", StringComparer.Ordinal)) outcomes.Add(await Groups.BacktestAsync(stage, cancellationToken));
        if (options.Only.Contains("stored", StringComparer.Ordinal)) outcomes.Add(await Groups.StoredAsync(stage, cancellationToken));
        if (options.Only.Contains("observed", StringComparer.Ordinal)) outcomes.Add(await ObservedGroup.RunAsync(stage, cancellationToken));
        var population = $"{KnownLeads.Count:N0} leads{(options.Accounts > 0 ? $" of {options.Accounts:N0} accounts" : " without accounts")}";
        Console.Write(await Circumstances.OfAsync("Intake, end to end", stage.Postgres, options, population) + Report.Of(outcomes));
    }
}
