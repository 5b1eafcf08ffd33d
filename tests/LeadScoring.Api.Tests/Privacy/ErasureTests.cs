using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Privacy;

public sealed class ErasureTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private readonly HttpClient _client = app.CreateClient();

    [Fact]
    public async Task A_person_goes_under_all_their_identities_whichever_one_is_named()
    {
        await _client.SendAsync(Given.EagerHistory("zora-1"));
        await _client.SendAsync(Given.AnonymousEvent("zora-phone", 0, "Signed Up"), Given.Event("zora-1", 1, "Signed In") with { AnonymousId = "zora-phone" });
        await _client.PutLeadAsync("zora-1", new { email = "zora@customer.example", title = "CEO" });
        await _client.TakeAsync("alias", "\"previousId\":\"zora-0\",\"userId\":\"zora-1\"");
        await _client.SendAsync(Given.EagerHistory("neighbour"));

        var erased = await _client.EraseAsync("anon:zora-phone");

        Assert.Equal(["anon:zora-0", "anon:zora-phone", "zora-0", "zora-1"], erased.Identities.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.True(erased.Suppressed);
        Assert.Equal(15, erased.Events);
        Assert.Equal(HttpStatusCode.NotFound, await _client.StatusOfAsync("/v1/leads/zora-1"));
        Assert.Equal(HttpStatusCode.NotFound, await _client.StatusOfAsync("/v1/leads/anon:zora-phone/score"));
        Assert.Equal(HttpStatusCode.OK, await _client.StatusOfAsync("/v1/leads/neighbour/score"));
        await app.Database.HoldsNothingOfAsync("zora");
        await Recount.EverythingAddsUpAsync(app);
    }

    [Fact]
    public async Task Nothing_of_an_erased_person_is_stored_again_and_clients_are_answered_all_the_same()
    {
        var history = Given.EagerHistory("walt");
        await _client.SendAsync(history);
        await _client.SendAsync(Given.Event("walt", 1, "Signed In") with { AnonymousId = "walt-laptop" });
        await _client.EraseAsync("walt");

        var retried = await _client.SendAsync([.. history, Given.AnonymousEvent("walt-laptop", 2, "Signed In"), Given.Event("bystander", 2, "Signed In")]);
        var batch = await _client.PostAsync("/v1/batch", """{"batch":[{"type":"identify","messageId":"w1","userId":"walt","traits":{"email":"walt@customer.example"}},{"type":"alias","messageId":"w2","previousId":"walt","userId":"bystander"}]}""");
        using var put = await _client.PutAsJsonAsync(new Uri("/v1/leads/walt", UriKind.Relative), new { name = "Walt" });

        Assert.Equal((1, 0, history.Count + 1), (retried.Accepted, retried.Duplicates, retried.Ignored));
        Assert.Empty(retried.Rejected);
        Assert.All(retried.Warnings, warning => Assert.Equal("erased", warning.Code));
        Assert.Equal([.. history.Select(sent => sent.MessageId)], retried.Warnings.Take(history.Count).Select(warning => warning.MessageId), StringComparer.Ordinal);
        Assert.True((bool)batch["success"]!);
        Assert.Equal((0, 2), ((int)batch["accepted"]!, (int)batch["ignored"]!));
        Assert.Equal(HttpStatusCode.Gone, put.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await _client.StatusOfAsync("/v1/leads/walt"));
        await app.Database.HoldsNothingOfAsync("walt");
        await Recount.EverythingAddsUpAsync(app);
    }

    [Fact]
    public async Task A_device_of_an_erased_person_is_left_out_of_what_others_do_on_it()
    {
        await _client.SendAsync(Given.Event("yves", 1, "Signed In") with { AnonymousId = "yves-tablet" });
        await _client.EraseAsync("yves");

        var taken = await _client.SendAsync(Given.Event("heir", 2, "Signed In") with { AnonymousId = "yves-tablet" });
        await _client.SendAsync(Given.Event("heir", 3, "Signed In") with { AnonymousId = "yves-tablet" });

        Assert.Equal((1, 0), (taken.Accepted, taken.Ignored));
        Assert.Equal(2, await app.Database.CountEventsAsync("heir"));
        await app.Database.HoldsNothingOfAsync("yves");
        await Recount.EverythingAddsUpAsync(app);
    }

    [Fact]
    public async Task Somebody_of_whom_nothing_is_known_is_kept_out_as_well()
    {
        var first = await _client.EraseAsync("xenia");
        var second = await _client.EraseAsync("xenia");

        var sent = await _client.SendAsync(Given.Event("xenia", 1, "Signed In"));

        Assert.Equal(["xenia"], first.Identities);
        Assert.Equal((0, 0), (first.Events, second.Events));
        Assert.Equal(1, sent.Ignored);
        await app.Database.HoldsNothingOfAsync("xenia");
    }

    [Fact]
    public async Task Without_suppression_what_comes_later_makes_a_new_lead_with_nothing_of_the_old_one()
    {
        await Given.PerfectFitAsync(_client, "wanda-inc", "wanda");
        await _client.SendAsync(Given.EagerHistory("wanda"));
        var crossings = (await app.Database.TransitionsOfAsync("wanda")).Count;
        await _client.EraseAsync("wanda");
        Assert.Equal(1, (await _client.SendAsync(Given.Event("wanda", 1, "Signed In"))).Ignored);

        var erased = await _client.EraseAsync("wanda", "?suppress=false");
        await Given.PerfectFitAsync(_client, "wanda-inc", "wanda");
        await _client.SendAsync(Given.EagerHistory("wanda"));

        Assert.False(erased.Suppressed);
        Assert.Equal(150, (await _client.GetScoreAsync("wanda")).Total);
        // They go on, so that nobody takes them for the old ones.
        Assert.Equal(Enumerable.Range(crossings + 1, crossings), (await app.Database.TransitionsOfAsync("wanda")).Select(each => each.Sequence));
        Assert.Equal(12, await app.Database.CountEventsAsync("wanda"));
        await _client.EraseAsync("wanda");
    }

    [Fact]
    public async Task Scores_of_a_shared_account_are_those_of_whoever_is_left()
    {
        await Given.PerfectFitAsync(_client, "shared", "vera-s", "stays");
        await _client.SendAsync([.. Given.EagerHistory("vera-s"), Given.Event("stays", 0, "Signed Up")]);
        await Recount.NothingIsDueAsync(app);

        await _client.EraseAsync("vera-s");

        await Recount.EverythingAddsUpAsync(app);
        var account = await _client.GetAccountScoreAsync("shared");
        Assert.Equal(1, account.Leads);
        await app.Database.HoldsNothingOfAsync("vera-s");
    }

    [Fact]
    public async Task What_somebody_said_of_their_company_stays_without_the_address_that_its_message_id_was_made_of()
    {
        const string calls =
            """
            {"batch":[{"type":"group","messageId":"ursel@customer.example-1","userId":"ursel-1","groupId":"u-inc","traits":{"employees":120}},
            {"type":"identify","messageId":"ursel@customer.example-2","userId":"ursel-1","traits":{"email":"ursel@customer.example","company":{"id":"u-inc","industry":"SaaS"}}}]}
            """;
        await _client.PostAsync("/v1/batch", calls);
        var repeated = await _client.PostAsync("/v1/batch", calls);
        await _client.PostAsync("/batch", """{"batch":[{"event":"$groupidentify","distinct_id":"ursel-1","uuid":"ursel@customer.example-3","properties":{"$group_type":"company","$group_key":"u-inc","$group_set":{"country":"US"}}}]}""");

        await _client.EraseAsync("ursel-1");

        await app.Database.HoldsNothingOfAsync("ursel");
        Assert.Equal(2, (int)repeated["duplicates"]!);
        await using var db = app.Database.OpenContext();
        Assert.Equal([1L, 2L, 3L], await db.AccountEvents.Where(e => e.AccountId == "u-inc").Select(e => e.Version).Order().ToListAsync());
    }

    [Fact]
    public async Task Of_calls_that_came_without_ids_in_one_millisecond_the_last_one_says_what_holds_of_the_company()
    {
        await _client.PostAsync("/v1/batch", $$"""{"batch":[{{string.Join(',', Enumerable.Range(1, 20).Select(i => $$$"""{"type":"group","userId":"uta","groupId":"uta-inc","traits":{"employees":{{{i}}}}}"""))}}]}""");

        var account = await _client.GetFromJsonAsync<JsonObject>(new Uri("/v1/accounts/uta-inc", UriKind.Relative));

        Assert.Equal(20, (int)account!["attributes"]!["employees"]!);
    }
}
