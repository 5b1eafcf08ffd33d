using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Events;

/// <summary>Which ids and which members are the same, for every dialect and for paths.</summary>
public sealed class SameOrNotTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    /// <summary>Two that look alike, are canonically equivalent, or differ in case only: composed and decomposed letters, the Kelvin sign, an ohm.</summary>
    public static TheoryData<string, string, string> AlmostTheSame { get; } = new()
    {
        { "native", "zo\u00eb", "zoe\u0308" },
        { "native", "\u1e9b\u0323", "\u017f\u0323\u0307" },
        { "native", "\u212a", "K" },
        { "native", "ada", "Ada" },
        { "native", "a\ufffe", "a\uffff" },
        { "segment", "zo\u00eb", "zoe\u0308" },
        { "segment", "\u2126", "\u03a9" },
        { "segment", "ada", "ADA" },
        { "posthog", "zo\u00eb", "zoe\u0308" },
    };

    [Theory]
    [MemberData(nameof(AlmostTheSame))]
    public async Task Ids_are_compared_character_by_character_also_in_paths(string dialect, string one, string other)
    {
        using var client = app.CreateClient();
        var (way, start) = (SentDialect.Of(dialect), Guid.NewGuid().ToString("N"));
        string[] ids = [one, other];
        string[] leads = [.. ids.Select(id => $"{start}/{id}")];

        // Two people, and of each two events, whose ids differ in the same way.
        var items = leads.SelectMany(lead => ids.Select(id => way.Item(lead, id, ("event", "\"Integration Connected\"")))).ToList();
        Assert.Equal(((4, 0), (0, 4)), ((await way.PostAsync(client, items)).Taken(), (await way.PostAsync(client, items)).Taken()));
        foreach (var lead in leads) await client.PutLeadAsync(lead, new { accountId = lead });
        await client.PutAccountAsync(leads[1], new { employees = 120 });

        foreach (var (lead, fit) in leads.Zip([0, 15]))
        {
            var score = await client.GetScoreAsync(lead);
            Assert.Equal((lead, fit, 15, 2), (score.LeadId, score.Fit.Score, score.Behavior.Score, score.Behavior.Contributions.Single().Evidence.Count));
            Assert.Equal(lead, Assert.Single((await client.ListAsync("accountId=" + Uri.EscapeDataString(lead))).Items).LeadId);
        }

        await Recount.EverythingAddsUpAsync(app);
    }

    [Theory]
    [InlineData("native")]
    [InlineData("segment")]
    [InlineData("posthog")]
    public async Task Of_members_with_one_name_the_last_is_read_and_stored(string dialect)
    {
        using var client = app.CreateClient();
        var (way, lead) = (SentDialect.Of(dialect), Guid.NewGuid().ToString("N"));
        var first = way.Item("overwritten", "overwritten", ("event", "\"Nothing\""), ("timestamp", "\"yesterday\""), ("properties", "[]"));
        var last = way.Item(lead, "last", ("event", "\"Onboarding Progressed\""), ("timestamp", "\"2026-03-02T08:00:00Z\""), ("properties", """{"percent":10,"percent":90,"a":{"b":1,"b":[{"c":1,"c":null}]}}"""));

        var answer = await client.PostSdkAsync(way.Path, $$"""{"{{way.List}}":null,"{{way.List}}":[{{first[..^1]}},{{last[1..]}}]}""");

        Assert.Equal((1, 0), answer.Taken());
        Assert.Equal(8, (await client.GetScoreAsync(lead)).Behavior.Score);
        await using var db = app.Database.OpenContext();
        var row = await db.Events.SingleAsync(e => e.Identity == "user:" + lead);
        Assert.Equal(("last", "Onboarding Progressed", new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero)), (row.MessageId, row.Name, row.OccurredAt));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"percent":90,"a":{"b":[{"c":null}]}}"""), JsonNode.Parse(row.Properties)), row.Properties);
        await Recount.EverythingAddsUpAsync(app);
    }

    [Fact]
    public async Task Of_traits_with_one_name_the_last_is_an_attribute_too()
    {
        using var client = app.CreateClient();

        await client.TakeAsync("identify", """ "userId":"traits twice","traits":{"title":"Analyst","company":{"id":"first"},"a":{"b":1,"b":2},"title":"CEO","company":{"id":"first","id":"last"}} """);
        await client.TakeAsync("group", """ "userId":"traits twice","groupId":"first","groupId":"last","traits":{"employees":1,"employees":120} """);

        Assert.Equal(25, (await client.GetScoreAsync("traits twice")).Fit.Score);
        Assert.Equal("last", (await app.Database.ScoreRowOfAsync("traits twice")).AccountId);
        await Recount.EverythingAddsUpAsync(app);
    }

    [Theory]
    [InlineData("native")]
    [InlineData("segment")]
    [InlineData("posthog")]
    public async Task A_name_in_other_letters_of_the_same_kind_is_another_name(string dialect)
    {
        using var client = app.CreateClient();
        var (way, lead) = (SentDialect.Of(dialect), Guid.NewGuid().ToString("N"));
        var upper = way.Usual.Select(member => (member.Name.ToUpperInvariant(), (string?)"\"overriding\""));

        var answer = await client.PostSdkAsync(way.Path, $$"""{"{{way.List}}":[{{way.Item(lead, "m", upper)}}],"{{way.List.ToUpperInvariant()}}":[]}""");

        Assert.Equal((1, 0), answer.Taken());
        Assert.Equal(15, (await client.GetScoreAsync(lead)).Behavior.Score);
        Assert.Equal("missing_member", Assert.Single((await way.PostAsync(client, "{" + string.Join(',', upper.Select(member => $"\"{member.Item1}\":\"x\"")) + "}")).Rejected()).Code);
    }
}
