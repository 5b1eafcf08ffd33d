namespace LeadScoring.Api.Tests.Faults;

/// <summary>F22. What the service says and does on SIGTERM is in Shutdown/GracefulShutdownTests.</summary>
[Collection(FaultTurns.Name), Trait("Category", FaultForm.Category)]
public sealed class RollingRestartTests(FaultCluster cluster)
{
    /// <summary>How long SDKs try: Customer.io's 0.6 s, RudderStack's 1.5 s.</summary>
    private static readonly TimeSpan[] Patiences = [TimeSpan.FromSeconds(0.6), TimeSpan.FromSeconds(1.5)];

    private static readonly int Times = FaultForm.Of(1, 10);

    [Fact]
    public async Task Replicas_that_are_restarted_one_after_the_other_cut_nobody_off()
    {
        var load = await cluster.BeginAsync(LoadShape.Usual with { GivesUp = false });
        List<TimeSpan> starts = [];
        for (var time = 0; time < Times; time++)
        {
            foreach (var replica in cluster.Replicas)
            {
                Assert.Equal(0, await replica.TerminateAsync());
                starts.Add(await replica.StartAsync());
                await cluster.GoOnAsync();
            }
        }

        Assert.Equal(0, load.Cut);
        await cluster.SettleAsync(
            22, $"SIGTERM and a new start of each of two replicas in turn, {Times} times",
            $"{starts.Count} exits with code 0; {load.Cut} requests cut off; {load.AnswersByStatus} (none: refused)",
            $"from start to ready {starts.Max().Seconds()} at most; until a request was acknowledged, with a new try after 0.1 s, {load.Deliveries.Times()}; {string.Join(", ", Patiences.Select(BeyondIt))}");

        string BeyondIt(TimeSpan patience) => $"{load.Deliveries.Count(each => each.Taken > patience).Number()} of {load.Deliveries.Count.Number()} after more than {patience.Seconds()}";
    }
}
