using System.Text.Json.Nodes;
using LeadScoring.Api.Leads.Log;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Leads.Log;

public sealed class LeadEventsTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private readonly HttpClient _client = app.CreateClient();

    [Fact]
    public async Task The_log_has_everything_of_all_ids_as_it_was_sent()
    {
        await _client.SendAsync(Given.AnonymousEvent("device", 1, "Feature Used", ("feature", "reports"), ("n", 1.5)));
        await _client.TakeAsync("identify", "\"userId\":\"ada\",\"anonymousId\":\"device\",\"timestamp\":\"2026-02-25T09:00:00Z\",\"context\":{\"ip\":\"10.0.0.1\"},\"traits\":{\"title\":\"CEO\"}");
        await _client.SendAsync(Given.Event("ada", 400, "Signed In"));

        var log = await _client.GetOfLeadAsync("anon:device", "events");

        Assert.Equal(("ada", null), ((string?)log["leadId"], log["nextCursor"]));
        Assert.Equal(
            [
                "track Signed In ada 2026-03-02T09:00:00Z 2027-03-30T09:00:00Z 2026-03-02T09:00:00Z {} ",
                "identify  ada 2026-02-25T09:00:00Z  2026-03-02T09:00:00Z {\"title\":\"CEO\",\"traits\":{\"title\":\"CEO\"}} {\"ip\":\"10.0.0.1\"}",
                "track Feature Used anon:device 2026-02-24T09:00:00Z  2026-03-02T09:00:00Z {\"n\":1.5,\"feature\":\"reports\"} ",
            ],
            log["items"]!.AsArray().Select(e => $"{e!["kind"]} {e["event"]} {e["sentAs"]} {e["timestamp"]} {e["originalTimestamp"]} {e["receivedAt"]} {e["properties"]!.ToJsonString()} {e["context"]?.ToJsonString()}"),
            StringComparer.Ordinal);
        Assert.All(log["items"]!.AsArray(), e => Assert.True((string?)e!["source"] == "default" && (string?)e["messageId"] is { Length: > 0 }));
    }

    [Theory]
    [InlineData("newest")]
    [InlineData("oldest")]
    public async Task Pages_of_any_size_make_up_the_whole_log_in_order_while_more_comes(string order)
    {
        var (user, random) = ("pages-" + order, new Random(5));
        // Many at one instant, under several ids.
        var sent = RandomHistory.Of(random, user, 60, 0, 6).ConvertAll(e => random.Next(3) switch { 0 => e with { AnonymousId = user + "-b" }, 1 => e with { UserId = null, AnonymousId = user + "-b" }, _ => e });
        await _client.SendAsync(sent.Append(Given.NeutralEvent(user, 0) with { AnonymousId = user + "-b" }));
        var whole = (await _client.GetOfLeadAsync(user, $"events?limit=500&order={order}"))["items"]!.AsArray().Select(IdOf).ToList();

        foreach (var limit in (int[])[1, 61, 7])
        {
            List<string> read = [];
            for (var cursor = (string?)""; cursor is not null;)
            {
                var page = await _client.GetOfLeadAsync(user, $"events?limit={limit}&order={order}{cursor}");
                read.AddRange(page["items"]!.AsArray().Select(IdOf));
                cursor = (string?)page["nextCursor"] is { } next ? "&cursor=" + next : null;
                // On the side that has been read already.
                if (limit == 7) await _client.SendAsync(Given.NeutralEvent(user, order == "newest" ? 6.5 : -1));
            }

            Assert.Equal(whole, read);
        }

        Assert.Equal((61, 61), (whole.Count, whole.Distinct(StringComparer.Ordinal).Count()));
        Assert.Equal(sent.Select(e => e.Timestamp).Append(Given.Day(0)).Order().Select(time => time.InQuery()), (order == "oldest" ? whole : Enumerable.Reverse(whole)).Select(id => id.Split(' ')[0]), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_cursor_goes_on_in_its_own_order_only_and_damage_is_told()
    {
        await _client.SendAsync(Given.Event("short", 0, "Signed In"));
        var whole = new LeadEventsCursor(Given.Day(1), "user:short", "default", "m").Write(LeadEventsQuery.NewestFirst);
        string[] bad =
        [
            .. Enumerable.Range(0, whole.Length - 1).Select(i => whole[..i] + (whole[i] == 'A' ? 'B' : 'A') + whole[(i + 1)..]),
            whole[..9], "====", new LeadEventsCursor(Given.Day(1), "user:short", "default", "m").Write(LeadEventsQuery.OldestFirst), new LeadEventsCursor(Given.Day(1), "a\0b", "default", "m").Write(LeadEventsQuery.NewestFirst),
        ];

        Assert.Single((await _client.GetOfLeadAsync("short", "events?cursor=" + whole))["items"]!.AsArray());
        foreach (var cursor in bad) Assert.StartsWith("cursor is damaged", await _client.FaultOfAsync("short", "events?cursor=" + cursor, "cursor"), StringComparison.Ordinal);
    }

    private static string IdOf(JsonNode? entry) => $"{entry!["timestamp"]} {entry["sentAs"]} {entry["messageId"]}";
}
