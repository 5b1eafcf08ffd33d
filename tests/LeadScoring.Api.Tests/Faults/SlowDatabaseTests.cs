namespace LeadScoring.Api.Tests.Faults;

/// <summary>F6.</summary>
[Collection(FaultTurns.Name), Trait("Category", FaultForm.Category)]
public sealed class SlowDatabaseTests(FaultCluster cluster)
{
    /// <summary>50 requests a second about 8,000 people, from more connections than wait at a time: it is the database that is slow, and nobody waits for a lead that others hold.</summary>
    private static readonly LoadShape Steady = new(Connections: 256, Items: 4, RequestsPerSecond: 50, Spread: 20);

    [Fact]
    public async Task A_database_that_is_a_tenth_of_a_second_away_takes_everything()
    {
        var load = await cluster.BeginAsync(Steady);
        var memory = cluster.Memory;
        // Either way.
        cluster.Way.Delay = TimeSpan.FromMilliseconds(50);

        await FaultForm.LastsAsync(4, 60);
        var (answers, grown) = (load.TakeAnswers(), cluster.Memory - memory);
        await cluster.GoOnAsync();
        cluster.Way.Delay = TimeSpan.Zero;

        await cluster.SettleAsync(
            6, "100 ms on each round trip to the database, 50 requests a second about 8,000 people",
            $"meanwhile {answers.ByStatus()}",
            $"answers meanwhile {answers.Times()}; memory of both {grown.Megabytes()}");
    }
}
