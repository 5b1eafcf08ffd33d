using System.Text.Json.Nodes;
using LeadScoring.Api.Events;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.PostHog;

/// <summary>Events in the shape of PostHog's SDKs; its SDK for Node is run itself in the tests of SDKs.</summary>
public sealed class PostHogTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Theory]
    [InlineData("/batch/", true, "application/json")]
    [InlineData("/batch", false, "application/json")]
    [InlineData("/batch/?ip=1&compression=gzip-js", true, "text/plain")]
    public async Task A_batch_is_stored_once(string path, bool gzip, string contentType)
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        var body = Batch($$$"""
            {"event":"$identify","distinct_id":"{{{lead}}}","uuid":"{{{lead}}}-1","timestamp":"2026-03-02T08:00:00.000Z","properties":{"$set":{"jobTitle":"VP"},"$set_once":{"email":"a@b.example"},"$lib":"posthog-node"}}
            """, $$$"""
            {"event":"Onboarding Completed","distinct_id":"{{{lead}}}","uuid":"{{{lead}}}-2","timestamp":"2026-03-02T08:00:00.000Z","properties":{"$groups":{"project":"p","company":"{{{lead}}}-co"}},"type":"capture","library":"posthog-node"}
            """);

        var first = await client.PostSdkAsync(path, body, contentType, gzip);
        var again = await client.PostSdkAsync(path, body, contentType, gzip);

        Assert.Equal((200, 1, 2, 0), Numbers(first));
        Assert.Equal((200, 1, 0, 2), Numbers(again));
        var score = await client.GetScoreAsync(lead);
        Assert.Equal((10, 15), (score.Fit.Score, score.Behavior.Score));
        Assert.Equal(lead + "-co", (await app.Database.ScoreRowOfAsync(lead)).AccountId);
    }

    [Theory]
    [InlineData("$pageview", "\"$current_url\":\"https://a.example\"", "Page Viewed")]
    [InlineData("$screen", "\"$screen_name\":\"Settings\"", "Settings Screen Viewed")]
    [InlineData("Signed In", "\"a\":1", "Signed In")]
    [InlineData("$autocapture", "\"a\":1", "$autocapture")]
    public async Task An_event_has_the_name_of_the_view_or_its_own(string name, string properties, string expected)
    {
        using var client = app.CreateClient();
        var lead = NewLead();

        await client.PostSdkAsync("/batch/", Batch($$"""{"event":"{{name}}","uuid":"1","properties":{"distinct_id":"{{lead}}",{{properties}}} }"""));

        await using var db = app.Database.OpenContext();
        Assert.Equal(expected, (await db.Events.SingleAsync(e => e.Identity == "user:" + lead)).Name);
    }

    [Fact]
    public async Task A_group_is_an_account_and_no_lead()
    {
        using var client = app.CreateClient();
        var body = Batch("""{"event":"$groupidentify","distinct_id":"$company_posthog-acme","uuid":"g1","properties":{"$group_type":"company","$group_key":"posthog-acme","$group_set":{"employees":120}}}""");

        Assert.Equal((200, 1, 1, 0), Numbers(await client.PostSdkAsync("/batch/", body)));
        Assert.Equal((200, 1, 0, 1), Numbers(await client.PostSdkAsync("/batch/", body)));

        await using var db = app.Database.OpenContext();
        Assert.Equal(1, (await db.Accounts.SingleAsync(account => account.AccountId == "posthog-acme")).Version);
        Assert.False(await db.Leads.AnyAsync(lead => lead.LeadId.Contains("posthog-acme")));
    }

    [Fact]
    public async Task An_alias_is_kept_and_nobody_in_particular_is_anonymous()
    {
        using var client = app.CreateClient();

        await client.PostSdkAsync("/batch/", Batch(
            """{"event":"$create_alias","distinct_id":"ph-new","uuid":"a1","properties":{"distinct_id":"ph-new","alias":"ph-old"}}""",
            """{"event":"Signed In","distinct_id":"ph-nobody","uuid":"a2","properties":{"$process_person_profile":false}}"""));

        await using var db = app.Database.OpenContext();
        var alias = await db.Events.SingleAsync(e => e.Identity == "user:ph-new");
        Assert.Equal(IncomingEvent.Alias, alias.Kind);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"previousId":"ph-old","userId":"ph-new"}"""), JsonNode.Parse(alias.Properties)));
        Assert.True(await db.Leads.AnyAsync(lead => lead.LeadId == "anon:ph-nobody"));
    }

    [Theory]
    [InlineData("7", "wrong_type")]
    [InlineData("""{"distinct_id":"x"}""", "missing_member")]
    [InlineData("""{"event":"e"}""", "missing_member")]
    [InlineData("""{"event":"e","distinct_id":"x","timestamp":"soon"}""", "invalid_timestamp")]
    [InlineData("""{"event":"$groupidentify","distinct_id":"x","properties":{"$group_type":"project","$group_key":"p"}}""", "unknown_type")]
    [InlineData("""{"event":"$groupidentify","distinct_id":"x","properties":{"$group_type":"company"}}""", "missing_member")]
    [InlineData("""{"event":"$create_alias","distinct_id":"x","properties":{}}""", "missing_member")]
    public async Task An_event_that_cannot_be_taken_is_listed_and_costs_its_neighbours_nothing(string bad, string code)
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        var good = $$"""{"event":"e","distinct_id":"{{lead}}","uuid":"{{lead}}"}""";

        var answer = await client.PostSdkAsync("/batch/", Batch(bad, good));

        Assert.Equal((200, 1, 1, 0), Numbers(answer));
        Assert.Equal(code, (string)Assert.Single(answer.Body["rejected"]!.AsArray())!["code"]!);
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("data=x", 400)]
    public async Task A_body_that_is_no_batch_is_refused(string body, int status)
    {
        using var client = app.CreateClient();

        var answer = await client.PostSdkAsync("/batch/", body);

        Assert.Equal((status, "invalid_request"), ((int)answer.Status, (string)answer.Body["code"]!));
    }

    private static string NewLead() => $"ph-{Guid.NewGuid():N}";

    private static string Batch(params string[] events) => $$"""{"api_key":"any","sent_at":"2026-03-02T09:00:00.000Z","batch":[{{string.Join(',', events)}}]}""";

    private static (int, int, int, int) Numbers(RawAnswer answer) =>
        ((int)answer.Status, (int)answer.Body["status"]!, (int)answer.Body["accepted"]!, (int)answer.Body["duplicates"]!);
}
