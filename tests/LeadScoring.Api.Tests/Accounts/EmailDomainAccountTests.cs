using System.Text.Json.Nodes;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Accounts;

/// <summary>A lead that names no account belongs to the one of its company's email domain.</summary>
public sealed class EmailDomainAccountTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task Firmographics_of_a_domain_reach_the_leads_with_an_address_there()
    {
        using var client = app.CreateClient();
        await client.PutLeadAsync("ada", new { email = "Ada@Acme.Example", title = "VP Sales" });
        await client.TakeAsync("identify", """ "userId":"bob","traits":{"email":"bob@acme.example","title":"VP Sales"} """);
        await SentDialect.PostHog.PostAsync(client, """{"event":"$identify","distinct_id":"cleo","uuid":"1","properties":{"$set":{"email":"cleo@acme.example","title":"VP Sales"}}}""");
        await client.PutLeadAsync("elsewhere", new { email = "ed@mail.acme.example", title = "VP Sales" });
        string[] leads = ["ada", "bob", "cleo"];
        foreach (var lead in leads) await client.SendAsync(Given.EagerHistory(lead));
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        await client.PutAccountAsync("acme.example", Given.PerfectAccount);

        foreach (var lead in leads) Assert.Equal((50, true), await FitAsync(client, lead));
        Assert.Equal((10, false), await FitAsync(client, "elsewhere"));
        Assert.Equal(leads, (await client.ListAllAsync("accountId=acme.example&pql=true")).Select(item => item.LeadId).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        await Recount.EverythingAddsUpAsync(app);
        foreach (var lead in leads)
        {
            var row = await app.Database.ScoreRowOfAsync(lead);
            Assert.Equal(("acme.example", 1L, 5_000, true), (row.AccountId, row.AccountVersion, row.Fit, row.IsPql));
            Assert.Equal(TransitionCause.Attributes, Assert.Single(await app.Database.TransitionsOfAsync(lead), transition => transition.Kind == TransitionKind.PqlGained).Cause);
        }
    }

    [Fact]
    public async Task An_account_that_is_named_goes_before_the_domain_in_every_order_of_arrival_and_the_domain_counts_again_when_it_is_cleared()
    {
        using var client = app.CreateClient();
        await client.PutAccountAsync("domain.example", new { employees = 120 });
        await client.PutAccountAsync("named", new { industry = "SaaS" });
        string[] calls =
        [
            """{"type":"identify","messageId":"1","userId":"USER","timestamp":"2026-03-01T08:00:00Z","traits":{"email":"a@domain.example"}}""",
            """{"type":"group","messageId":"2","userId":"USER","timestamp":"2026-03-01T07:00:00Z","groupId":"named"}""",
            """{"type":"identify","messageId":"3","userId":"USER","timestamp":"2026-03-01T06:00:00Z","traits":{"email":"a@earlier.example"}}""",
        ];
        foreach (var order in (int[][])[[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
        {
            var lead = "order-" + string.Concat(order);
            foreach (var call in order) (await client.PostSdkAsync("/v1/batch", $$"""{"batch":[{{calls[call].Replace("USER", lead, StringComparison.Ordinal)}}]}""")).IsSuccess(1, 0);
            var named = (await FitAsync(client, lead), await AccountOfAsync(lead));

            await client.PutLeadAsync(lead, new JsonObject { ["accountId"] = null });
            var byDomain = (await FitAsync(client, lead), await AccountOfAsync(lead));
            app.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await client.PutLeadAsync(lead, new { email = "a@gmail.com" });

            Assert.Equal((((10, false), "named"), ((15, false), "domain.example"), null), (named, byDomain, await AccountOfAsync(lead)));
        }

        await Recount.EverythingAddsUpAsync(app);
    }

    [Theory]
    [InlineData("vera@gmail.com")]
    [InlineData("vera@localhost")]
    [InlineData("vera@192.0.2.1")]
    [InlineData("vera@müller.example")]
    public async Task An_address_that_is_at_no_company_makes_no_account(string email)
    {
        using var client = app.CreateClient();
        var lead = $"alone {email}";

        await client.PutLeadAsync(lead, new { email });

        Assert.Null(await AccountOfAsync(lead));
        await using var db = app.Database.OpenContext();
        Assert.False(await db.Accounts.AnyAsync(account => email.EndsWith(account.AccountId)));
    }

    [Fact]
    public async Task The_domain_that_an_account_says_it_has_makes_no_lead_its_own()
    {
        using var client = app.CreateClient();
        await client.PutAccountAsync("42", new { domain = "fortytwo.example", employees = 120 });

        await client.PutLeadAsync("zaphod", new { email = "z@fortytwo.example" });

        Assert.Equal("fortytwo.example", await AccountOfAsync("zaphod"));
        Assert.Equal((0, false), await FitAsync(client, "zaphod"));
    }

    [Fact]
    public async Task An_account_that_changes_while_people_with_its_domain_sign_up_and_move_leaves_none_of_them_behind()
    {
        using var client = app.CreateClient();
        string[] domains = ["busy.example", "other.example", "gmail.com"];

        await Task.WhenAll(
            Task.WhenAll(Enumerable.Range(0, 60).Select(i => client.PutLeadAsync($"busy-{i % 12}", new { email = $"b@{domains[i % 3]}", title = $"VP {i}" }))),
            Task.WhenAll(Enumerable.Range(0, 60).Select(i => client.SendAsync(Given.Event($"busy-{i % 12}", i / 50.0, "Integration Connected")))),
            Task.WhenAll(Enumerable.Range(1, 30).Select(i => client.PutAccountAsync(domains[i % 2], new { employees = 10 * i, country = "US" }))));

        await Recount.EverythingAddsUpAsync(app);
    }

    private async Task<string?> AccountOfAsync(string lead) => (await app.Database.ScoreRowOfAsync(lead)).AccountId;

    private static async Task<(decimal Fit, bool Qualified)> FitAsync(HttpClient client, string lead)
    {
        var score = await client.GetScoreAsync(lead);
        return (score.Fit.Score, score.Pql.Qualified);
    }
}
