using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Events;

public sealed class BadInputTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private static int _leads;

    /// <summary>A member of an event, its JSON (null: left out), the code, and words of the message.</summary>
    public static TheoryData<string, string?, string, string> RefusedMembers { get; } = new()
    {
        { "messageId", null, "missing_member", "messageId is missing" },
        { "messageId", "null", "missing_member", "messageId is missing" },
        { "messageId", "\"\"", "missing_member", "messageId must not be empty" },
        { "messageId", "\" \\t\"", "missing_member", "messageId must not be empty" },
        { "messageId", "7", "wrong_type", "messageId must be a text, not a number" },
        { "messageId", Text(101), "too_long", "messageId has 101 characters" },
        { "messageId", "\"a\\u0000\"", "invalid_content", "messageId contains the character U+0000" },
        { "messageId", "\"\\ud800\"", "invalid_content", "messageId is no text" },
        { "userId", null, "missing_member", "userId is missing" },
        { "userId", "{}", "wrong_type", "userId must be a text, not an object" },
        { "userId", "[\"a\"]", "wrong_type", "userId must be a text, not a list" },
        { "userId", Text(257), "too_long", "userId has 257 characters" },
        { "userId", "\"anon:x\"", "invalid_id", "userId must not begin with anon:" },
        { "userId", "\".\"", "invalid_id", "userId must not be" },
        { "userId", "\"..\"", "invalid_id", "userId must not be" },
        { "userId", "\"\\udc00\\ud800\"", "invalid_content", "userId is no text" },
        { "anonymousId", "true", "wrong_type", "anonymousId must be a text, not true or false" },
        { "anonymousId", Text(257), "too_long", "anonymousId has 257 characters" },
        { "event", null, "missing_member", "event is missing" },
        { "event", "5", "wrong_type", "event must be a text, not a number" },
        { "event", Text(201), "too_long", "event has 201 characters" },
        { "event", "\"\\u0000\"", "invalid_content", "event contains the character U+0000" },
        { "properties", "[]", "wrong_type", "properties must be an object, not a list" },
        { "properties", "\"a\"", "wrong_type", "properties must be an object, not a text" },
        { "properties", "{\"a\":\"\\u0000\"}", "invalid_content", "properties.a contains the character U+0000" },
        { "properties", "{\"a\":[1,{\"b\":\"\\ud800x\"}]}", "invalid_content", "properties.a[1].b is no text" },
        { "properties", "{\"a\\u0000\":1}", "invalid_content", "properties has a member whose name contains the character U+0000" },
        { "properties", "{\"a\":{\"\\ud800\":1}}", "invalid_content", "properties.a has a member whose name is no text" },
        { "properties", $"{{{Text(257)}:1}}", "invalid_content", "name is longer than 256 characters" },
        { "properties", $"{{\"a\":{Text(8_193)}}}", "invalid_content", "properties.a is longer than 8192 characters" },
        { "properties", Members(1_001), "invalid_content", "properties has more than 1000 members" },
        { "properties", "{\"a\":1e131071}", "invalid_content", "properties.a is a number beyond what can be stored" },
        { "properties", "{\"a\":-1E+131071}", "invalid_content", "properties.a is a number beyond what can be stored" },
        { "properties", "{\"a\":1e-131071}", "invalid_content", "properties.a is a number beyond what can be stored" },
        { "properties", "{\"a\":1e99999999999999999999}", "invalid_content", "properties.a is a number beyond what can be stored" },
        { "properties", $"{{\"a\":[{new string('9', 400)}]}}", "invalid_content", "properties.a[0] is a number beyond what can be stored" },
        { "properties", $"{{\"a\":0.{new string('0', 400)}1}}", "invalid_content", "properties.a is a number beyond what can be stored" },
        { "context", "7", "wrong_type", "context must be an object, not a number" },
        { "context", "{\"page\":{\"u\":\"\\u0000\"}}", "invalid_content", "context.page.u contains the character U+0000" },
        { "context", $"{{\"a\":[{string.Join(',', Enumerable.Repeat(Text(8_000), 4))}],\"b\":{Text(1_000)}}}", "too_large", "more than 32768 bytes" },
        { "timestamp", "1772442000", "wrong_type", "timestamp must be a text, not a number" },
        { "timestamp", "\"yesterday\"", "invalid_timestamp", "timestamp must be a time with an offset" },
        { "timestamp", "\"2026-03-02T08:30:00\"", "invalid_timestamp", "timestamp must be a time with an offset" },
        { "timestamp", "\"2026-03-02\"", "invalid_timestamp", "timestamp must be a time with an offset" },
        { "timestamp", "\"2026-03-01T24:00:00Z\"", "invalid_timestamp", "timestamp must be a time with an offset" },
        { "timestamp", "\"2026-03-01T23:59:60Z\"", "invalid_timestamp", "timestamp must be a time with an offset" },
        { "timestamp", "\"2026-02-29T08:30:00Z\"", "invalid_timestamp", "timestamp must be a time with an offset" },
        { "timestamp", "\"2026-03-01T08:30:00+0100\"", "invalid_timestamp", "timestamp must be a time with an offset" },
        { "timestamp", "\"2026-03-01T08:30:00+25:00\"", "invalid_timestamp", "timestamp must be a time with an offset" },
        { "timestamp", "\"2026-03-01T08:30:00.1234567890Z\"", "invalid_timestamp", "timestamp must be a time with an offset" },
        { "timestamp", "\"9999-12-31T23:59:59-12:00\"", "invalid_timestamp", "timestamp must" },
        { "timestamp", "\"0001-01-01T00:00:00Z\"", "invalid_timestamp", "timestamp must not be before" },
        { "timestamp", "\"0001-01-01T00:00:00+14:00\"", "invalid_timestamp", "timestamp must" },
        { "timestamp", "\"0000-00-00T00:00:00Z\"", "invalid_timestamp", "timestamp must" },
        { "timestamp", "\"1969-12-31T23:59:59.999Z\"", "invalid_timestamp", "timestamp must not be before" },
        { "timestamp", "\"２０２６-03-01T08:30:00Z\"", "invalid_timestamp", "timestamp must be a time with an offset" },
    };

    public static TheoryData<string, string?> TakenMembers { get; } = new()
    {
        { "messageId", Text(100) },
        { "userId", Text(256) },
        { "userId", "\"a/b %2F ? # ünï 😀 \\u0001\"" },
        { "event", Text(200) },
        { "anonymousId", "null" },
        { "properties", null },
        { "properties", "null" },
        { "properties", Members(1_000) },
        { "properties", $"{{{Text(256)}:{Text(8_192)}}}" },
        { "properties", "{\"a\":1e300,\"b\":-1E-300,\"c\":\"\\ud83d\\ude00\",\"d\":null,\"e\":[{}]}" },
        { "context", $"{{\"a\":{RawJson.Nested(28)}}}" },
        { "unknown", "{\"a\":\"\\u0000\"}" },
        { "timestamp", null },
        { "timestamp", "\"1970-01-01T00:00:00Z\"" },
        { "timestamp", "\"2026-03-02T08:30:00.123456789Z\"" },
        { "timestamp", "\"2026-03-02T08:30:00.1z\"" },
        { "timestamp", "\"2026-03-02t13:15:00+05:45\"" },
        { "timestamp", "\"2026-03-01T22:00:00-11:30\"" },
        { "timestamp", "\"2026-03-03T09:00:00Z\"" },
    };

    /// <summary>Whole bodies, with words of what is answered.</summary>
    public static TheoryData<string, string> RefusedBodies { get; } = new()
    {
        { "", "The body is empty" },
        { " ", "The body is not valid JSON at line 1" },
        { "null", "must be one event or an object" },
        { "[]", "must be one event or an object" },
        { "7", "must be one event or an object" },
        { "\"event\"", "must be one event or an object" },
        { "{\"events\":{}}", "events must be a list" },
        { "{\"events\":null}", "events must be a list" },
        { "{\"events\":[],}", "The body is not valid JSON at line 1" },
        { "{\"events\":[\n{},\n{]}", "The body is not valid JSON at line 3, byte 2" },
        { "{\"a\":NaN}", "The body is not valid JSON at line 1" },
        { "{\"a\":01}", "The body is not valid JSON at line 1" },
        { "{'a':1}", "The body is not valid JSON at line 1" },
        { "{\"a\":1} x", "The body is not valid JSON at line 1" },
        { "{\"a\":\"\t\"}", "The body is not valid JSON at line 1" },
        { RawJson.Nested(1_000), "The body is nested deeper than 32" },
        { RawJson.Nested(100_000), "The body is nested deeper than 32" },
        { new string('[', 100_000), "The body is nested deeper than 32" },
        { $"{{\"events\":[{string.Join(',', Enumerable.Repeat("{}", 2_501))}]}}", "events has 2501 items; at most 2500 are allowed" },
    };

    [Theory]
    [MemberData(nameof(RefusedMembers))]
    public async Task An_event_that_cannot_be_taken_is_named_and_its_neighbours_are_stored(string member, string? json, string code, string words)
    {
        using var client = app.CreateClient();
        var lead = $"neighbour-{Interlocked.Increment(ref _leads)}";
        var (before, after) = (Event(("userId", $"\"{lead}\""), ("messageId", "\"1\"")), Event(("userId", $"\"{lead}\""), ("messageId", "\"2\"")));
        var bad = Event(("userId", $"\"{lead}-bad\""), (member, json));

        var answer = await client.PostEventsAsync($$"""{"events":[{{before}},{{bad}},{{after}}]}""");

        Assert.Equal((HttpStatusCode.OK, 2), (answer.Status, (int)answer.Body["accepted"]!));
        var rejected = Assert.Single(answer.Body["rejected"]!.AsArray())!;
        Assert.Equal((1, code), ((int)rejected["index"]!, (string)rejected["code"]!));
        Assert.Contains(words, (string)rejected["message"]!, StringComparison.Ordinal);
        Assert.Equal(2, await app.Database.CountEventsAsync(lead));
        Assert.Equal(0, await app.Database.CountEventsAsync(lead + "-bad"));
    }

    [Theory]
    [InlineData("5", "an event must be an object")]
    [InlineData("null", "an event must be an object")]
    [InlineData("[]", "an event must be an object")]
    [InlineData("{}", "messageId is missing")]
    public async Task An_item_that_is_no_event_is_named_too(string item, string words)
    {
        using var client = app.CreateClient();

        var answer = await client.PostEventsAsync($$"""{"events":[{{item}},{{Event(("userId", "\"beside\""))}}]}""");

        Assert.Equal((HttpStatusCode.OK, 1, 1), (answer.Status, (int)answer.Body["accepted"]! + (int)answer.Body["duplicates"]!, answer.Body["rejected"]!.AsArray().Count));
        Assert.Contains(words, (string)answer.Body["rejected"]![0]!["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TakenMembers))]
    public async Task What_is_odd_but_right_is_taken(string member, string? json)
    {
        using var client = app.CreateClient();

        var answer = await client.PostEventsAsync(Event(("messageId", $"\"{Guid.NewGuid()}\""), (member, json)));

        Assert.True((int?)answer.Body["accepted"] == 1, answer.Body.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(RefusedBodies))]
    public async Task A_body_that_cannot_be_read_is_refused_with_the_place(string body, string words)
    {
        using var client = app.CreateClient();

        (await client.PostEventsAsync(body)).IsProblem(HttpStatusCode.BadRequest, words);
    }

    [Fact]
    public async Task The_most_events_of_a_request_are_taken()
    {
        using var client = app.CreateClient();
        var events = Enumerable.Range(0, 2_500).Select(i => RawJson.Object(("messageId", $"\"m{i}\""), ("userId", $"\"crowd{i % 50}\""), ("event", "\"Signed In\"")));

        var answer = await client.PostEventsAsync($$"""{"events":[{{string.Join(',', events)}}]}""");

        Assert.Equal(2_500, (int)answer.Body["accepted"]!);
    }

    [Fact]
    public async Task Of_members_with_the_same_name_the_last_one_counts_everywhere()
    {
        using var client = app.CreateClient();

        var answer = await client.PostEventsAsync("""{"messageId":"d1","messageId":"d2","userId":"x","userId":"twice","event":"Nothing","event":"Onboarding Progressed","properties":{"percent":10,"percent":90,"a":{"b":1,"b":2}}}""");

        Assert.Equal(1, (int)answer.Body["accepted"]!);
        Assert.Equal(8, (await client.GetScoreAsync("twice")).Behavior.Score);
        await using var db = app.Database.OpenContext();
        var stored = Assert.Single(db.Events.Where(e => e.Identity == "user:twice"));
        Assert.Equal(("d2", "Onboarding Progressed"), (stored.MessageId, stored.Name));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"percent":90,"a":{"b":2}}"""), JsonNode.Parse(stored.Properties)), stored.Properties);
    }

    [Theory]
    [InlineData("name", "properties")]
    [InlineData("value", "properties.a")]
    [InlineData("messageId", "messageId")]
    public async Task Bytes_that_are_not_UTF8_are_named(string place, string words)
    {
        using var client = app.CreateClient();
        var (id, name, value) = (place == "messageId" ? "?" : "ok", place == "name" ? "?" : "a", place == "value" ? "?" : "ok");
        var bytes = Encoding.UTF8.GetBytes($$$"""{"messageId":"{{{id}}}","userId":"bytes","event":"Signed In","properties":{"{{{name}}}":"{{{value}}}"}}""").Select(each => each == '?' ? (byte)0xFF : each);

        var answer = await client.SendRawAsync(HttpMethod.Post, "/v1/events", [.. bytes]);

        Assert.Equal((HttpStatusCode.OK, 0), (answer.Status, (int)answer.Body["accepted"]!));
        var rejected = Assert.Single(answer.Body["rejected"]!.AsArray())!;
        Assert.StartsWith(words, (string)rejected["message"]!, StringComparison.Ordinal);
        Assert.Contains("not UTF-8", (string)rejected["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over()
    {
        using var client = app.CreateClient();

        var answer = await client.SendRawAsync(HttpMethod.Post, "/v1/events", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Event(("userId", "\"marked\"")))]);

        Assert.Equal(1, (int)answer.Body["accepted"]!);
    }

    [Theory]
    [InlineData("text/plain", null, "Content-Type: application/json")]
    [InlineData("application/x-www-form-urlencoded", null, "Content-Type: application/json")]
    [InlineData("application/json", "gzip", "send the body uncompressed")]
    [InlineData("application/json", "br", "send the body uncompressed")]
    public async Task Other_kinds_of_body_are_refused(string contentType, string? encoding, string words)
    {
        using var client = app.CreateClient();

        var answer = await client.SendRawAsync(HttpMethod.Post, "/v1/events", Encoding.UTF8.GetBytes(Event()), contentType, encoding);

        answer.IsProblem(HttpStatusCode.UnsupportedMediaType, words);
    }

    private static string Event(params IEnumerable<(string Name, string? Json)> members) =>
        RawJson.Object([("messageId", "\"m\""), ("userId", "\"somebody\""), ("event", "\"Signed In\""), .. members]);

    private static string Text(int length) => $"\"{new string('x', length)}\"";

    private static string Members(int count) => "{" + string.Join(',', Enumerable.Range(0, count).Select(i => $"\"m{i}\":{i}")) + "}";
}
