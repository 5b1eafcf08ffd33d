using System.Net;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Quarantine;

/// <summary>Items that the database refuses can be taken once it does so no more, which is a fix that needs no correction.</summary>
public sealed class ManyItemsTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new();

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        await ExecuteAsync("ALTER TABLE events ADD CONSTRAINT poison CHECK (name <> 'Poison') NOT VALID");
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task An_item_that_the_database_refuses_is_kept()
    {
        using var client = _app.CreateClient();

        await client.PostEventsAsync($$"""{"events":[{{Event(0)}},{{Event(1, "Poison")}},{{Event(2, "Poison")}}]}""");

        Assert.Equal(2, (await client.PageAsync("code=cannot_be_stored&leadId=ada")).Items.Count);
    }

    [Fact]
    public async Task After_a_fix_all_items_of_a_code_are_taken_in_turns()
    {
        using var client = _app.CreateClient();
        for (var i = 0; i < 25; i++)
        {
            await client.PostEventsAsync(Event(i, "Poison"));
            _app.Clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        await client.PostEventsAsync("""{"messageId":"other"}""");
        await client.PostEventsAsync(Event(0, "Harmless"));
        var still = await client.ReplayManyAsync("code=cannot_be_stored");
        await ExecuteAsync("ALTER TABLE events DROP CONSTRAINT poison");

        List<string> turns = [];
        for (string? cursor = null; ;)
        {
            var turn = await client.ReplayManyAsync($"code=cannot_be_stored&limit=10{(cursor is null ? "" : "&cursor=" + cursor)}");
            turns.Add($"{turn.Body["accepted"]} {turn.Body["duplicates"]} {turn.Body["rejected"]} {turn.Body["remaining"]}");
            if ((cursor = (string?)turn.Body["nextCursor"]) is null) break;
        }

        Assert.Equal((0, 25, 25), ((int)still.Body["accepted"]!, (int)still.Body["rejected"]!, (int)still.Body["remaining"]!));
        Assert.Equal("9 1 0 15, 10 0 0 5, 5 0 0 0", string.Join(", ", turns));
        Assert.Equal("other", (string)Assert.Single((await client.PageAsync("")).Items)["messageId"]!);
        Assert.Equal(25, await _app.Database.CountEventsAsync("ada"));
    }

    [Fact]
    public async Task Items_that_still_cannot_be_taken_do_not_stand_in_the_way_of_those_behind_and_get_the_reason_of_now()
    {
        using var client = _app.CreateClient();
        string[] sent = ["""{"messageId":"1"}""", """{"messageId":"2"}""", Event(3, "Poison"), """{"messageId":"4","userId":7}"""];
        foreach (var item in sent)
        {
            await client.PostEventsAsync(item);
            _app.Clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        await ExecuteAsync("ALTER TABLE events DROP CONSTRAINT poison; UPDATE quarantined_events SET code = 'as_of_before', message = 'as of before'");
        var first = await client.ReplayManyAsync("all=true&limit=2");
        var second = await client.ReplayManyAsync("all=true&limit=2&cursor=" + first.Body["nextCursor"]);

        Assert.Equal("0 2 4", $"{first.Body["accepted"]} {first.Body["rejected"]} {first.Body["remaining"]}");
        Assert.Equal("1 1 3", $"{second.Body["accepted"]} {second.Body["rejected"]} {second.Body["remaining"]}");
        Assert.Null(second.Body["nextCursor"]);
        Assert.Equal("wrong_type missing_member missing_member", string.Join(' ', (await client.PageAsync("")).Items.Select(item => (string)item["code"]!)));
    }

    [Fact]
    public async Task A_turn_reads_no_more_than_four_megabytes()
    {
        using var client = _app.CreateClient();
        for (var i = 0; i < 12; i++)
        {
            await client.PostEventsAsync($$$"""{"messageId":"{{{i}}}","userId":"large","properties":{"a":"{{{new string('x', 500_000)}}}"}}""");
        }

        var turn = await client.ReplayManyAsync("all=true");

        Assert.Equal((8, 12), ((int)turn.Body["rejected"]!, (int)turn.Body["remaining"]!));
        Assert.NotNull(turn.Body["nextCursor"]);
    }

    [Fact]
    public async Task A_crash_after_an_item_was_taken_and_before_it_was_removed_makes_the_next_replay_a_repeat()
    {
        using var client = _app.CreateClient();
        var answer = await client.PostSdkAsync("/v1/track", """{"userId":"crash","event":"Poison"}""");
        var id = (string)answer.Body["rejected"]![0]!["quarantineId"]!;
        await ExecuteAsync("""
            ALTER TABLE events DROP CONSTRAINT poison;
            CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'crash' USING ERRCODE = 'admin_shutdown'; END $$;
            CREATE TRIGGER crash BEFORE DELETE ON quarantined_events EXECUTE FUNCTION crash()
            """);

        (await client.ReplayAsync(id)).IsProblem(HttpStatusCode.ServiceUnavailable, "Send the request again");
        Assert.Equal(1, await _app.Database.CountEventsAsync("crash"));
        await ExecuteAsync("DROP TRIGGER crash ON quarantined_events");

        (await client.ReplayAsync(id)).HasTaken(accepted: 0, duplicates: 1);
        Assert.Equal(1, await _app.Database.CountEventsAsync("crash"));
        Assert.False(await client.IsKeptAsync(id));
    }

    [Fact]
    public async Task A_request_whose_bad_items_cannot_be_kept_fails_as_a_whole_and_is_sent_again()
    {
        using var client = _app.CreateClient();
        await ExecuteAsync("""
            CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'away' USING ERRCODE = 'disk_full'; END $$;
            CREATE TRIGGER away BEFORE INSERT ON quarantined_events EXECUTE FUNCTION away()
            """);
        var body = $$"""{"events":[{{Event(1)}},{"messageId":"x"}]}""";

        (await client.PostEventsAsync(body)).IsProblem(HttpStatusCode.ServiceUnavailable, "Send the request again");
        await ExecuteAsync("DROP TRIGGER away ON quarantined_events");
        var again = await client.PostEventsAsync(body);

        Assert.Equal((1, 1), ((int)again.Body["accepted"]! + (int)again.Body["duplicates"]!, again.Body["rejected"]!.AsArray().Count));
        Assert.Equal(1, await _app.Database.CountEventsAsync("ada"));
        Assert.Single((await client.PageAsync("")).Items);
    }

    [Fact]
    public async Task An_item_of_a_dialect_that_this_version_does_not_know_stays()
    {
        using var client = _app.CreateClient();
        var id = await client.RefusedAsync("""{"messageId":"x"}""");
        await ExecuteAsync("UPDATE quarantined_events SET dialect = 'of-tomorrow'");

        (await client.ReplayAsync(id)).IsProblem(HttpStatusCode.UnprocessableEntity, "the dialect of-tomorrow is none that this version knows");
    }

    [Fact]
    public async Task Deleting_many_takes_those_of_a_code_or_all()
    {
        using var client = _app.CreateClient();
        await client.PostEventsAsync("""{"events":[{},{"messageId":"a"},{"messageId":7},{"messageId":8}]}""");

        var wrong = await client.CallAsync(HttpMethod.Delete, "/v1/quarantine?code=wrong_type");
        Assert.Equal((2, 2), ((int)wrong.Body["deleted"]!, (await client.PageAsync("")).Items.Count));
        var all = await client.CallAsync(HttpMethod.Delete, "/v1/quarantine?all=true");
        Assert.Equal((2, 0), ((int)all.Body["deleted"]!, (await client.PageAsync("")).Items.Count));
    }

    private static string Event(int number, string name = "Signed In") => $$"""{"messageId":"{{number}}","userId":"ada","event":"{{name}}"}""";

    private async Task ExecuteAsync(string sql)
    {
        await using var db = _app.Database.OpenContext();
        await db.Database.ExecuteSqlRawAsync(sql);
    }
}
