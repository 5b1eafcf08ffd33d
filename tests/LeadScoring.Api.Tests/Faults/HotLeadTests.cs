using System.Diagnostics;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>F14.</summary>
[Trait("Category", FaultForm.Category)]
public sealed class HotLeadTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task One_lead_from_64_connections_counts_32000_events_exactly_and_crosses_once()
    {
        const int connections = 64, requests = 50, batch = 10;
        using var client = app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "hot");
        await client.SendAsync(Given.EagerHistory("hot").Take(4));
        var watch = Stopwatch.StartNew();

        // Any answer that is no success ends the test.
        var accepted = (await Task.WhenAll(Enumerable.Range(0, connections).Select(async connection =>
        {
            var count = 0;
            for (var i = 0; i < requests; i++)
                count += (await client.SendAsync(Enumerable.Range(0, batch).Select(_ => Given.Event("hot", 1 + (i / 50.0), "Integration Connected")))).Accepted;
            return count;
        }))).Sum();

        var taken = watch.Elapsed;
        var counted = (await client.GetScoreAsync("hot")).Behavior.Contributions.Single(line => line.Criterion == "integration").Evidence.Count ?? 0;
        var crossings = (await app.Database.TransitionsOfAsync("hot")).Count(transition => transition.Kind == TransitionKind.PqlGained);
        FaultReport.Add(
            14, $"{connections} connections send {(connections * requests).Number()} batches of {batch} events of one lead",
            $"{accepted.Number()} accepted, {counted.Number()} counted; {connections * requests} answers 200, 0 others; PQL {crossings} time", $"{accepted / taken.TotalSeconds:0} events a second");
        Assert.Equal((connections * requests * batch, connections * requests * batch, 1), (accepted, counted, crossings));
        await Recount.EverythingAddsUpAsync(app);
    }
}
