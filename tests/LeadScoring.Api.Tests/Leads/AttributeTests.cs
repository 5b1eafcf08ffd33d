using System.Globalization;
using System.Text.Json.Nodes;
using LeadScoring.Api.Events;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Leads;

public sealed class AttributeTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task Members_that_are_left_out_stay_null_clears_one_and_unknown_ones_are_named_as_missing()
    {
        using var client = app.CreateClient();
        await client.PutLeadAsync("vera", new { title = "VP Marketing", country = "US" });
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.PutLeadAsync("vera", new { department = "Marketing" });
        var kept = await client.GetScoreAsync("vera");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.PutLeadAsync("vera", new JsonObject { ["title"] = null });

        var cleared = await client.GetScoreAsync("vera");

        Assert.Equal((17, 0.4m), (kept.Fit.Score, kept.Fit.Coverage));
        Assert.Equal(["employees", "industry", "technologies"], kept.Fit.Missing);
        Assert.Equal((7, 0.2m), (cleared.Fit.Score, cleared.Fit.Coverage));
        Assert.Equal(["employees", "industry", "seniority", "technologies"], cleared.Fit.Missing);
    }

    [Fact]
    public async Task Each_payload_is_an_entry_of_the_log_and_the_last_one_wins()
    {
        using var client = app.CreateClient();
        foreach (var title in (string[])["Analyst", "Director of Sales", "Manager"])
        {
            await client.PutLeadAsync("walt", new { title });
            app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await using var db = app.Database.OpenContext();
        var log = await db.Events.Where(e => e.Identity == "user:walt").OrderBy(e => e.OccurredAt).ToListAsync();

        Assert.All(log, e => Assert.Equal((IncomingEvent.Identify, ""), (e.Kind, e.Name)));
        Assert.Equal(["Analyst", "Director of Sales", "Manager"], log.Select(e => JsonNode.Parse(e.Properties)!["title"]!.GetValue<string>()), StringComparer.Ordinal);
        Assert.Equal(6, (await client.GetScoreAsync("walt")).Fit.Score);
    }

    [Fact]
    public async Task Traits_are_kept_each_by_itself()
    {
        using var client = app.CreateClient();
        await client.PutLeadAsync("tina", new { traits = new { color = "red", size = 3 } });
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.PutLeadAsync("tina", new { traits = new Dictionary<string, object?>(StringComparer.Ordinal) { ["color"] = null, ["tags"] = new[] { "a", "b" } } });

        await using var db = app.Database.OpenContext();
        var stored = JsonNode.Parse((await db.Leads.SingleAsync(lead => lead.LeadId == "user:tina")).Attributes)!.AsObject();

        Assert.Equal(["traits.color", "traits.size", "traits.tags"], stored.Select(member => member.Key).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Null(stored["traits.color"]!["text"]);
        Assert.Equal(3, stored["traits.size"]!["number"]!.GetValue<double>());
        Assert.Equal("""["a","b"]""", stored["traits.tags"]!["items"]!.ToJsonString());
        await Recount.EverythingAddsUpAsync(app);
    }

    [Fact]
    public async Task A_sign_up_date_moves_the_windows_that_begin_with_it()
    {
        using var client = app.CreateClient();
        await client.SendAsync(Given.Event("sam", 5, "Signed In"));
        var before = await client.GetScoreAsync("sam");

        await client.PutLeadAsync("sam", new { signedUpAt = Given.Day(-3).ToString("O", CultureInfo.InvariantCulture) });

        var after = await client.GetScoreAsync("sam");
        Assert.Equal((2, 0), (before.Behavior.Score, after.Behavior.Score));
        Assert.Equal(0, (await app.Database.ScoreRowOfAsync("sam")).Behavior);
    }

    [Theory]
    [InlineData("vera@gmail.com", -15)]
    [InlineData("vera@cs.uni.edu", -10)]
    [InlineData("vera@Competitor.Example", -30)]
    public async Task The_domain_of_an_email_address_can_cost_points(string email, int points)
    {
        using var client = app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", email);
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        await client.PutLeadAsync(email, new { email });

        Assert.Equal(50 + points, (await client.GetScoreAsync(email)).Fit.Score);
    }

    [Fact]
    public async Task A_competitor_with_a_perfect_score_is_blocked()
    {
        using var client = app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "spy");
        await client.SendAsync(Given.EagerHistory("spy"));
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        await client.PutLeadAsync("spy", new { email = "spy@competitor.example" });

        var score = await client.GetScoreAsync("spy");
        Assert.Equal((20, 100, 120), (score.Fit.Score, score.Behavior.Score, score.Total));
        Assert.Equal((false, app.Clock.GetUtcNow()), (score.Pql.Qualified, score.Pql.Since));
        Assert.Equal(["disqualified:competitor"], score.Pql.BlockedBy);
        var lost = Assert.Single(await app.Database.TransitionsOfAsync("spy"), transition => transition.Kind == TransitionKind.PqlLost);
        Assert.Equal((TransitionCause.Attributes, 5_000, 2_000), (lost.Cause, lost.FitBefore, lost.FitAfter));
    }
}
