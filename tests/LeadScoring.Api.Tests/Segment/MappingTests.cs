using System.Text.Json.Nodes;
using LeadScoring.Api.Events;
using LeadScoring.Api.Segment;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Segment;

/// <summary>What calls come to: names of events, attributes, accounts.</summary>
public sealed class MappingTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Theory]
    [InlineData("Pricing", "Page", "Pricing Page Viewed")]
    [InlineData("Pricing Page", "Page", "Pricing Page Viewed")]
    [InlineData(" Pricing ", "Page", "Pricing Page Viewed")]
    [InlineData("Page", "Page", "Page Viewed")]
    [InlineData(null, "Page", "Page Viewed")]
    [InlineData("Settings", "Screen", "Settings Screen Viewed")]
    [InlineData("Home Screen", "Screen", "Home Screen Viewed")]
    [InlineData(null, "Screen", "Screen Viewed")]
    public void A_view_is_an_event_by_its_name(string? name, string kind, string expected) => Assert.Equal(expected, ViewName.Of(name, kind));

    /// <summary>Traits of a person, and the attributes that they are beside <c>traits</c>.</summary>
    [Theory]
    [InlineData("""{}""", """{}""")]
    [InlineData("""{"email":"a@b.example","name":"Ada B","title":"VP","seniority":"vp","department":"Product","country":"US","plan":"pro"}""", """{"email":"a@b.example","name":"Ada B","title":"VP","seniority":"vp","department":"Product","country":"US","plan":"pro"}""")]
    [InlineData("""{"firstName":"Ada","lastName":"B"}""", """{"name":"Ada B"}""")]
    [InlineData("""{"first_name":"Ada"}""", """{"name":"Ada"}""")]
    [InlineData("""{"name":"Countess","firstName":"Ada"}""", """{"name":"Countess"}""")]
    [InlineData("""{"jobTitle":"CTO"}""", """{"title":"CTO"}""")]
    [InlineData("""{"job_title":"CTO"}""", """{"title":"CTO"}""")]
    [InlineData("""{"position":"CTO","title":" "}""", """{"title":"CTO"}""")]
    [InlineData("""{"address":{"country":"DE"}}""", """{"country":"DE"}""")]
    [InlineData("""{"createdAt":"2026-03-01T10:00:00+01:00"}""", """{"signedUpAt":"2026-03-01T09:00:00Z"}""")]
    [InlineData("""{"created_at":1772355600}""", """{"signedUpAt":"2026-03-01T09:00:00Z"}""")]
    [InlineData("""{"signedUpAt":1772355600123}""", """{"signedUpAt":"2026-03-01T09:00:00.123Z"}""")]
    [InlineData("""{"createdAt":"last year","created_at":-1,"signedUpAt":1e15}""", """{}""")]
    [InlineData("""{"company":{"id":7,"name":"Acme"}}""", """{"accountId":"7"}""")]
    [InlineData("""{"companyId":"acme"}""", """{"accountId":"acme"}""")]
    [InlineData("""{"company":"Acme"}""", """{}""")]
    [InlineData("""{"email":"nobody","title":5,"plan":{"name":"pro"},"country":["US"],"companyId":"anon:x"}""", """{}""")]
    [InlineData("""{"email":null,"title":null,"plan":null}""", """{"email":null,"title":null,"plan":null}""")]
    public async Task Traits_of_a_person_become_attributes_and_are_all_kept(string traits, string attributes)
    {
        using var client = app.CreateClient();
        var lead = $"traits-{Guid.NewGuid():N}";

        await client.TakeAsync("identify", $$""" "userId":"{{lead}}","traits":{{traits}} """);

        await using var db = app.Database.OpenContext();
        var row = await db.Events.SingleAsync(e => e.Identity == "user:" + lead);
        Assert.Equal((IncomingEvent.Identify, ""), (row.Kind, row.Name));
        AssertPayload(row.Properties, attributes, traits);
    }

    [Theory]
    [InlineData("""{"name":"Acme","domain":"acme.example","employees":120,"industry":"SaaS","country":"US","region":"EMEA","technologies":["Slack"],"annualRevenue":5e6,"fundingStage":"Seed"}""", """{"name":"Acme","domain":"acme.example","employees":120,"industry":"SaaS","country":"US","region":"EMEA","technologies":["Slack"],"annualRevenue":5e6,"fundingStage":"Seed"}""")]
    [InlineData("""{"website":"https://www.acme.example/about?x=1","employee_count":"51-200"}""", """{"domain":"acme.example","employees":"51-200"}""")]
    [InlineData("""{"companySize":"10,000+","annual_revenue":1,"funding_stage":"A","address":{"country":"DE"}}""", """{"employees":"10,000+","annualRevenue":1,"fundingStage":"A","country":"DE"}""")]
    [InlineData("""{"employees":"many","size":30,"technologies":"Slack","annualRevenue":"a lot","name":""}""", """{"employees":30}""")]
    [InlineData("""{"industry":null}""", """{"industry":null}""")]
    public async Task Traits_of_a_company_become_attributes_of_the_account_in_a_group_or_under_company(string traits, string attributes)
    {
        using var client = app.CreateClient();
        var account = $"company-{Guid.NewGuid():N}";

        await client.TakeAsync("group", $$""" "userId":"{{account}}-1","groupId":"{{account}}","traits":{{traits}} """);
        var inCompany = "{\"id\":\"" + account + "\"," + traits[1..];
        await client.TakeAsync("identify", $$""" "userId":"{{account}}-2","traits":{"company":{{inCompany}}} """);

        await using var db = app.Database.OpenContext();
        var log = await db.AccountEvents.Where(e => e.AccountId == account).OrderBy(e => e.Version).ToListAsync();
        Assert.Equal([1L, 2L], log.Select(e => e.Version));
        AssertPayload(log[0].Properties, attributes, traits);
        AssertPayload(log[1].Properties, attributes, inCompany);
        foreach (var lead in new[] { "-1", "-2" }) Assert.Equal(account, (await app.Database.ScoreRowOfAsync(account + lead)).AccountId);
    }

    [Fact]
    public async Task A_value_that_is_too_long_for_an_attribute_is_kept_as_a_trait()
    {
        using var client = app.CreateClient();
        var title = new string('t', 501);

        await client.TakeAsync("identify", $$""" "userId":"long","traits":{"title":"{{title}}"} """);

        await using var db = app.Database.OpenContext();
        AssertPayload((await db.Events.SingleAsync(e => e.Identity == "user:long")).Properties, "{}", $$"""{"title":"{{title}}"}""");
    }

    [Fact]
    public async Task Calls_of_the_analytics_SDKs_make_a_PQL_of_the_default_model()
    {
        using var client = app.CreateClient();
        string[] events = ["Onboarding Completed", "Feature Used", "Feature Used", "Feature Used", "Integration Connected"];
        var tracks = events.Select((name, i) => $$"""{"type":"track","messageId":"p{{i}}","userId":"whole","event":"{{name}}","properties":{"feature":"reports","core":true} }""");
        var batch = $$"""
            {"batch":[
             {"type":"identify","messageId":"pi","userId":"whole","traits":{"email":"w@customer.example","jobTitle":"VP Marketing"} },
             {"type":"group","messageId":"pg","userId":"whole","groupId":"whole-company","traits":{"employees":120,"industry":"SaaS","country":"US","technologies":["Salesforce"]} },
             {{string.Join(',', tracks)}},
             {"type":"page","messageId":"pp","userId":"whole","name":"Pricing"}]}
            """;

        (await client.PostSdkAsync("/v1/batch", batch)).IsSuccess(accepted: 8, duplicates: 0);
        var score = await client.GetComparableScoreAsync("whole");
        (await client.PostSdkAsync("/v1/batch", batch, gzip: true)).IsSuccess(accepted: 0, duplicates: 8);

        Assert.Equal(score, await client.GetComparableScoreAsync("whole"));
        var answer = await client.GetScoreAsync("whole");
        Assert.Equal((50, 85, true), (answer.Fit.Score, answer.Behavior.Score, answer.Pql.Qualified));
        await using var db = app.Database.OpenContext();
        Assert.Equal(1, (await db.Accounts.SingleAsync(account => account.AccountId == "whole-company")).Version);
    }

    [Theory]
    [InlineData(""" "groupId":"named" """, "named")]
    [InlineData(""" "context":{"groupId":"named"} """, "named")]
    [InlineData(""" "groupId":"named","context":{"groupId":"other"} """, "named")]
    [InlineData(""" "context":{"groupId":8} """, "8")]
    [InlineData(""" "groupId":{},"context":{"groupId":"anon:x"} """, null)]
    public async Task The_account_beside_an_event_is_the_leads_and_a_repeat_does_not_bring_it_back(string members, string? accountId)
    {
        using var client = app.CreateClient();
        var lead = $"beside-{Guid.NewGuid():N}";
        var call = $$"""{"messageId":"{{lead}}","userId":"{{lead}}","event":"Signed In",{{members}}}""";

        (await client.PostSdkAsync("/v1/track", call)).IsSuccess(accepted: 1, duplicates: 0);
        var first = (await app.Database.ScoreRowOfAsync(lead)).AccountId;
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.PutLeadAsync(lead, new { accountId = "moved" });
        (await client.PostSdkAsync("/v1/track", call)).IsSuccess(accepted: 0, duplicates: 1);

        Assert.Equal((accountId, "moved"), (first, (await app.Database.ScoreRowOfAsync(lead)).AccountId));
    }

    [Fact]
    public async Task An_older_group_that_arrives_late_overwrites_nothing()
    {
        using var client = app.CreateClient();

        await client.TakeAsync("group", """ "userId":"late","groupId":"late-company","traits":{"employees":120},"timestamp":"2026-03-01T10:00:00Z" """);
        await client.TakeAsync("group", """ "userId":"late","groupId":"late-company","traits":{"employees":5,"industry":"SaaS"},"timestamp":"2026-03-01T09:00:00Z" """);

        Assert.Equal(25, (await client.GetScoreAsync("late")).Fit.Score);
        await Recount.EverythingAddsUpAsync(app);
    }

    [Fact]
    public async Task An_alias_is_kept_with_both_ids()
    {
        using var client = app.CreateClient();

        await client.TakeAsync("alias", """ "userId":"new-id","previousId":"old-id" """);

        await using var db = app.Database.OpenContext();
        var row = await db.Events.SingleAsync(e => e.Identity == "user:new-id");
        Assert.Equal(IncomingEvent.Alias, row.Kind);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"previousId":"old-id","userId":"new-id"}"""), JsonNode.Parse(row.Properties)));
        Assert.Equal(0, (await client.GetScoreAsync("new-id")).Total);
    }

    [Fact]
    public async Task Groups_of_one_account_from_many_clients_are_each_kept_once()
    {
        using var client = app.CreateClient();
        var groups = Enumerable.Range(0, 20).Select(i => $$"""{"type":"group","messageId":"busy{{i}}","userId":"busy{{i % 3}}","groupId":"busy-{{i % 2}}","traits":{"employees":{{i}} } }""").ToArray();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async each =>
        {
            var order = groups.ToArray();
            new Random(each).Shuffle(order);
            await client.PostSdkAsync("/v1/batch", $$"""{"batch":[{{string.Join(',', order)}}]}""");
        }));

        await Recount.EverythingAddsUpAsync(app);
        await using var db = app.Database.OpenContext();
        Assert.Equal([10L, 10L], await db.Accounts.Where(account => account.AccountId.StartsWith("busy-")).Select(account => account.Version).ToListAsync());
    }

    /// <summary>Traits of a person with an address at a company, and what they come to as attributes of the account that it is.</summary>
    [Theory]
    [InlineData("""{"email":"Ada@ACCOUNT","company":{"name":"Acme","companySize":"51-200","industry":"SaaS"}}""", """{"name":"Acme","employees":"51-200","industry":"SaaS"}""")]
    [InlineData("""{"email":"ada@ACCOUNT","company":{"id":null,"size":120}}""", """{"employees":120}""")]
    [InlineData("""{"email":"ada@ACCOUNT","company":{"id":"other","employees":120}}""", null)]
    [InlineData("""{"email":"ada@ACCOUNT","company":{"id":"anon:x","employees":120}}""", null)]
    [InlineData("""{"email":"ada@ACCOUNT","companyId":"other","company":{"employees":120}}""", null)]
    [InlineData("""{"email":"ada@ACCOUNT","company":{}}""", null)]
    [InlineData("""{"email":"ada@ACCOUNT","company":"Acme"}""", null)]
    [InlineData("""{"email":"ada@ACCOUNT","employees":120,"companySize":"51-200","industry":"SaaS"}""", null)]
    public async Task A_company_without_an_id_is_the_account_of_the_address_beside_it(string traits, string? attributes)
    {
        using var client = app.CreateClient();
        var account = $"c{Guid.NewGuid():N}.example";
        traits = traits.Replace("ACCOUNT", account, StringComparison.Ordinal);

        await client.TakeAsync("identify", $$""" "userId":"{{account}}-1","traits":{{traits}} """);
        await client.PostSdkAsync("/batch", $$$"""{"batch":[{"event":"$identify","distinct_id":"{{{account}}}-2","uuid":"{{{account}}}","properties":{"$set":{{{traits}}}}}]}""");

        await using var db = app.Database.OpenContext();
        var log = await db.AccountEvents.Where(e => e.AccountId == account).ToListAsync();
        Assert.Equal(attributes is null ? 0 : 2, log.Count);
        foreach (var entry in log) AssertPayload(entry.Properties, attributes!, JsonNode.Parse(traits)!["company"]!.ToJsonString());
        await Recount.EverythingAddsUpAsync(app);
    }

    [Theory]
    [InlineData("ada@gmail.com")]
    [InlineData("ada@localhost")]
    [InlineData("nobody")]
    public async Task A_company_without_an_id_beside_an_address_that_is_at_no_company_is_kept_as_a_trait(string email)
    {
        using var client = app.CreateClient();
        var lead = $"alone-{Guid.NewGuid():N}";

        await client.TakeAsync("identify", $$$"""  "userId":"{{{lead}}}","traits":{"email":"{{{email}}}","company":{"employees":120} } """);

        Assert.Null((await app.Database.ScoreRowOfAsync(lead)).AccountId);
        await using var db = app.Database.OpenContext();
        Assert.False(await db.AccountEvents.AnyAsync(e => email.EndsWith(e.AccountId)));
    }

    private static void AssertPayload(string payload, string attributes, string traits)
    {
        var found = JsonNode.Parse(payload)!.AsObject();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(traits), found["traits"]), payload);
        found.Remove("traits");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(attributes), found), payload);
    }
}
