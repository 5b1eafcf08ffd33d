using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>F7.</summary>
[Collection(FaultTurns.Name), Trait("Category", FaultForm.Category)]
public sealed class LostAnswerTests(FaultCluster cluster)
{
    [Fact]
    public async Task What_was_committed_and_never_confirmed_counts_once_when_it_is_sent_again()
    {
        var load = await cluster.BeginAsync();
        var (before, goal) = (cluster.Way.LostCommits, FaultForm.Of(10, 300));
        cluster.Way.LosesCommits = 10;

        await Eventually.IsTrueAsync(() => Task.FromResult(cluster.Way.LostCommits >= before + goal || !load.WrongAnswers.IsEmpty), "commits are cut off", TimeSpan.FromMinutes(5));
        cluster.Way.LosesCommits = 0;
        var lost = cluster.Way.LostCommits - before;
        var back = await cluster.RecoverAsync();

        await cluster.SettleAsync(7, "the connection cut between COMMIT and its answer, every tenth time", $"{lost} commits without an answer; {load.AnswersByStatus}", $"200 again after {back.Seconds()}");
    }
}
