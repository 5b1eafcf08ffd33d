using System.Net;
using LeadScoring.Api.Tests.Quarantine;
using LeadScoring.Api.Tests.Signals;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.TrackingPlans;

public sealed class ViolationTests : IAsyncLifetime, IDisposable
{
    private const string Route = "/v1/tracking-plan/violations";
    private readonly LeadScoringApp _app = new(Given.Settings(("Signals:FlushInterval", "00:10:00"), ("Signals:MostViolations", "12")));

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        using var client = _app.CreateClient();
        await client.TakePlanAsync("""{"mode":"observe","unplanned":"report","events":{"Closed":{"additional":false,"properties":{"n":{"type":"number"}}}}}""");
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_violation_tells_how_often_since_when_and_shows_the_last_one_in_short()
    {
        using var client = _app.CreateClient();
        var first = _app.Clock.GetUtcNow();
        await client.SendAsync(Given.Event("ada", 0, "Closed", ("n", "first")));
        _app.Clock.Advance(TimeSpan.FromHours(1));
        var last = Given.Event("bob", 0, "Closed", ("n", new string('x', 500)));
        await client.SendAsync(last);

        var violation = Assert.Single((await client.CallAsync(HttpMethod.Get, Route)).Body["items"]!.AsArray())!;

        Assert.Equal(("Closed", "n", "wrong_type", 2), ((string)violation["event"]!, (string)violation["property"]!, (string)violation["problem"]!, (int)violation["count"]!));
        Assert.Equal((first, first.AddHours(1)), ((DateTimeOffset)violation["firstSeenAt"]!, (DateTimeOffset)violation["lastSeenAt"]!));
        Assert.Equal((last.MessageId, "\"" + new string('x', 79) + "…"), ((string)violation["messageId"]!, (string)violation["example"]!));
    }

    [Fact]
    public async Task Pages_follow_one_another_in_order_and_a_cursor_is_good_for_its_own_request()
    {
        using var client = _app.CreateClient();
        await client.SendAsync([Given.Event("ada", 0, "🚀"), Given.Event("ada", 0, "It's \"odd\""), Given.Event("ada", 0, "Closed", ("b", 1), ("a", 1), ("n", "x"), ("é", 1))]);

        List<string> items = [];
        for (string? cursor = null; ;)
        {
            var page = await client.ViolationsAsync("limit=2" + (cursor is null ? "" : "&cursor=" + cursor));
            items.AddRange(page.Items);
            if ((cursor = page.Next) is null) break;
        }

        Assert.Equal(["Closed / a / unexpected: 1", "Closed / b / unexpected: 1", "Closed / n / wrong_type: 1", "Closed / é / unexpected: 1", "It's \"odd\" /  / unplanned: 1", "🚀 /  / unplanned: 1"], items);
        Assert.Equal(["🚀 /  / unplanned: 1"], (await client.ViolationsAsync("event=" + Uri.EscapeDataString("🚀"))).Items);
        var next = (await client.ViolationsAsync("limit=2")).Next;
        (await client.CallAsync(HttpMethod.Get, $"{Route}?event=Closed&cursor={next}")).IsProblem(HttpStatusCode.BadRequest, "cursor is damaged");
        (await client.CallAsync(HttpMethod.Get, $"{Route}?limit=501")).IsProblem(HttpStatusCode.BadRequest, "limit must be from 1 to 500");
        (await client.CallAsync(HttpMethod.Get, $"{Route}?event=%00")).IsProblem(HttpStatusCode.BadRequest, "U+0000");
    }

    [Fact]
    public async Task They_can_be_forgotten_for_one_event_or_for_all_also_those_that_are_not_written_yet()
    {
        using var client = _app.CreateClient();
        await client.SendAsync([Given.Event("ada", 0, "A"), Given.Event("ada", 0, "B")]);
        await client.ViolationsAsync();
        await client.SendAsync([Given.Event("ada", 0, "A"), Given.Event("ada", 0, "C")]);

        var one = await client.CallAsync(HttpMethod.Delete, Route + "?event=A");
        Assert.Equal((1, "B /  / unplanned: 1, C /  / unplanned: 1"), ((int)one.Body["deleted"]!, string.Join(", ", (await client.ViolationsAsync()).Items)));
        await client.SendAsync(Given.Event("ada", 0, "D"));
        var all = await client.CallAsync(HttpMethod.Delete, Route);

        Assert.Equal((HttpStatusCode.OK, 2), (all.Status, (int)all.Body["deleted"]!));
        Assert.Empty((await client.ViolationsAsync()).Items);
    }

    [Fact]
    public async Task Beyond_the_bound_they_are_counted_together_and_an_event_tells_of_ten_at_most()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.Event("ada", 0, "Closed", [.. Enumerable.Range(10, 30).Select(i => ($"p{i}", (object)i))]));
        Assert.Equal(10, (await client.ViolationsAsync()).Items.Count);
        await using var replica = _app.NewReplica();
        using var other = replica.CreateClient();
        await other.SendAsync(Enumerable.Range(0, 40).Select(i => Given.Event("bob", 0, $"Unplanned {i:00}")));
        await other.ViolationsAsync();
        await client.SendAsync(Enumerable.Range(0, 40).Select(i => Given.Event("bob", 0, $"Unplanned {i:00}")));

        var (items, others, _) = await client.ViolationsAsync();

        Assert.Equal((12, 10 + 80), (items.Count, others + items.Sum(item => int.Parse(item.Split(": ")[1], System.Globalization.CultureInfo.InvariantCulture))));
        Assert.True(others > 0);
    }

    [Fact]
    public async Task Replicas_that_count_the_same_violations_at_once_lose_none()
    {
        await using var replica = _app.NewReplica();
        HttpClient[] clients = [_app.CreateClient(), replica.CreateClient()];

        await Task.WhenAll(Enumerable.Range(0, 30).Select(async i =>
        {
            await clients[i % 2].SendAsync([Given.Event($"lead-{i}", 0, "A"), Given.Event($"lead-{i}", 0, "Closed", ("n", "x"), ("m", 1))]);
            await clients[i % 2].ViolationsAsync();
        }));

        await clients[0].ViolationsAsync();
        Assert.Equal(["A /  / unplanned: 30", "Closed / m / unexpected: 30", "Closed / n / wrong_type: 30"], (await clients[1].ViolationsAsync()).Items);
        foreach (var client in clients) client.Dispose();
    }

    [Fact]
    public async Task They_are_written_when_the_service_stops()
    {
        await using (var replica = _app.NewReplica())
        {
            using var client = replica.CreateClient();
            await client.SendAsync(Given.Event("ada", 0, "A"));
        }

        using var other = _app.CreateClient();
        Assert.Equal(["A /  / unplanned: 1"], (await other.ViolationsAsync()).Items);
    }
}
