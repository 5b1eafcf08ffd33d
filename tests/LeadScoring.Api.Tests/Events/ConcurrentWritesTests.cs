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
    public async Task Requests_with_the_same_leads_in_opposite_orders_do_not_stand_in_each_others_way()
    {
        using var client = app.CreateClient();
        string[] leads = [.. Enumerable.Range(0, 40).Select(i => $"circle-{i}")];
        string[] backwards = [.. leads.Reverse()];

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i =>
            client.SendAsync((i % 2 == 0 ? leads : backwards).Select(lead => Given.Event(lead, i / 10.0, "Integration Connected")))));

        Assert.All(answers, answer => Assert.Equal((leads.Length, 0), (answer.Accepted, answer.Duplicates)));
        foreach (var lead in leads) Assert.Equal(32, await app.Database.CountEventsAsync(lead));
        await Recount.EverythingAddsUpAsync(app);
        Assert.Equal(0, await DeadlocksAsync());
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
        Assert.Equal(0, await DeadlocksAsync());
        foreach (var client in clients) client.Dispose();
    }

    [Fact]
    public async Task One_lead_from_64_connections_counts_32000_events_exactly_and_crosses_once()
    {
        const int connections = 64, requests = 50, batch = 10;
        using var client = app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "hot");
        await client.SendAsync(Given.EagerHistory("hot").Take(4));

        var accepted = await Task.WhenAll(Enumerable.Range(0, connections).Select(async connection =>
        {
            var count = 0;
            for (var i = 0; i < requests; i++)
                count += (await client.SendAsync(Enumerable.Range(0, batch).Select(_ => Given.Event("hot", 1 + (i / 50.0), "Integration Connected")))).Accepted;
            return count;
        }));

        Assert.Equal(connections * requests * batch, accepted.Sum());
        Assert.Equal(connections * requests * batch, (await client.GetScoreAsync("hot")).Behavior.Contributions.Single(line => line.Criterion == "integration").Evidence.Count);
        Assert.Single(await app.Database.TransitionsOfAsync("hot"), transition => transition.Kind == TransitionKind.PqlGained);
        await Recount.EverythingAddsUpAsync(app);
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

    /// <summary>A second try would hide them.</summary>
    private async Task<long> DeadlocksAsync()
    {
        await using var db = app.Database.OpenContext();
        return await db.Database.SqlQuery<long>($"""SELECT deadlocks AS "Value" FROM pg_stat_database WHERE datname = current_database()""").SingleAsync();
    }

    private static string Any(Random random, string[] choices) => choices[random.Next(choices.Length)];
}
