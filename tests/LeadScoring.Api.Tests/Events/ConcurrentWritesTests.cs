using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Events;

public sealed class ConcurrentWritesTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task Requests_for_one_lead_at_the_same_time_lose_nothing()
    {
        using var client = app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "vera");
        SentEvent[] events = [.. Given.EagerHistory("vera"), .. Enumerable.Range(0, 53).Select(i => Given.Event("vera", i / 10.0, "Integration Connected"))];

        var answers = await Task.WhenAll(events.Select(each => client.SendAsync(each)));

        Assert.All(answers, answer => Assert.Equal((1, 0), (answer.Accepted, answer.Duplicates)));
        var score = await client.GetScoreAsync("vera");
        Assert.Equal(54, score.Behavior.Contributions.Single(line => line.Criterion == "integration").Evidence.Count);
        Assert.Equal(150, score.Total);
        Assert.Single(await app.Database.TransitionsOfAsync("vera"), transition => transition.Kind == TransitionKind.PqlGained);
        await Recount.EverythingAddsUpAsync(app);
    }

    [Fact]
    public async Task Attributes_accounts_links_and_events_that_arrive_together_at_two_replicas_lose_nothing()
    {
        await using var other = app.NewReplica();
        HttpClient[] clients = [app.CreateClient(), other.CreateClient()];
        var random = new Random(7);
        string[] leads = [.. Enumerable.Range(0, 12).Select(i => $"mixed-{i}")];
        string[] accounts = ["red", "green", "blue"];
        string[] devices = ["phone", "laptop", "tablet", "kiosk"];

        await Task.WhenAll(Enumerable.Range(0, 360).Select(i => (i, Seed: random.Next())).Select(async each =>
        {
            var dice = new Random(each.Seed);
            var client = clients[each.i % 2];
            await (dice.Next(9) switch
            {
                6 => client.SendAsync(Given.Event(Any(dice, leads), dice.Next(7), "Signed In") with { AnonymousId = Any(dice, devices) }),
                7 => client.SendAsync(Given.AnonymousEvent(Any(dice, devices), dice.Next(7), "Report Generated"), Given.AnonymousEvent(Any(dice, devices), dice.Next(7), "Data Exported")),
                8 => client.TakeAsync("alias", $"\"previousId\":\"{Any(dice, leads)}\",\"userId\":\"{Any(dice, leads)}\""),
                0 => client.PutAccountAsync(Any(dice, accounts), new { employees = dice.Next(1, 1_000), industry = Any(dice, ["SaaS", "Media", "Farming"]) }),
                1 => client.PutLeadAsync(Any(dice, leads), new { title = Any(dice, ["VP Sales", "Analyst"]), accountId = Any(dice, accounts) }),
                2 => client.PutLeadAsync(Any(dice, leads), new { accountId = dice.Next(4) == 0 ? null : Any(dice, accounts) }),
                _ => client.SendAsync(Enumerable.Range(0, 8).SelectMany(_ => RandomHistory.Of(dice, Any(dice, leads), 3, dice.Next(6), 7))),
            });
        }));

        await Recount.EverythingAddsUpAsync(app);
        Assert.Equal(0, await app.Database.CountDeadlocksAsync());
        foreach (var client in clients) client.Dispose();
    }

    [Fact]
    public async Task Batches_that_eight_clients_send_ten_times_each_to_two_replicas_count_once()
    {
        await using var other = app.NewReplica();
        HttpClient[] clients = [app.CreateClient(), other.CreateClient()];
        var random = new Random(11);
        var history = Enumerable.Range(0, 20).SelectMany(i => RandomHistory.Of(random, $"again-{i}", 30, 0, 7)).ToList();
        var batches = RandomHistory.InBatches(random, history, 60).ToList();

        var accepted = await Task.WhenAll(Enumerable.Range(0, 8).Select(async sender =>
        {
            var mine = batches.SelectMany(batch => Enumerable.Repeat(batch, 10)).ToArray();
            new Random(sender).Shuffle(mine);
            var count = 0;
            foreach (var batch in mine) count += (await clients[sender % 2].SendAsync(batch)).Accepted;
            return count;
        }));

        Assert.Equal(history.Count, accepted.Sum());
        await Recount.EverythingAddsUpAsync(app);
        foreach (var client in clients) client.Dispose();
    }

    private static string Any(Random random, string[] choices) => choices[random.Next(choices.Length)];
}
