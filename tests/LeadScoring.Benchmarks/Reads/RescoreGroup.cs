using System.Diagnostics;
using LeadScoring.Benchmarks.EndToEnd;
using LeadScoring.Benchmarks.EndToEnd.Reporting;
using LeadScoring.Domain.Models;

namespace LeadScoring.Benchmarks.Reads;

/// <summary>All leads scored under a new model, against reading what that takes.</summary>
internal static class RescoreGroup
{
    /// <summary>A worker that works off a million leads is looked at for a while only.</summary>
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(30);

    public static async Task<Outcome> RunAsync(ReadsStage stage, CancellationToken cancellationToken)
    {
        var copy = new CopyOutContender("COPY-out of the columns of a score", stage.Database);
        var rounds = await new Rounds(stage.Meter, stage.Options).RunAsync([copy], cancellationToken);
        var read = rounds.Median(round => round.EventsPerSecond);
        var written = await DrainAsync(stage, cancellationToken);
        Progress.Say($"the worker: {written:N0} leads/s, COPY-out: {read:N0}");
        return new Outcome(rounds, [Goal.AtLeast(0.25, "leads/s of the worker, which writes them, against COPY-out", written / read)]);
    }

    /// <summary>Leads a second that the worker brings under a new model, in which one number is another.</summary>
    private static async Task<double> DrainAsync(ReadsStage stage, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, ModelTemplates.ProductLed.Replace("\"points\": 20", "\"points\": 19", StringComparison.Ordinal), cancellationToken);
        var service = await stage.ServiceAsync(cancellationToken, "--Scoring:ModelFile=" + file);
        try
        {
            await Task.Delay(stage.Options.WarmUp, cancellationToken);
            var (before, start) = (await LeftAsync(stage), Stopwatch.GetTimestamp());
            var left = before;
            while (left > 0 && Stopwatch.GetElapsedTime(start) < Watched)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
                left = await LeftAsync(stage);
            }

            return (before - left) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        finally
        {
            stage.End(service);
            File.Delete(file);
        }
    }

    private static Task<long> LeftAsync(ReadsStage stage) => stage.Database.AskAsync<long>("SELECT count(*) FROM lead_scores WHERE activation < (SELECT max(number) FROM model_activations)");
}
