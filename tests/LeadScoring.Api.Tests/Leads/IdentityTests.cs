using System.Net;
using System.Net.Http.Json;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Leads;

/// <summary>Who is who. Each test ends with a recount, which works out the links and the leads from the log alone.</summary>
public sealed class IdentityTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>, IAsyncLifetime
{
    private readonly HttpClient _client = app.CreateClient();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Recount.EverythingAddsUpAsync(app);
        _client.Dispose();
    }

    [Fact]
    public async Task What_a_visitor_did_counts_for_the_user_and_both_ids_answer()
    {
        await _client.SendAsync(Given.AnonymousEvent("v1", 0, "Pricing Page Viewed"), Given.AnonymousEvent("v1", 1, "Checkout Started"));
        await _client.SendAsync(Given.Event("u1", 2, "Signed Up") with { AnonymousId = "v1" });
        await _client.SendAsync(Given.AnonymousEvent("v1", 3, "Report Generated"));

        var score = await _client.GetScoreAsync("u1");
        Assert.Equal(("u1", 2), (score.LeadId, score.Identities));
        Assert.Equal(23, score.Behavior.Raw);
        Assert.Equal((await _client.GetScoreJsonAsync("u1")).ToJsonString(), (await _client.GetScoreJsonAsync("anon:v1")).ToJsonString());
    }

    [Fact]
    public async Task A_link_that_comes_before_the_events_counts_as_well()
    {
        await _client.SendAsync(Given.Event("u2", 2, "Signed Up") with { AnonymousId = "v2" });
        await _client.SendAsync(Given.AnonymousEvent("v2", 0, "Checkout Started"));

        Assert.Equal(15, (await _client.GetScoreAsync("u2")).Behavior.Raw);
    }

    [Fact]
    public async Task A_retry_after_a_link_is_still_a_repeat()
    {
        var visit = Given.AnonymousEvent("v3", 0, "Checkout Started");
        var link = Given.Event("u3", 2, "Signed Up") with { AnonymousId = "v3" };
        await _client.SendAsync(visit);
        await _client.SendAsync(link);

        var answer = await _client.SendAsync(visit, link);

        Assert.Equal((0, 2), (answer.Accepted, answer.Duplicates));
        Assert.Equal(15, (await _client.GetScoreAsync("u3")).Behavior.Raw);
    }

    [Fact]
    public async Task A_shared_device_does_not_make_one_lead_of_two_users()
    {
        await _client.SendAsync(Given.AnonymousEvent("kiosk", 0, "Checkout Started"));
        await _client.SendAsync(Given.Event("first", 1, "Report Generated") with { AnonymousId = "kiosk" });
        await _client.SendAsync(Given.Event("second", 2, "Integration Connected") with { AnonymousId = "kiosk" });

        Assert.Equal(20, (await _client.GetScoreAsync("first")).Behavior.Raw);
        Assert.Equal(15, (await _client.GetScoreAsync("second")).Behavior.Raw);
        Assert.Equal("first", (await _client.GetScoreAsync("anon:kiosk")).LeadId);
    }

    [Fact]
    public async Task A_late_earlier_link_moves_the_device_to_its_first_user()
    {
        await _client.SendAsync(Given.AnonymousEvent("laptop", 0, "Checkout Started"));
        await _client.SendAsync(Given.Event("later", 2, "Integration Connected") with { AnonymousId = "laptop" });
        Assert.Equal(30, (await _client.GetScoreAsync("later")).Behavior.Raw);

        await _client.SendAsync(Given.Event("earlier", 1, "Report Generated") with { AnonymousId = "laptop" });

        Assert.Equal(15, (await _client.GetScoreAsync("later")).Behavior.Raw);
        Assert.Equal(20, (await _client.GetScoreAsync("earlier")).Behavior.Raw);
        Assert.Equal("earlier", (await _client.GetScoreAsync("anon:laptop")).LeadId);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("-1")]
    [InlineData("anonymous")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public async Task An_id_that_stands_for_nobody_links_nobody(string id)
    {
        await _client.SendAsync(Given.Event("nobody-" + id, 1, "Report Generated") with { AnonymousId = id }, Given.Event(id, 2, "Report Generated") with { AnonymousId = "visitor of " + id });

        Assert.Equal(1, (await _client.GetScoreAsync("nobody-" + id)).Identities);
        Assert.Equal(1, (await _client.GetScoreAsync(id)).Identities);
    }

    [Fact]
    public async Task An_alias_joins_two_user_ids_and_attributes_go_along()
    {
        await _client.SendAsync(Given.Event("old", 0, "Report Generated"));
        await _client.PutLeadAsync("old", new { title = "VP Marketing", plan = "trial" });
        await _client.SendAsync(Given.Event("new", 1, "Checkout Started"));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await _client.PutLeadAsync("new", new { plan = "pro" });

        await _client.TakeAsync("alias", "\"previousId\":\"old\",\"userId\":\"new\"");

        var score = await _client.GetScoreAsync("old");
        Assert.Equal(("new", 20, 10), (score.LeadId, score.Behavior.Raw, score.Fit.Raw));
        Assert.Equal("old merged into user:new", (await app.Database.TransitionsOfAsync("old")).Select(t => $"old {t.Kind} into {t.MergedInto}").Last());
    }

    [Fact]
    public async Task Aliases_in_a_circle_and_a_thousand_into_one_make_one_lead()
    {
        string[] ids = [.. Enumerable.Range(0, 1000).Select(i => $"fan-{i}")];
        await Task.WhenAll(ids.Chunk(100).Select(some => _client.SendAsync(some.Select(id => Given.Event(id, 0, "Signed In")))));

        await Task.WhenAll(ids.Chunk(50).Select(some => AliasAsync(some.Select(id => (id, "hub")))));
        await AliasAsync([("hub", "fan-0"), ("fan-0", "fan-1"), ("fan-1", "fan-0")]);

        var score = await _client.GetScoreAsync("fan-999");
        Assert.Equal(1000 + 1002, score.Identities);
        Assert.Equal(score.LeadId, (await _client.GetScoreAsync("fan-0")).LeadId);
        Assert.Equal(1000, score.Behavior.Contributions.Single(line => line.Criterion == "logins").Evidence.Count);
    }

    [Fact]
    public async Task A_lead_that_is_merged_is_not_lost_as_a_pql_and_leaves_the_list()
    {
        await Given.PerfectFitAsync(_client, "merge-co", "pql-before", "pql-after");
        await _client.SendAsync(Given.EagerHistory("pql-before"));
        await _client.SendAsync(Given.EagerHistory("pql-after"));

        await _client.TakeAsync("alias", "\"previousId\":\"pql-before\",\"userId\":\"pql-after\"");

        Assert.DoesNotContain(await app.Database.TransitionsOfAsync("pql-before"), t => t.Kind == TransitionKind.PqlLost);
        Assert.Single(await app.Database.TransitionsOfAsync("pql-after"), t => t.Kind == TransitionKind.PqlGained);
        Assert.Equal("pql-after", Assert.Single((await _client.ListAsync("accountId=merge-co")).Items).LeadId);
    }

    [Fact]
    public async Task An_unlinked_device_is_a_lead_again_and_stays_one()
    {
        await _client.SendAsync(Given.AnonymousEvent("borrowed", 0, "Checkout Started"));
        await _client.SendAsync(Given.Event("owner", 1, "Report Generated") with { AnonymousId = "borrowed" });

        await _client.UnlinkAsync("owner", "anon:borrowed");
        await _client.SendAsync(Given.Event("owner", 2, "Integration Connected") with { AnonymousId = "borrowed" });

        Assert.Equal(20, (await _client.GetScoreAsync("owner")).Behavior.Raw);
        var score = await _client.GetScoreAsync("anon:borrowed");
        Assert.Equal(("anon:borrowed", 15), (score.LeadId, score.Behavior.Raw));
    }

    [Fact]
    public async Task A_later_alias_links_again_what_was_unlinked()
    {
        await _client.SendAsync(Given.Event("mine", 1, "Report Generated") with { AnonymousId = "phone" });
        await _client.UnlinkAsync("mine", "anon:phone");
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        await _client.TakeAsync("alias", "\"previousId\":\"phone\",\"userId\":\"mine\"");

        Assert.Equal("mine", (await _client.GetScoreAsync("anon:phone")).LeadId);
    }

    [Fact]
    public async Task Unlinking_takes_two_apart_that_were_aliased_to_each_other()
    {
        await _client.SendAsync(Given.Event("one", 0, "Checkout Started"), Given.Event("two", 0, "Report Generated"));
        await AliasAsync([("one", "two")]);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await AliasAsync([("two", "one")]);

        await _client.UnlinkAsync("two", "one");

        Assert.Equal(15, (await _client.GetScoreAsync("one")).Behavior.Raw);
        Assert.Equal(5, (await _client.GetScoreAsync("two")).Behavior.Raw);
    }

    [Theory]
    [InlineData("nobody-at-all", "anon:x", HttpStatusCode.NotFound)]
    [InlineData("apart", "apart", HttpStatusCode.Conflict)]
    [InlineData("apart", "anon:stranger", HttpStatusCode.Conflict)]
    [InlineData("apart", " ", HttpStatusCode.BadRequest)]
    public async Task Only_what_is_linked_can_be_unlinked(string lead, string id, HttpStatusCode expected)
    {
        await _client.SendAsync(Given.Event("apart", 1, "Report Generated"));

        using var answer = await _client.PostAsJsonAsync(new Uri($"/v1/leads/{lead}/unlink", UriKind.Relative), new { id });

        Assert.Equal(expected, answer.StatusCode);
    }

    /// <summary>The law: linked identities score as one lead from the start would, whatever the order of arrival.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Linked_identities_score_as_one_lead_from_the_start(int seed)
    {
        var random = new Random(seed);
        foreach (var person in Enumerable.Range(0, 12))
        {
            var (user, one) = ($"p{seed}-{person}", $"one{seed}-{person}");
            // Without views of the pricing page: whether somebody was logged in is a matter of the event, not of the lead.
            var history = RandomHistory.Of(random, one, 40, 0, 6).Where(e => e.Event != "Pricing Page Viewed").ToList();
            var sent = history.ConvertAll(e => random.Next(4) switch
            {
                0 => e with { UserId = null, AnonymousId = $"{user}-phone" },
                1 => e with { UserId = null, AnonymousId = $"{user}-laptop" },
                2 => e with { UserId = user, AnonymousId = $"{user}-laptop" },
                _ => e with { UserId = user, AnonymousId = $"{user}-phone" },
            });
            // Whatever the dice say, each device is linked once.
            sent.AddRange([Given.NeutralEvent(user, 6) with { AnonymousId = $"{user}-phone" }, Given.NeutralEvent(user, 6) with { AnonymousId = $"{user}-laptop" }]);
            history.AddRange([Given.NeutralEvent(one, 6), Given.NeutralEvent(one, 6)]);

            await Task.WhenAll(RandomHistory.InBatches(random, sent, 9).Select(batch => _client.SendAsync(batch)));
            await _client.SendAsync(history);

            Assert.Equal(Convert.ToHexString(await app.Database.DigestOfAsync(one)), Convert.ToHexString(await app.Database.DigestOfAsync(user)));
            Assert.Equal(await _client.GetComparableScoreAsync(one), await _client.GetComparableScoreAsync(user));
        }
    }

    private async Task AliasAsync(IEnumerable<(string From, string To)> aliases)
    {
        var calls = aliases.Select(alias => $$"""{"type":"alias","messageId":"{{Guid.NewGuid()}}","previousId":"{{alias.From}}","userId":"{{alias.To}}"}""").ToArray();
        (await _client.PostSdkAsync("/v1/batch", $$"""{"batch":[{{string.Join(',', calls)}}]}""")).IsSuccess(calls.Length, 0);
    }
}
