using System.Text;
using LeadScoring.Api.Tests.Quarantine;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Signals;

public sealed class EventNameTests : IAsyncLifetime, IDisposable
{
    /// <summary>Nothing is written by itself.</summary>
    private readonly LeadScoringApp _app = new(Given.Settings(("Signals:FlushInterval", "00:10:00"), ("Signals:MostEventNames", "20")));

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Events_are_counted_by_their_names_however_they_come_in_and_repeats_and_attributes_are_not()
    {
        using var client = _app.CreateClient();
        for (var times = 0; times < 2; times++)
        {
            await client.PostEventsAsync("""{"events":[{"messageId":"1","userId":"ada","event":"Native"},{"messageId":"2","userId":"ada","event":"Native"},{"messageId":"3","anonymousId":"a","event":"Native"},{"messageId":"4","userId":"ada"}]}""");
            await client.PostSdkAsync("/v1/batch", """{"batch":[{"type":"track","messageId":"s1","userId":"ada","event":"Tracked","groupId":"acme"},{"type":"page","messageId":"s2","userId":"ada","name":"Docs"},{"type":"screen","messageId":"s3","userId":"ada"},{"type":"identify","messageId":"s4","userId":"ada"},{"type":"group","messageId":"s5","userId":"ada","groupId":"acme"},{"type":"alias","messageId":"s6","userId":"ada","previousId":"b"}]}""");
            await client.PostSdkAsync("/v1/track", """{"messageId":"c1","userId":"bob","event":"Tracked"}""");
            await client.PostSdkAsync("/batch", """{"batch":[{"event":"captured","uuid":"p1","distinct_id":"ada"},{"event":"$pageview","uuid":"p2","distinct_id":"ada"},{"event":"$identify","uuid":"p3","distinct_id":"ada"}]}""");
            await client.CallAsync(HttpMethod.Post, "/v1/events", """{"specversion":"1.0","id":"1","source":"/app","type":"com.acme.thing","subject":"ada"}"""u8.ToArray(), "application/cloudevents+json");
        }

        Assert.Equal(
            [("Native", 3), ("Tracked", 2), ("Docs Page Viewed", 1), ("Page Viewed", 1), ("Screen Viewed", 1), ("captured", 1), ("com.acme.thing", 1)],
            (await client.SignalsAsync()).Unused());
    }

    [Fact]
    public async Task A_name_is_written_before_its_event_is_answered_and_what_is_counted_after_it_at_the_latest_when_the_service_stops()
    {
        var first = _app.Clock.GetUtcNow();
        await using (var replica = _app.NewReplica())
        {
            using var client = replica.CreateClient();
            await client.SendAsync(Given.Event("ada", 0, "Clicked"), Given.Event("ada", 1, "Clicked"));
            Assert.Equal([("Clicked", 2)], await WrittenAsync());
            _app.Clock.Advance(TimeSpan.FromHours(1));
            await client.SendAsync(Given.Event("ada", 0, "Clicked"), Given.Event("ada", 0, "Scrolled"));
            Assert.Equal([("Clicked", 2), ("Scrolled", 1)], await WrittenAsync());
        }

        Assert.Equal([("Clicked", 3), ("Scrolled", 1)], await WrittenAsync());
        await using var db = _app.Database.OpenContext();
        var clicked = await db.EventNames.SingleAsync(name => name.Name == "Clicked");
        Assert.Equal((first, first.AddHours(1)), (clicked.FirstSeenAt, clicked.LastSeenAt));
    }

    [Fact]
    public async Task A_service_that_is_killed_loses_counts_and_no_name()
    {
        var (service, address) = await LoggedService.StartAsync(_app.Database.ConnectionString, "--Signals:FlushInterval=00:10:00");
        using (var client = new HttpClient { BaseAddress = address })
        {
            await client.SendAsync(Given.Event("ada", 0, "Clicked"));
            await client.SendAsync(Given.Event("ada", 0, "Clicked"), Given.Event("ada", 0, "Scrolled"));
        }

        service.Dispose();

        Assert.Equal([("Clicked", 1), ("Scrolled", 1)], await WrittenAsync());
    }

    [Fact]
    public async Task The_name_of_an_event_that_was_stored_and_not_answered_is_found_when_it_is_sent_again()
    {
        var sent = Given.Event("ada", 0, "Clicked");
        await using (var before = _app.NewReplica())
        {
            using var client = before.CreateClient();
            await client.SendAsync(sent);
        }

        await ExecuteAsync("DELETE FROM event_names");
        using var after = _app.CreateClient();
        Assert.Equal(1, (await after.SendAsync(sent)).Duplicates);
        Assert.Equal(1, (await after.SendAsync(sent)).Duplicates);

        Assert.Equal([("Clicked", 1)], (await after.SignalsAsync()).Unused());
    }

    [Fact]
    public async Task While_names_cannot_be_written_nothing_is_acknowledged_and_afterwards_everything_is_there_once()
    {
        using var client = _app.CreateClient();
        await ExecuteAsync("ALTER TABLE event_names RENAME TO elsewhere");
        var sent = Given.Event("ada", 0, "Clicked");
        using (var answer = await client.PostEventAsync(sent)) await EveryRoute.IsTurnedAwayAsync(answer);

        await ExecuteAsync("ALTER TABLE elsewhere RENAME TO event_names");
        Assert.Equal(1, (await client.SendAsync(sent)).Duplicates);

        Assert.Equal([("Clicked", 1)], await WrittenAsync());
        Assert.Equal(1, await _app.Database.CountEventsAsync("ada"));
    }

