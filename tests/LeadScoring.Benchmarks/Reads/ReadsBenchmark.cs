using LeadScoring.Benchmarks.EndToEnd.Reporting;

namespace LeadScoring.Benchmarks.Reads;

/// <summary>Measures reads with many leads, against the least that PostgreSQL and HTTP would take for them.</summary>
internal static class ReadsBenchmark
{
    /// <returns>The exit code: 0 when everything was measured, whether or not it was fast enough.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        ReadsOptions options;
        try
        {
            options = ReadsOptions.Parse(arguments);
        }
        catch (FormatException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message + "\n\n" + ReadsOptions.Usage);
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

    private static async Task MeasureAsync(ReadsOptions options, CancellationToken cancellationToken)
    {
        await using var stage = await ReadsStage.SetAsync(options, cancellationToken);
        List<Outcome> outcomes = [];
        if (options.Only.Contains("score", StringComparer.Ordinal)) outcomes.Add(await ReadGroups.ScoreAsync(stage, cancellationToken));
        if (options.Only.Contains("list", StringComparer.Ordinal)) outcomes.Add(await ReadGroups.ListAsync(stage, cancellationToken));
        if (options.Only.Contains("start", StringComparer.Ordinal)) outcomes.Add(await ReadGroups.StartAsync(stage, cancellationToken));
        // The last, as it makes every row new.
        if (options.Only.Contains("rescore", StringComparer.Ordinal)) outcomes.Add(await RescoreGroup.RunAsync(stage, cancellationToken));
        var population = $"{options.Leads:N0} leads, {ManyLeads.LeadsPerAccount} to an account";
        Console.Write(await Circumstances.OfAsync("Reads", stage.Postgres, options, population) + Report.Of(outcomes));
    }
}
