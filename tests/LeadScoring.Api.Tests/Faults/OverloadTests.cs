namespace LeadScoring.Api.Tests.Faults;

/// <summary>F25.</summary>
[Collection(FaultTurns.Name), Trait("Category", FaultForm.Category)]
public sealed class OverloadTests(FaultCluster cluster)
{
    /// <summary>200 events a second, and some PUTs.</summary>
    private static readonly LoadShape Usual = new(Connections: 8, Items: 20, RequestsPerSecond: 12);

    /// <summary>Ten times that.</summary>
    private static readonly LoadShape TooMuch = new(Connections: 400, Items: 20, RequestsPerSecond: 120);

    [Fact]
    public async Task More_than_can_be_done_is_done_later_or_refused_and_nothing_of_it_is_lost()
    {
        var before = await AnswersAsync(Usual, 1, 10);
        var meanwhile = await AnswersAsync(TooMuch, 2, 60);
        Assert.DoesNotContain(cluster.Replicas, replica => replica.HasExited);
        var after = await AnswersAsync(Usual, 1, 10);

        await cluster.SettleAsync(
            25, "12 requests a second of 20 events, then 120 from 400 connections, then 12 again",
            $"usual {before.ByStatus()}; ten times as many {meanwhile.ByStatus()}; usual again {after.ByStatus()}",
            $"usual {before.Times()}; ten times as many {meanwhile.Times()}; usual again {after.Times()}");
    }

    private async Task<List<Answer>> AnswersAsync(LoadShape shape, double usualSeconds, double longSeconds)
    {
        var load = await cluster.BeginAsync(shape);
        await FaultForm.LastsAsync(usualSeconds, longSeconds);
        return load.TakeAnswers();
    }
}