    [Fact]
    public async Task Counts_that_cannot_be_written_are_kept_for_the_next_time()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.Event("ada", 0, "Clicked"));
        await client.SendAsync(Given.Event("ada", 0, "Clicked"));
        await ExecuteAsync("ALTER TABLE event_names ADD CONSTRAINT never CHECK (count < 2)");
        Assert.Equal([("Clicked", 1)], (await client.SignalsAsync()).Unused());

        await ExecuteAsync("ALTER TABLE event_names DROP CONSTRAINT never");

        Assert.Equal([("Clicked", 2)], (await client.SignalsAsync()).Unused());
    }

    [Fact]
    public async Task Replicas_that_count_the_same_names_at_once_lose_none_and_never_wait_in_a_circle()
    {
        await using var replica = _app.NewReplica();
        HttpClient[] clients = [_app.CreateClient(), replica.CreateClient()];
        string[] names = [.. Enumerable.Range(0, 15).Select(i => $"Event {i}")];

        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            await clients[i % 2].SendAsync((i % 3 == 0 ? names : names.Reverse()).Select(name => Given.Event($"lead-{i}", 0, name)));
            if (i % 4 < 2) await clients[i % 2].SignalsAsync("limit=1");
        }));

        await clients[0].SignalsAsync("limit=1");
        Assert.All((await clients[1].SignalsAsync()).Unused(), name => Assert.Equal(40, name.Count));
        Assert.Equal((15, 20, 15, 0), (await clients[1].SignalsAsync()).Names());
        foreach (var client in clients) client.Dispose();
    }

    [Fact]
    public async Task Names_beyond_the_bound_are_counted_together_whichever_replica_they_come_to()
    {
        await using var replica = _app.NewReplica();
        using var client = _app.CreateClient();
        using var other = replica.CreateClient();
        await client.SendAsync(Enumerable.Range(0, 15).Select(i => Given.Event("ada", 0, $"Event {i:00}")));
        await other.SendAsync(Enumerable.Range(10, 15).Select(i => Given.Event("bob", 0, $"Event {i:00}")));
        await client.SendAsync(Enumerable.Range(0, 30).Select(i => Given.Event("ada", 0, $"Event {i:00}")));
        await other.SendAsync(Enumerable.Range(0, 30).Select(i => Given.Event("bob", 0, $"Event {i:00}")));
        await other.SignalsAsync("limit=1");

        var signals = await client.SignalsAsync();

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"Event {i:00}"), signals.Unused().Select(name => name.Event).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(15 + 15 + 30 + 30, signals.Unused().Sum(name => name.Count) + signals.Names().Others);
        Assert.Equal((20, 20, 20, 5 + 10 + 10), signals.Names());
    }

    [Fact]
    public async Task Odd_names_are_kept_as_they_are_sent()
    {
        using var client = _app.CreateClient();
        string[] names = ["It's \"odd\"; DROP TABLE events", "🚀", "  spaced  ", "zoë", "zoe\u0308", "a\nb\tc", "\u202Eright", new string('ß', 200), "others", "CLICKED", "clicked", "100%", @"back\slash"];

        await client.SendAsync(names.Select(name => Given.Event("ada", 0, name)));
        await client.SendAsync(names.Select(name => Given.Event("ada", 0, name)));

        Assert.Equal(names.Select(name => (name, 2L)).ToHashSet(), [.. (await client.SignalsAsync()).Unused()]);
    }

    [Fact]
    public async Task An_event_that_is_not_stored_leaves_no_name()
    {
        using var client = _app.CreateClient();
        await ExecuteAsync("ALTER TABLE events ADD CONSTRAINT poison CHECK (name <> 'Poison') NOT VALID");

        await client.PostEventsAsync("""{"events":[{"messageId":"1","userId":"ada","event":"Poison"},{"messageId":"2","userId":"ada","event":"Harmless"},{"messageId":"3","userId":"ada","event":"Half \ud800"}]}""");

        Assert.Equal([("Harmless", 1)], (await client.SignalsAsync()).Unused());
    }

    private async Task<List<(string, long)>> WrittenAsync()
    {
        await using var db = _app.Database.OpenContext();
        return [.. (await db.EventNames.AsNoTracking().OrderBy(name => name.Name).ToListAsync()).Select(name => (name.Name, name.Count))];
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var db = _app.Database.OpenContext();
        await db.Database.ExecuteSqlRawAsync(sql);
    }
}

/// <summary>As many names as can be told apart without a setting.</summary>
public sealed class ManyNamesTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task Ten_thousand_names_are_told_apart_and_the_rest_is_counted_together()
    {
        using var client = app.CreateClient();
        for (var from = 0; from < 10_050; from += 2_010)
        {
            var items = Enumerable.Range(from, 2_010).Select(i => $$"""{"messageId":"{{i}}","userId":"many","event":"Event number {{i}}"}""");
            (await client.PostEventsAsync($$"""{"events":[{{new StringBuilder().AppendJoin(',', items)}}]}""")).HasTaken(2_010, 0);
        }

        Assert.Equal((10_000, 10_000, 10_000, 50), (await client.SignalsAsync("limit=1")).Names());
    }
}
