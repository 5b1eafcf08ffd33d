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
        await SendAsync("12 requests a second of 20 events, before", Usual, 1, 10, goesOn: true);
        await SendAsync("120 requests a second of 20 events, from 400 connections", TooMuch, 2, 60, goesOn: true);
        Assert.DoesNotContain(cluster.Replicas, replica => replica.HasExited);
        await SendAsync("12 requests a second again, the same processes", Usual, 1, 10, goesOn: false);
    }

    private async Task SendAsync(string words, LoadShape shape, double usualSeconds, double longSeconds, bool goesOn)
    {
        var load = await cluster.BeginAsync(shape);
        await FaultForm.LastsAsync(usualSeconds, longSeconds);
        var answers = load.TakeAnswers();
        await cluster.SettleAsync(25, words, answers.ByStatus(), $"{answers.Times()}, from when each was due", goesOn);
    }
}
