using System.Diagnostics;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>F4.</summary>
[Collection(FaultTurns.Name), Trait("Category", FaultForm.Category)]
public sealed class DatabaseDownTests(FaultCluster cluster)
{
    [Fact]
    public async Task While_the_database_cannot_be_reached_everybody_is_told_to_come_back_and_then_all_is_taken()
    {
        var load = await cluster.BeginAsync();
        await cluster.Way.CutAsync();
        var (cut, memory, lines) = (Stopwatch.GetTimestamp(), cluster.Memory, LinesNow());
        load.TakeAnswers();
        await using var live = new Probe(cluster.Replicas, "/health/live");
        await using var ready = new Probe(cluster.Replicas, "/health/ready");

        await FaultForm.LastsAsync(3, 600);
        var (answers, lasted) = (load.TakeAnswers(), Stopwatch.GetElapsedTime(cut));
        var (grown, written) = (cluster.Memory - memory, LinesNow() - lines);
        await Eventually.IsTrueAsync(() => ready.FirstAfter(cut, 503) is not null, "ready says 503");
        cluster.Way.Mend();
        var back = await cluster.RecoverAsync();

        Assert.NotEmpty(answers);
        // What was committed at the very moment is answered after it.
        Assert.DoesNotContain(answers.Skip(cluster.Replicas.Count * FaultCluster.PoolSize), answer => answer.Status != 503);
        Assert.All(live.Answers, answer => Assert.Equal(200, answer.Status));
        await cluster.SettleAsync(
            4, $"the way to the database cut for {lasted.TotalSeconds:0} s",
            $"meanwhile {answers.ByStatus()}; live {live.Answers.ByStatus()}",
            $"answers meanwhile {answers.Times()}; ready says 503 after {ready.FirstAfter(cut, 503)!.Value.Seconds()}; memory of both {grown.Megabytes()}; {written / lasted.TotalSeconds / cluster.Replicas.Count:0.0} lines of log a second and replica; 200 again after {back.Seconds()}");

        int LinesNow() => cluster.Replicas.Sum(replica => replica.Lines);
    }
}
