using System.Text;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Quarantine;

public sealed class KeptItemTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private const string Batched = "application/cloudevents-batch+json";

    /// <summary>Path, media type, what stands around the items (ITEM), the item, the dialect, the item's message id, and who it may be about; # is a lead of the test's own.</summary>
    public static TheoryData<string, string, string, string, string, string?, string> Dialects { get; } = new()
    {
        { "/v1/events", "application/json", "ITEM", """{"messageId":"n1","userId":"#","anonymousId":"#a"}""", "native", "n1", "# anon:#a" },
        { "/v1/events", "application/json", """{"events":[ITEM]}""", """{"messageId":"n2","userId":"#"}""", "native", "n2", "#" },
        { "/v1/batch", "application/json", """{"batch":[ITEM]}""", """{"type":"track","messageId":"s1","userId":"#"}""", "segment", "s1", "#" },
        { "/v1/track", "text/plain", "ITEM", """{"messageId":"s2","anonymousId":"#"}""", "segment/track", "s2", "anon:#" },
        { "/v1/i", "text/plain", "ITEM", """{"messageId":"s3","userId":"#","traits":7}""", "segment/identify", "s3", "#" },
        { "/v1/group", "application/json", "ITEM", """{"messageId":"s4","userId":"#"}""", "segment/group", "s4", "#" },
        { "/v1/page", "application/json", "ITEM", """{"messageId":"s5","userId":"#","properties":7}""", "segment/page", "s5", "#" },
        { "/v1/screen", "application/json", "ITEM", """{"messageId":"s6","userId":"#","context":7}""", "segment/screen", "s6", "#" },
        { "/v1/alias", "application/json", "ITEM", """{"userId":"","previousId":"#"}""", "segment/alias", null, "# anon:#" },
        { "/batch/", "application/json", """{"batch":[ITEM]}""", """{"uuid":"p1","distinct_id":"#","properties":{"$anon_distinct_id":"#a"}}""", "posthog", "p1", "# anon:# anon:#a" },
        { "/v1/events", "application/cloudevents+json", "ITEM", """{"specversion":"1.0","id":"c1","source":"/app","subject":"#"}""", "cloudevents", "c1", "#" },
        { "/v1/events", Batched, "[ITEM]", """{"specversion":"1.0","id":"c2","subject":"#"}""", "cloudevents", "c2", "#" },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task An_item_of_any_dialect_that_cannot_be_taken_is_kept_whole_with_its_reason(string path, string contentType, string envelope, string item, string dialect, string? messageId, string leadIds)
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        var sent = item.Replace("#", lead, StringComparison.Ordinal);

        var rejected = await client.RefusedAsync(path, Encoding.UTF8.GetBytes(envelope.Replace("ITEM", sent, StringComparison.Ordinal)), contentType);
        var kept = await client.ItemAsync((string)rejected["quarantineId"]!);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(sent), kept["item"]), kept.ToJsonString());
        Assert.Equal((dialect, messageId), ((string)kept["dialect"]!, (string?)kept["messageId"]));
        Assert.Equal(((string)rejected["code"]!, (string)rejected["message"]!), ((string)kept["code"]!, (string)kept["message"]!));
        Assert.Equal(leadIds.Replace("#", lead, StringComparison.Ordinal), string.Join(' ', kept["leadIds"]!.AsArray()));
        Assert.Equal((1L, Encoding.UTF8.GetByteCount(sent)), ((long)kept["timesReceived"]!, (int)kept["size"]!));
        Assert.Equal((Now, Now), ((string)kept["firstReceivedAt"]!, (string)kept["lastReceivedAt"]!));
    }

    [Fact]
    public async Task A_binary_CloudEvent_is_kept_as_it_would_be_in_JSON()
    {
        using var client = app.CreateClient();

        var rejected = await client.RefusedAsync("/v1/events", "{\"a\":1}"u8.ToArray(), "application/json", ("ce-specversion", "1.0"), ("ce-id", "b1"), ("ce-type", "e"), ("ce-subject", "zo%C3%AB"));
        var kept = await client.ItemAsync((string)rejected["quarantineId"]!);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"specversion":"1.0","id":"b1","type":"e","subject":"zoë","data":{"a":1}}"""), kept["item"]), kept.ToJsonString());
        Assert.Equal("zoë", (string)Assert.Single(kept["leadIds"]!.AsArray())!);
    }

    /// <summary>Items of a Segment batch, and whether they can be shown as JSON.</summary>
    public static TheoryData<string, bool> OddItems { get; } = new()
    {
        { "7", true },
        { "null", true },
        { "\"text\"", true },
        { "[{}]", true },
        { "{}", true },
        { """{"type":"track","event":"e","userId":"odd\u0000","messageId":"a\u0000b"}""", true },
        { """{"type":"track","event":"e","userId":"odd","properties":{"a\u0000":"\u0000"}}""", true },
        { """{"type":"track","event":"e","userId":"\ud800","messageId":"\udc00"}""", false },
        { """{"type":"track","event":"e","userId":"odd","properties":{"\ud800":1}}""", false },
        { """{"type\ud800":1,"u\ud800serId":2,"messageId\ud800":3,"userI\ud800":4}""", false },
        { """{"type":"track","event":"?","userId":"odd?","messageId":"?","properties":{"?":"?"}}""", false },
        { """{"type":"track","even?":"e","userI?":"odd"}""", false },
        { $$$"""{"type":"{{{new string('t', 63)}}}😀"}""", true },
        { $$$"""{"type":"track","event":"e","userId":"odd","properties":{"a":{{{RawJson.Nested(28)}}}},"timestamp":7}""", true },
        { $$$"""{"type":"track","event":"e","userId":"odd","properties":{"a":{{{RawJson.Nested(29)}}}},"timestamp":7}""", false },
        { $$$"""{"type":"track","event":"e","userId":"odd","properties":{"a":{{{RawJson.Nested(500)}}}}}""", false },
        { $$$"""{"type":"track","event":"e","userId":"odd","properties":{"a":"{{{new string('x', 33_000)}}}"}}""", true },
        { $$$"""{"type":"track","event":"e","userId":"odd","properties":{"a":"{{{new string('x', 510_000)}}}"}}""", true },
        { $$$"""{"type":"track","event":"e","userId":"odd","properties":{"a":1e131071,"b":[-0.0,1E5,{{{new string('9', 400)}}}]}}""", true },
    };

    [Theory]
    [MemberData(nameof(OddItems))]
    public async Task What_no_table_of_texts_could_hold_is_kept_byte_by_byte_and_its_neighbours_are_stored(string item, bool isShown)
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        // A byte that begins no character.
        byte[] bytes = [.. Encoding.UTF8.GetBytes(item).Select(each => each == '?' ? (byte)0xFF : each)];
        byte[] body = [.. Encoding.UTF8.GetBytes($$"""{"batch":[{{Track(lead, 1)}},"""), .. bytes, .. Encoding.UTF8.GetBytes($",{Track(lead, 2)}]}}")];

        var rejected = await client.RefusedAsync("/v1/batch", body);
        var kept = await client.ItemAsync((string)rejected["quarantineId"]!);

        Assert.Equal(1, (int)rejected["index"]!);
        Assert.Equal(2, await app.Database.CountEventsAsync(lead));
        if (isShown) Assert.True(JsonNode.DeepEquals(JsonNode.Parse(bytes), kept["item"]), kept.ToJsonString());
        Assert.Equal(isShown ? null : Convert.ToBase64String(bytes), (string?)kept["itemBytes"]);
        Assert.True(isShown || kept["item"] is null);
        await using var db = app.Database.OpenContext();
        Assert.Equal(bytes, (await db.QuarantinedEvents.FindAsync(Guid.Parse((string)rejected["quarantineId"]!)))!.Item);
        Assert.Equal(422, (int)(await client.ReplayAsync((string)rejected["quarantineId"]!)).Status);
    }

    [Theory]
    [InlineData("application/json", """{"messageId":"m","userId":"odd?","event":"e"}""")]
    [InlineData("application/json", """{"messageId":"m","userId":"odd","event":"e","properties":{"?":1}}""")]
    [InlineData("application/cloudevents+json", """{"specversion":"1.0","id":"1","source":"/a","type":"e","subject":"odd","data":{"?":"\ud800"}}""")]
    [InlineData("application/cloudevents+json", """{"specversion":"1.0","i?":"1","subjec\ud800":"odd"}""")]
    public async Task So_is_what_comes_by_itself(string contentType, string item)
    {
        using var client = app.CreateClient();
        byte[] bytes = [.. Encoding.UTF8.GetBytes(item).Select(each => each == '?' ? (byte)0xFF : each)];

        var rejected = await client.RefusedAsync("/v1/events", bytes, contentType);

        Assert.Equal(Convert.ToBase64String(bytes), (string)(await client.ItemAsync((string)rejected["quarantineId"]!))["itemBytes"]!);
    }

    [Theory]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"?":1}""")]
    [InlineData("""{"a\ud800":{"b":"?"}}""")]
    public async Task A_binary_CloudEvent_whose_data_is_no_text_is_kept_too(string data)
    {
        using var client = app.CreateClient();
        byte[] bytes = [.. Encoding.UTF8.GetBytes(data).Select(each => each == '?' ? (byte)0xFF : each)];

        var rejected = await client.RefusedAsync("/v1/events", bytes, "application/json", ("ce-specversion", "1.0"), ("ce-id", "b2"), ("ce-source", "/app"), ("ce-type", "e"), ("ce-subject", "odd"));

        Assert.Equal("invalid_content", (string)rejected["code"]!);
        var kept = Convert.FromBase64String((string)(await client.ItemAsync((string)rejected["quarantineId"]!))["itemBytes"]!);
        Assert.True(kept.AsSpan().IndexOf(bytes) > 0);
    }

    [Fact]
    public async Task The_same_bad_batch_sent_ten_times_makes_one_row_that_counts_ten()
    {
        await using var replica = app.NewReplica();
        using var client = app.CreateClient();
        using var other = replica.CreateClient();
        var lead = NewLead();
        var call = $$"""{"type":"track","userId":"{{lead}}","messageId":"{{lead}}"}""";

        await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            // A client says anew with each retry when it sent it.
            var body = $$"""{"sentAt":"2026-03-02T09:00:0{{i}}Z","batch":[{{Track(lead, 1)}},{{call}},{{Track(lead, 2)}}]}""";
            await (i % 2 == 0 ? client : other).RefusedAsync("/v1/batch", Encoding.UTF8.GetBytes(body));
        }));

        var item = Assert.Single((await client.PageAsync("leadId=" + lead)).Items);
        Assert.Equal(10, (long)item["timesReceived"]!);
        Assert.Equal(2, await app.Database.CountEventsAsync(lead));
    }

    [Fact]
    public async Task An_item_that_stands_in_a_request_twice_is_counted_twice_and_one_of_another_dialect_is_another()
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        var item = $$"""{"messageId":"{{lead}}","userId":"{{lead}}"}""";

        await client.PostEventsAsync($$"""{"events":[{{item}},{{item}}]}""");
        await client.RefusedAsync("/v1/track", Encoding.UTF8.GetBytes(item));

        var items = (await client.PageAsync("leadId=" + lead)).Items;
        Assert.Equal("native 2, segment/track 1", string.Join(", ", items.Select(each => $"{each["dialect"]} {each["timesReceived"]}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Many_clients_with_many_bad_items_in_opposite_order_wait_in_line()
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        string[] items = [.. Enumerable.Range(0, 200).Select(i => $$"""{"messageId":"{{i}}","userId":"{{lead}}"}""")];

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            var answer = await client.PostEventsAsync($$"""{"events":[{{string.Join(',', i % 2 == 0 ? items : items.Reverse())}}]}""");
            Assert.Equal(200, answer.Body["rejected"]!.AsArray().Count);
        }));

        var page = (await client.PageAsync($"leadId={lead}&limit=500")).Items;
        Assert.Equal((200, true), (page.Count, page.TrueForAll(item => (long)item["timesReceived"]! == 8)));
    }

    [Theory]
    [InlineData("/v1/events", "{")]
    [InlineData("/v1/events", "[]")]
    [InlineData("/v1/events", """{"events":7}""")]
    [InlineData("/v1/batch", "{")]
    [InlineData("/v1/batch", """{"batch":7}""")]
    [InlineData("/v1/track", "7")]
    [InlineData("/batch/", "{}")]
    public async Task A_request_that_is_wrong_as_a_whole_is_not_kept(string path, string body)
    {
        using var client = app.CreateClient();
        await using var db = app.Database.OpenContext();
        var before = db.QuarantinedEvents.Count();

        Assert.Equal(400, (int)(await client.PostSdkAsync(path, body)).Status);

        Assert.Equal(before, db.QuarantinedEvents.Count());
    }

    private static string NewLead() => $"kept-{Guid.NewGuid():N}";

    private static string Track(string lead, int number) => $$"""{"type":"track","event":"Signed In","userId":"{{lead}}","messageId":"{{lead}}-{{number}}"}""";

    private string Now => app.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}
