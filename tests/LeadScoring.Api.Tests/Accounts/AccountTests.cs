using System.Text.Json.Nodes;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Accounts;

public sealed class AccountTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Theory]
    [InlineData("51-200", 15)]
    [InlineData("26 - 49", 8)]
    [InlineData("1,200 employees", 0)]
    [InlineData("10,000+", 0)]
    [InlineData(500, 15)]
    [InlineData(501, 8)]
    public async Task A_size_counts_as_a_number_or_by_the_middle_of_an_interval(object employees, int points)
    {
        using var client = app.CreateClient();
        var name = $"size {employees}";
        await client.PutLeadAsync(name, new { accountId = name });

        await client.PutAccountAsync(name, new { employees });

        var fit = (await client.GetScoreAsync(name)).Fit;
        Assert.Equal((points, 0.2m), (fit.Score, fit.Coverage));
    }

    [Fact]
    public async Task Members_that_are_left_out_stay_null_clears_one_and_the_last_write_wins()
    {
        using var client = app.CreateClient();
        await client.PutLeadAsync("lena", new { accountId = "kept" });
        await client.PutAccountAsync("kept", new { employees = 10, industry = "SaaS" });
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await client.PutAccountAsync("kept", new { employees = 120, country = "US" });
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await client.PutAccountAsync("kept", new JsonObject { ["country"] = null });

        var fit = (await client.GetScoreAsync("lena")).Fit;

        Assert.Equal(25, fit.Score);
        Assert.Equal(["seniority", "technologies", "country"], fit.Missing);
        await using var db = app.Database.OpenContext();
        var log = await db.AccountEvents.Where(e => e.AccountId == "kept").OrderBy(e => e.Version).ToListAsync();
        Assert.Equal([1L, 2L, 3L], log.Select(e => e.Version));
        Assert.Equal("""{"country":null}""", JsonNode.Parse(log[2].Properties)!.ToJsonString());
        await Recount.EverythingAddsUpAsync(app);
    }

    [Fact]
    public async Task A_change_is_in_the_next_answer_and_in_the_rows_of_all_leads_soon()
    {
        using var client = app.CreateClient();
        string[] leads = [.. Enumerable.Range(0, 5).Select(i => $"member-{i}")];
        await client.PutAccountAsync("growing", new { employees = 5 });
        foreach (var lead in leads) await client.PutLeadAsync(lead, new { accountId = "growing", title = "VP Sales" });
        await client.SendAsync(leads.SelectMany(Given.EagerHistory));
        app.Clock.Advance(TimeSpan.FromHours(1));

        await client.PutAccountAsync("growing", Given.PerfectAccount);

        foreach (var lead in leads) Assert.Equal((50, true), await FitAsync(client, lead));
        await Eventually.PassesAsync(async () =>
        {
            foreach (var lead in leads)
            {
                var gained = Assert.Single(await app.Database.TransitionsOfAsync(lead), transition => transition.Kind == TransitionKind.PqlGained);
                Assert.Equal((TransitionCause.Attributes, app.Clock.GetUtcNow()), (gained.Cause, gained.EffectiveAt));
                Assert.Equal((5_000, 2L), ((await app.Database.ScoreRowOfAsync(lead)).Fit, (await app.Database.ScoreRowOfAsync(lead)).AccountVersion));
            }
        });
        await Recount.EverythingAddsUpAsync(app);
    }

    [Fact]
    public async Task What_is_known_of_an_account_already_writes_no_score()
    {
        using var client = app.CreateClient();
        await Given.PerfectFitAsync(client, "again", "rita", "rosa");
        await Recount.NothingIsDueAsync(app);
        var row = await app.Database.ScoreRowVersionOfAsync("rita");

        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.PutAccountAsync("again", Given.PerfectAccount);

        await Recount.EverythingAddsUpAsync(app);
        Assert.Equal(row, await app.Database.ScoreRowVersionOfAsync("rita"));
    }

    [Fact]
    public async Task A_lead_may_be_known_before_its_account()
    {
        using var client = app.CreateClient();
        await client.PutLeadAsync("early", new { accountId = "late", title = "VP Sales" });
        await client.SendAsync(Given.EagerHistory("early"));
        var before = await FitAsync(client, "early");

        await client.PutAccountAsync("late", Given.PerfectAccount);

        Assert.Equal((10, false), before);
        Assert.Equal((50, true), await FitAsync(client, "early"));
        await Eventually.PassesAsync(async () => Assert.Equal(15_000, (await app.Database.ScoreRowOfAsync("early")).Total));
    }

    [Fact]
    public async Task A_lead_that_changes_its_account_follows_the_new_one_only()
    {
        using var client = app.CreateClient();
        await Given.PerfectFitAsync(client, "left", "mover");
        await client.SendAsync(Given.EagerHistory("mover"));
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        await client.PutLeadAsync("mover", new { accountId = "joined" });
        var moved = await FitAsync(client, "mover");
        await client.PutAccountAsync("joined", new { employees = 120 });
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.PutAccountAsync("left", new { employees = 1 });
        var joined = await FitAsync(client, "mover");
        await client.PutLeadAsync("mover", new JsonObject { ["accountId"] = null });
        var alone = await FitAsync(client, "mover");

        Assert.Equal(((10, false), (25, true), (10, false)), (moved, joined, alone));
        await Recount.EverythingAddsUpAsync(app);
    }

    [Fact]
    public async Task An_account_that_changes_while_its_leads_are_busy_leaves_none_of_them_behind()
    {
        using var client = app.CreateClient();
        string[] leads = [.. Enumerable.Range(0, 10).Select(i => $"busy-{i}")];
        foreach (var lead in leads) await client.PutLeadAsync(lead, new { accountId = "busy" });

        await Task.WhenAll(
            Task.WhenAll(Enumerable.Range(0, 200).Select(i => client.SendAsync(Given.Event(leads[i % 10], i / 50.0, "Integration Connected"), Given.NeutralEvent(leads[i * 7 % 10], 1)))),
            Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.PutLeadAsync(leads[i % 10], new { title = $"VP {i}", accountId = i % 3 == 0 ? "busy" : "other" }))),
            Task.WhenAll(Enumerable.Range(1, 40).Select(i => client.PutAccountAsync(i % 4 == 0 ? "other" : "busy", new { employees = 10 * i, country = "US" }))));

        await Recount.EverythingAddsUpAsync(app);
        await using var db = app.Database.OpenContext();
        Assert.Equal(30, await db.Accounts.Where(account => account.AccountId == "busy").Select(account => account.Version).SingleAsync());
    }

    /// <summary>Nobody can see yet that the lead belongs to the account: the change must wait for it, or find it later.</summary>
    [Fact]
    public async Task An_account_that_changes_while_a_lead_joins_it_does_not_miss_the_lead()
    {
        using var client = app.CreateClient();
        await client.PutAccountAsync("joined late", new { employees = 1 });
        await Recount.NothingIsDueAsync(app);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await using var db = app.Database.OpenContext();
        await using var blocking = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlAsync($"LOCK TABLE lead_scores IN SHARE MODE");

        var joining = client.PutLeadAsync("joiner", new { accountId = "joined late", title = "VP Sales" });
        await Eventually.IsTrueAsync(async () => await app.Database.WaitersAsync() == 1, "the lead is about to be written");
        var changing = client.PutAccountAsync("joined late", Given.PerfectAccount);
        await Eventually.IsTrueAsync(async () => await app.Database.WaitersAsync() == 2 || await IsSettledAsync("joined late", 2), "the account waits, or is done with all leads it has found");
        await blocking.RollbackAsync();
        await Task.WhenAll(joining, changing);

        await Recount.EverythingAddsUpAsync(app);
        Assert.Equal(5_000, (await app.Database.ScoreRowOfAsync("joiner")).Fit);
    }

    private async Task<bool> IsSettledAsync(string accountId, long version)
    {
        await using var db = app.Database.OpenContext();
        return await db.Accounts.AnyAsync(account => account.AccountId == accountId && account.SettledVersion == version);
    }

    private static async Task<(decimal Fit, bool Qualified)> FitAsync(HttpClient client, string lead)
    {
        var score = await client.GetScoreAsync(lead);
        return (score.Fit.Score, score.Pql.Qualified);
    }
}
