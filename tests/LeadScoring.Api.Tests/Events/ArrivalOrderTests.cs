using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Events;

public sealed class ArrivalOrderTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    /// <summary>Seeds of random histories; the first is written down.</summary>
    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 15)]
    [InlineData(2, 15)]
    [InlineData(3, 15)]
    public async Task In_whatever_order_and_batches_events_arrive_the_score_and_the_digest_are_the_same(int seed, int shuffles)
    {
        using var client = app.CreateClient();
        var history = seed == 0 ? TrialsSessionsAndBursts() : RandomHistory.Of(new Random(seed), "", 60, 0, 7);
        string[] leads = [.. Enumerable.Range(0, shuffles).Select(i => $"lead-{seed}-{i}")];
        var inOrder = $"in-order-{seed}";
        await Given.PerfectFitAsync(client, "acme", [inOrder, .. leads]);
        await client.SendAsync(history.Select(e => e.Of(inOrder)));

        await Task.WhenAll(leads.Select((lead, i) => client.SendInBatchesAsync(RandomHistory.InBatches(new Random(100 + i), history.Select(e => e.Of(lead)), 1 + (3 * i % 50)))));

        var digest = Convert.ToHexString(await app.Database.DigestOfAsync(inOrder));
        var score = await client.GetComparableScoreAsync(inOrder);
        foreach (var lead in leads)
        {
            Assert.Equal(digest, Convert.ToHexString(await app.Database.DigestOfAsync(lead)));
            Assert.Equal(score, await client.GetComparableScoreAsync(lead));
        }

        await Recount.EverythingAddsUpAsync(app);
    }

    /// <summary>Ends of trials that decide over later uses of premium features, a session that a late event joins, a burst that one completes, and ties.</summary>
    private static List<SentEvent> TrialsSessionsAndBursts() =>
    [
        .. Given.EagerHistory(""),
        Given.Event("", 0, "Signed In"),
        Given.Event("", 3, "Trial Started"),
        Given.Event("", 3, "Feature Used", ("feature", "audit"), ("premium", true)),
        Given.Event("", 3.01, "Feature Used", ("feature", "export"), ("premium", true)),
        Given.Event("", 3.02, "Feature Used", ("feature", "roles"), ("premium", true)),
        Given.Event("", 4, "Trial Ended"),
        Given.Event("", 4, "Feature Used", ("feature", "audit"), ("premium", true)),
        Given.Event("", 4.5, "Feature Used", ("feature", "audit"), ("premium", true)),
        Given.Event("", 5, "Trial Started"),
        Given.Event("", 5, "Trial Ended"),
        Given.Event("", 5, "Feature Used", ("feature", "roles"), ("premium", true)),
        Given.Event("", 5, "Checkout Started"),
        Given.Event("", 5, "Integration Connected"),
        Given.Event("", 5, "Pricing Page Viewed"),
        Given.Event("", 6, "Report Generated"),
        Given.Event("", 7, "Upgrade Started"),
    ];
}
