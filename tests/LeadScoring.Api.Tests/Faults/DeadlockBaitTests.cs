using System.Diagnostics;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>F15.</summary>
[Trait("Category", FaultForm.Category)]
public sealed class DeadlockBaitTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(FaultForm.Of(1, 60));

    [Fact]
    public async Task Requests_with_the_same_leads_in_opposite_orders_do_not_stand_in_each_others_way()
    {
        await using var other = app.NewReplica();
        HttpClient[] replicas = [app.CreateClient(), other.CreateClient()];
        string[] leads = [.. Enumerable.Range(0, 40).Select(i => $"circle-{i}")];
        string[] backwards = [.. leads.Reverse()];
        var watch = Stopwatch.StartNew();

        // Any answer that is no success ends the test.
        var requests = (await Task.WhenAll(Enumerable.Range(0, 32).Select(async i =>
        {
            for (var sent = 1; ; sent++)
            {
                var answer = await replicas[i % 4 / 2].SendAsync((i % 2 == 0 ? leads : backwards).Select(lead => Given.Event(lead, i / 10.0, "Integration Connected")));
                Assert.Equal((leads.Length, 0), (answer.Accepted, answer.Duplicates));
                if (watch.Elapsed > Length) return sent;
            }
        }))).Sum();

        var taken = watch.Elapsed;
        var stored = await Task.WhenAll(leads.Select(app.Database.CountEventsAsync));
        var deadlocks = await app.Database.CountDeadlocksAsync();
        FaultReport.Add(
            15, $"32 connections to two replicas send batches of the same {leads.Length} leads in opposite orders for {taken.TotalSeconds:0} s",
            $"{requests.Number()} answers 200, 0 others; {stored.Sum().Number()} of {(requests * leads.Length).Number()} events stored; {deadlocks} deadlocks", $"{stored.Sum() / taken.TotalSeconds:0} events a second");
        Assert.All(stored, count => Assert.Equal(requests, count));
        Assert.Equal(0, deadlocks);
        await Recount.EverythingAddsUpAsync(app);
        foreach (var replica in replicas) replica.Dispose();
    }
}
