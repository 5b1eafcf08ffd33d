using System.Net;
using System.Text.Json.Nodes;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Tests.Accounts;

public sealed class AccountScoreTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new(Given.EagerWorker);

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Many_modest_leads_qualify_together_where_no_single_one_does()
    {
        using var client = _app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "ann", "bob", "cat", "dan");
        await client.SendAsync(Given.Event("ann", 0, "Onboarding Completed"), Given.Event("ann", 0.1, "Invite Sent", ("inviteeEmail", "bob@customer.example")));
        await client.SendAsync(Given.Event("bob", 2, "Integration Connected"), Given.Event("bob", 2.2, "Invite Sent", ("inviteeEmail", "cat@customer.example")));
        await client.SendAsync(Given.Event("cat", 4, "Pricing Page Viewed"));

        var account = await client.GetAccountScoreAsync("acme");

        // Onboarding 15, integration 15, two different teammates 15, pricing page 10; no person has a burst. Fit without the title.
        Assert.Equal((40, 55, 95, true), (account.Fit.Score, account.Behavior.Score, account.Total, account.Pql.Qualified));
        Assert.Equal(0, account.Behavior.Velocity);
        foreach (var lead in (string[])["ann", "bob", "cat", "dan"]) Assert.False((await client.GetScoreAsync(lead)).Pql.Qualified);
        Assert.Equal((4, 2, 5L), (account.Leads, account.ActiveLeads, account.KeyActions));
        Assert.Equal(("bob", 2L, Given.Day(2.2)), (account.Champion!.LeadId, account.Champion.KeyActions, account.Champion.LastAt));
        Assert.Equal("vp", account.EconomicBuyer!.Seniority);
        await Recount.EverythingAddsUpAsync(_app);
    }

    [Fact]
    public async Task Forty_people_with_random_histories_score_as_the_union_of_their_logs()
    {
        using var client = _app.CreateClient();
        var random = new Random(17);
        await client.PutAccountAsync("acme", Given.PerfectAccount);
        string[] people = [.. Enumerable.Range(0, 40).Select(i => $"person-{i}")];
        foreach (var person in people)
        {
            await client.PutLeadAsync(person, new { accountId = "acme", title = random.Next(3) == 0 ? "CTO" : "Engineer", department = $"Team {random.Next(7)}" });
        }

        var events = people.SelectMany(person => RandomHistory.Of(random, person, 12, random.Next(6), 7));
        await client.SendInBatchesAsync(RandomHistory.InBatches(random, events, 60));

        for (var day = 7.0; day < 130; day += 20.37)
        {
            _app.Clock.Set(Given.Day(day));
            await Recount.EverythingAddsUpAsync(_app);
            var (read, row) = (await client.GetAccountScoreAsync("acme"), await RowAsync("acme"));
            Assert.Equal((row.Fit, row.Behavior, row.Total, row.IsPql), ((int)(read.Fit.Score * 100), (int)(read.Behavior.Score * 100), (int)(read.Total * 100), read.Pql.Qualified));
            Assert.Equal((40, row.ActiveLeads, row.KeyActions), (read.Leads, read.ActiveLeads, read.KeyActions));
        }
    }

    [Fact]
    public async Task It_stops_being_a_PQL_on_the_day_its_decay_says_with_one_crossing()
    {
        using var client = _app.CreateClient();
        var after = await client.LatestAsync();
        await Given.PerfectFitAsync(client, "acme", "vera");
        await client.SendAsync(Given.EagerHistory("vera"));
        await Recount.EverythingAddsUpAsync(_app);

        for (var day = 8; day < 140; day += 4)
        {
            _app.Clock.Set(Given.Day(day));
            await Recount.NothingIsDueAsync(_app);
        }

        var items = await client.FollowUntilAsync(after, items => items.Exists(item => item is { AccountId: "acme", Transition.Kind: TransitionKind.PqlLost }));
        var lost = Assert.Single(items, item => item is { AccountId: "acme", Transition.Kind: TransitionKind.PqlLost }).Transition!;
        // Raw 75 and the last activity on day 2: with three periods gone 45 are left, with four 35.
        Assert.Equal((TransitionCause.Time, Given.Day(122), 45, 35), (lost.Cause, lost.EffectiveAt, lost.Before.Behavior, lost.After.Behavior));
        var gained = Assert.Single(items, item => item is { AccountId: "acme", Transition.Kind: TransitionKind.PqlGained }).Transition!;
        Assert.Equal(TransitionCause.Event, gained.Cause);
        Assert.Equal(100, gained.Contributions.Where(line => line.Layer != "fit").Sum(line => line.After - line.Before));
        await Recount.EverythingAddsUpAsync(_app);
    }

    [Fact]
    public async Task What_is_said_of_an_account_again_and_again_does_not_pass_for_news()
    {
        using var client = _app.CreateClient();
        var after = await client.LatestAsync();
        await Given.PerfectFitAsync(client, "acme", "vera");
        await client.SendAsync(Given.EagerHistory("vera"));
        await Recount.EverythingAddsUpAsync(_app);

        await client.PutAccountAsync("acme", Given.PerfectAccount);
        _app.Clock.Set(Given.Day(125));

        var items = await client.FollowUntilAsync(after, items => items.Exists(item => item is { AccountId: "acme", Transition.Kind: TransitionKind.PqlLost }));
        var lost = Assert.Single(items, item => item is { AccountId: "acme", Transition.Kind: TransitionKind.PqlLost }).Transition!;
        Assert.Equal((TransitionCause.Time, Given.Day(122)), (lost.Cause, lost.EffectiveAt));
        await Recount.EverythingAddsUpAsync(_app);
    }

    [Fact]
    public async Task A_new_model_after_a_while_is_only_blamed_for_what_it_did()
    {
        using var client = _app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "vera");
        await client.SendAsync(Given.EagerHistory("vera"));
        await Recount.EverythingAddsUpAsync(_app);
        // Velocity has lapsed and two periods of decay are over: 55 are left of 100.
        _app.Clock.Set(Given.Day(70));
        var file = Path.GetTempFileName();
        var model = JsonNode.Parse(ModelTemplates.ProductLed)!;
        model["account"]!["pql"]!["behavior"] = 60;
        await File.WriteAllTextAsync(file, model.ToJsonString());

        await using var publisher = _app.NewReplica(Given.Settings(("Scoring:ModelFile", file), ("Rescoring:Interval", "00:00:00.020")));
        using var other = publisher.CreateClient();
        Assert.False((await other.GetAccountScoreAsync("acme")).Pql.Qualified);

        await Recount.EverythingAddsUpAsync(publisher);
        File.Delete(file);
        var lost = Assert.Single(await _app.Database.TransitionsOfAccountAsync("acme"), crossing => crossing.Kind == TransitionKind.PqlLost);
        Assert.Equal((TransitionCause.Model, 5_500, 5_500, "[]"), (lost.Cause, lost.BehaviorBefore, lost.BehaviorAfter, lost.Contributions));
    }

    [Fact]
    public async Task People_of_several_departments_bring_an_account_points()
    {
        var file = Path.GetTempFileName();
        var model = JsonNode.Parse(ModelTemplates.ProductLed)!;
        model["fit"]!["criteria"]!.AsArray().Add(JsonNode.Parse("""{ "key": "spread", "attribute": "departments", "tiers": [{ "points": 9, "from": 3 }] }"""));
        await File.WriteAllTextAsync(file, model.ToJsonString());
        await using var app = _app.NewReplica(Given.Settings(("Scoring:ModelFile", file), ("Rescoring:Interval", "00:00:00.020")));
        using var client = app.CreateClient();
        await client.PutLeadAsync("ann", new { accountId = "acme", department = "Sales" });
        await client.PutLeadAsync("bob", new { accountId = "acme", department = "sales" });
        await client.PutLeadAsync("cat", new { accountId = "acme", department = "Support" });
        Assert.Equal(0, (await client.GetAccountScoreAsync("acme")).Fit.Score);

        await client.PutLeadAsync("bob", new { department = "Finance" });

        var account = await client.GetAccountScoreAsync("acme");
        Assert.Equal(("spread", 9m, "3"), account.Fit.Contributions.Select(line => (line.Criterion, line.Points, line.Evidence.Value)).Single());
        Assert.Equal(0, (await client.GetScoreAsync("cat")).Fit.Score);
        await Recount.EverythingAddsUpAsync(app);
        Assert.Equal(900, (await RowAsync("acme")).Fit);
        File.Delete(file);
    }

    [Fact]
    public async Task A_lead_that_moves_takes_what_it_did_along()
    {
        using var client = _app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "vera");
        await Given.PerfectFitAsync(client, "bolt");
        await client.SendAsync(Given.EagerHistory("vera"));
        await Recount.EverythingAddsUpAsync(_app);
        Assert.Equal(1, (await RowAsync("acme")).Leads);

        await client.PutLeadAsync("vera", new { accountId = "bolt" });

        await Recount.EverythingAddsUpAsync(_app);
        var (left, joined) = (await client.GetAccountScoreAsync("acme"), await client.GetAccountScoreAsync("bolt"));
        Assert.Equal((0, 0, false), (left.Leads, left.Behavior.Score, left.Pql.Qualified));
        Assert.Equal((1, 100, true), (joined.Leads, joined.Behavior.Score, joined.Pql.Qualified));
    }

    [Fact]
    public async Task Linked_people_are_one_and_accounts_change_while_their_people_are_busy()
    {
        await using var other = _app.NewReplica();
        HttpClient[] clients = [_app.CreateClient(), other.CreateClient()];
        var random = new Random(5);
        string[] accounts = ["red", "green"];

        await Task.WhenAll(Enumerable.Range(0, 160).Select(i => (i, Seed: random.Next())).Select(async each =>
        {
            var dice = new Random(each.Seed);
            var (client, lead) = (clients[each.i % 2], $"lead-{dice.Next(14)}");
            await (dice.Next(6) switch
            {
                0 => client.PutAccountAsync(accounts[dice.Next(2)], new { employees = dice.Next(1, 900) }),
                1 or 2 => client.PutLeadAsync(lead, new { accountId = accounts[dice.Next(2)], title = dice.Next(2) == 0 ? "CEO" : "Analyst" }),
                3 => client.SendAsync(Given.Event(lead, dice.Next(7), "Feature Used", ("feature", "reports"), ("core", true)) with { AnonymousId = $"device-{dice.Next(9)}" }),
                _ => client.SendAsync(RandomHistory.Of(dice, lead, 4, dice.Next(6), 7)),
            });
        }));

        await Recount.EverythingAddsUpAsync(_app);
        foreach (var client in clients) client.Dispose();
    }

    [Fact]
    public async Task What_nobody_has_heard_of_is_not_found_and_a_company_without_people_has_a_fit()
    {
        using var client = _app.CreateClient();
        Assert.Equal(HttpStatusCode.NotFound, await client.StatusOfAsync("/v1/accounts/nobody/score"));

        await client.PutAccountAsync("empty", Given.PerfectAccount);

        var account = await client.GetAccountScoreAsync("empty");
        Assert.Equal((0, 40, 0), (account.Leads, account.Fit.Score, account.Behavior.Score));
        Assert.Null(account.Champion);
        Assert.Null(account.EconomicBuyer);
    }

    /// <summary>Each of them by an email address of the company, with one invitation: of the same ten people, over and over.</summary>
    [Fact]
    public async Task A_company_of_ten_thousand_people_is_scored_within_bounds()
    {
        const int People = 10_000;
        using var client = _app.CreateClient();
        await client.PutAccountAsync("huge.example", Given.PerfectAccount);
        foreach (var people in Enumerable.Range(0, People).Chunk(500))
        {
            var items = people.SelectMany(i => (string[])
            [
                $$"""{"type":"identify","messageId":"i{{i}}","userId":"p{{i}}","traits":{"email":"p{{i}}@huge.example"},"timestamp":"{{Given.Day(1).InQuery()}}"}""",
                $$"""{"type":"track","messageId":"t{{i}}","userId":"p{{i}}","event":"Invite Sent","properties":{"inviteeEmail":"mate{{i % 10}}@huge.example"},"timestamp":"{{Given.Day(1).AddSeconds(i).InQuery()}}"}""",
            ]);
            (await client.PostSdkAsync("/v1/batch", $$"""{"batch":[{{string.Join(',', items)}}]}""")).IsSuccess(people.Length * 2, 0);
        }

        var account = await client.GetAccountScoreAsync("huge.example");
        await Recount.NothingIsDueAsync(_app);

        Assert.Equal((People, People, (long)People), (account.Leads, account.ActiveLeads, account.KeyActions));
        Assert.Equal($"p{People - 1}", account.Champion!.LeadId);
        Assert.Equal((40, 15), (account.Fit.Score, account.Behavior.Score));
        var row = await RowAsync("huge.example");
        Assert.Equal((People, 5_500), (row.Leads, row.Total));
    }

    private async Task<AccountScore> RowAsync(string accountId)
    {
        await using var db = _app.Database.OpenContext();
        return db.AccountScores.Single(row => row.AccountId == accountId);
    }
}
