using System.Net;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Events;

/// <summary>What the database or the JSON reader cannot take, in every place and every dialect: the item is named, and its neighbours are stored.</summary>
public sealed class HostileInputTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    internal static readonly string[] Texts = ["\\u0000", "a\\u0000b", "\\ud800", "x\\udc00", "\\udc00\\ud800", "\\ud83d \\ude00"];

    /// <summary>Beyond numeric's range, beyond a double's, or far larger stored than sent.</summary>
    internal static readonly string[] Numbers =
    [
        "1e200000", "-1E+131071", "1e131071", "1e-131071", "1e99999999999999999999", "1e301", "1e-301",
        $"{new string('9', 51)}e300", $"-{new string('9', 60)}.5e299", new string('9', 65), $"0.{new string('0', 63)}1",
    ];

    /// <summary>Odd, but numbers; those of more than 17 digits are rounded where rules compare them.</summary>
    private static readonly string[] OddNumbers =
        ["1e300", "-1E-300", "0", "-0.0", "1E+2", "12345678901234567890", "0.1234567890123456789", "999999999999999.9999", "1000000000000001", "50.00000000000000000001", "9007199254740993", new string('9', 64)];

    /// <summary>SentDialect, and a member with its JSON around TEXT.</summary>
    public static TheoryData<string, string, string> PlacesOfTexts { get; } = new()
    {
        { "native", "messageId", "\"TEXT\"" },
        { "native", "userId", "\"TEXT\"" },
        { "native", "anonymousId", "\"TEXT\"" },
        { "native", "event", "\"TEXT\"" },
        { "native", "timestamp", "\"TEXT\"" },
        { "native", "properties", "{\"a\":\"TEXT\"}" },
        { "native", "properties", "{\"TEXT\":1}" },
        { "native", "properties", "{\"a\":[{\"b\":{\"TEXT\":[]}}]}" },
        { "native", "context", "{\"a\":[\"TEXT\"]}" },
        { "native", "context", "{\"a\":{\"TEXT\":1}}" },
        { "segment", "type", "\"TEXT\"" },
        { "segment", "messageId", "\"TEXT\"" },
        { "segment", "userId", "\"TEXT\"" },
        { "segment", "anonymousId", "\"TEXT\"" },
        { "segment", "event", "\"TEXT\"" },
        { "segment", "timestamp", "\"TEXT\"" },
        { "segment", "originalTimestamp", "\"TEXT\"" },
        { "segment", "properties", "{\"a\":\"TEXT\"}" },
        { "segment", "properties", "{\"TEXT\":1}" },
        { "segment", "properties", "{\"a\":[{\"b\":{\"TEXT\":[]}}]}" },
        { "segment", "context", "{\"a\":[\"TEXT\"]}" },
        { "segment", "context", "{\"traits\":{\"TEXT\":1}}" },
        { "segment/identify", "traits", "{\"email\":\"TEXT\"}" },
        { "segment/identify", "traits", "{\"TEXT\":1}" },
        { "segment/identify", "traits", "{\"company\":{\"id\":\"TEXT\"}}" },
        { "segment/group", "groupId", "\"TEXT\"" },
        { "segment/group", "traits", "{\"technologies\":[\"TEXT\"]}" },
        { "segment/alias", "previousId", "\"TEXT\"" },
        { "segment/page", "name", "\"TEXT\"" },
        { "posthog", "uuid", "\"TEXT\"" },
        { "posthog", "distinct_id", "\"TEXT\"" },
        { "posthog", "event", "\"TEXT\"" },
        { "posthog", "properties", "{\"$set\":{\"TEXT\":1}}" },
    };

    /// <summary>SentDialect, and a member with its JSON around NUMBER.</summary>
    public static TheoryData<string, string, string> PlacesOfNumbers { get; } = new()
    {
        { "native", "properties", "{\"percent\":NUMBER}" },
        { "native", "properties", "{\"a\":[{\"b\":NUMBER}]}" },
        { "native", "context", "{\"a\":NUMBER}" },
        { "segment", "properties", "{\"percent\":NUMBER}" },
        { "segment", "context", "{\"a\":[NUMBER]}" },
        { "segment/identify", "traits", "{\"a\":NUMBER}" },
        { "segment/identify", "traits", "{\"a\":{\"b\":[NUMBER]},\"createdAt\":NUMBER,\"title\":NUMBER}" },
        { "segment/group", "traits", "{\"a\":NUMBER,\"employees\":NUMBER,\"annualRevenue\":NUMBER}" },
        { "posthog", "properties", "{\"percent\":NUMBER,\"$set\":{\"a\":NUMBER}}" },
    };

    /// <summary>SentDialect, and a body around CALLS that has a name which is no text.</summary>
    public static TheoryData<string, string> BrokenBodies { get; } = new()
    {
        { "native", "{\"\\ud800\":1,\"events\":[CALLS]}" },
        { "native", "{\"events\":[CALLS],\"\\ud800\\ud800\":1}" },
        { "native", "{\"events\":[CALLS],\"e\\udc00vents and more\":[]}" },
        { "segment", "{\"\\ud800\":1,\"batch\":[CALLS]}" },
        { "segment", "{\"batch\":[CALLS],\"\\ud800\":{},\"sentAt\":\"2026-03-02T09:00:00Z\"}" },
        { "posthog", "{\"batch\":[CALLS],\"b\\ud800\":1}" },
    };

    [Theory]
    [MemberData(nameof(PlacesOfTexts))]
    public Task A_text_that_cannot_be_stored_is_named(string dialect, string member, string json) => AreRefusedAsync(dialect, member, json, "TEXT", Texts);

    [Theory]
    [MemberData(nameof(PlacesOfNumbers))]
    public Task A_number_that_cannot_be_stored_is_named(string dialect, string member, string json) => AreRefusedAsync(dialect, member, json, "NUMBER", Numbers);

    [Theory]
    [MemberData(nameof(PlacesOfNumbers))]
    public async Task Any_other_number_is_taken_and_counts_alike_before_and_after_it_was_stored(string dialect, string member, string json)
    {
        using var client = app.CreateClient();
        var (way, members, lead) = Read(dialect);

        // A lead and an account for each number.
        var items = OddNumbers.Select((number, i) => way.Item($"{lead}-{i}", "m", [("event", "\"Onboarding Progressed\""), .. members, ("groupId", $"\"{lead}-{i}\""), (member, json.Replace("NUMBER", number, StringComparison.Ordinal))]));
        var answer = await way.PostAsync(client, items);

        Assert.Equal((OddNumbers.Length, 0), answer.Taken());
        await Recount.EverythingAddsUpAsync(app);
        for (var i = 0; i < OddNumbers.Length; i++) await client.GetScoreAsync($"{lead}-{i}");
    }

    [Theory]
    [InlineData("native")]
    [InlineData("segment")]
    [InlineData("posthog")]
    public async Task An_unknown_member_whose_name_is_no_text_is_named_and_any_other_one_is_passed_over(string dialect)
    {
        using var client = app.CreateClient();
        var (way, _, lead) = Read(dialect);
        string[] names = ["\\ud800", "\\ud800\\ud800", "\\udc00 and much more of it", "u\\ud800serId", "\\u0000", "\\ud83d\\ude00", "USERID", new string('x', 10_000)];

        var answer = await way.PostAsync(client, names.Select((name, i) => way.Item(lead, $"m{i}", (name, "{\"a\":\"\\ud800\"}"))));

        Assert.Equal((4, 0), answer.Taken());
        Assert.Equal([0, 1, 2, 3], answer.Rejected().Select(each => each.Index));
        Assert.All(answer.Rejected(), each => Assert.StartsWith("the event has a member whose name is no text", each.Message, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(BrokenBodies))]
    public async Task A_body_with_a_name_that_is_no_text_is_refused(string dialect, string body)
    {
        using var client = app.CreateClient();
        var (way, _, lead) = Read(dialect);

        var answer = await client.PostSdkAsync(way.Path, body.Replace("CALLS", way.Item(lead, "m"), StringComparison.Ordinal));

        answer.IsProblem(HttpStatusCode.BadRequest, "The body has a member whose name is no text");
    }

    [Fact]
    public async Task A_single_call_with_such_a_name_is_refused_too()
    {
        using var client = app.CreateClient();

        (await client.PostSdkAsync("/v1/track", """{"userId":"x","event":"e","\ud800":1}""")).IsProblem(HttpStatusCode.BadRequest, "The body has a member whose name is no text");
        (await client.PostEventsAsync("""{"messageId":"m","userId":"x","event":"e","\ud800":1}""")).IsProblem(HttpStatusCode.BadRequest, "The body has a member whose name is no text");
    }

    [Theory]
    [InlineData("native")]
    [InlineData("segment")]
    [InlineData("posthog")]
    public async Task An_item_that_is_nested_too_deep_is_refused_by_itself(string dialect)
    {
        using var client = app.CreateClient();
        var (way, _, lead) = Read(dialect);
        // The event and its properties are two levels.
        int[] depths = [30, 31, 64, 400];

        var answer = await way.PostAsync(client, depths.Select((depth, i) => way.Item(lead, $"m{i}", ("properties", $"{{\"a\":{RawJson.Nested(depth)}}}"))));

        Assert.Equal((1, 0), answer.Taken());
        Assert.Equal([1, 2, 3], answer.Rejected().Select(each => each.Index));
        Assert.All(answer.Rejected(), each => Assert.Contains("nested deeper than 32 objects and lists", each.Message, StringComparison.Ordinal));
        Assert.Equal(1, await app.Database.CountEventsAsync(lead));
    }

    [Theory]
    [InlineData("native", 10_000)]
    [InlineData("native", 100_000)]
    [InlineData("segment", 10_000)]
    [InlineData("segment", 100_000)]
    public async Task A_body_that_is_nested_without_end_is_refused(string dialect, int depth)
    {
        using var client = app.CreateClient();
        var (way, _, lead) = Read(dialect);

        (await way.PostAsync(client, way.Item(lead, "m", ("properties", $"{{\"a\":{RawJson.Nested(depth)}}}")))).IsProblem(HttpStatusCode.BadRequest, "The body");
    }

    [Theory]
    [InlineData("native", "NaN")]
    [InlineData("native", "Infinity")]
    [InlineData("native", "-infinity")]
    [InlineData("native", "0x1F")]
    [InlineData("segment", "NaN")]
    [InlineData("segment", "Infinity")]
    [InlineData("segment", "-infinity")]
    [InlineData("segment", "1.")]
    public async Task What_is_no_number_of_JSON_makes_no_JSON(string dialect, string number)
    {
        using var client = app.CreateClient();
        var (way, _, lead) = Read(dialect);

        (await way.PostAsync(client, way.Item(lead, "m", ("properties", $"{{\"a\":{number}}}")))).IsProblem(HttpStatusCode.BadRequest, "The body");
    }

    [Theory]
    [InlineData("native")]
    [InlineData("segment")]
    [InlineData("posthog")]
    public async Task Items_that_are_no_objects_are_named_and_empty_lists_are_no_fault(string dialect)
    {
        using var client = app.CreateClient();
        var (way, _, lead) = Read(dialect);

        var answer = await way.PostAsync(client, "null", "[]", "\"x\"", "7", "true", way.Item(lead, "m"), "null");

        Assert.Equal((1, 0), answer.Taken());
        Assert.Equal([0, 1, 2, 3, 4, 6], answer.Rejected().Select(each => each.Index));
        Assert.All(answer.Rejected(), each => Assert.Equal("wrong_type", each.Code));
        Assert.Equal((0, 0), (await way.PostAsync(client)).Taken());
    }

    [Fact]
    public async Task An_empty_object_is_an_event_that_lacks_everything()
    {
        using var client = app.CreateClient();

        Assert.Equal("missing_member", Assert.Single((await client.PostEventsAsync("{}")).Rejected()).Code);
    }

    [Theory]
    [InlineData("gzip", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, HttpStatusCode.BadRequest)]
    public async Task A_packed_body_is_refused_without_being_unpacked_where_packing_is_not_known(string? encoding, HttpStatusCode status)
    {
        using var client = app.CreateClient();

        var answer = await client.SendRawAsync(HttpMethod.Post, "/v1/events", SdkCalls.Packed(new byte[100_000_000]), encoding: encoding);

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("{\"a\":\"\\ud800\"}", "data.a is no text")]
    [InlineData("{\"\\ud800\":1}", "data has a member whose name is no text")]
    [InlineData("{\"a\":1e200000}", "data.a is a number beyond what can be stored")]
    [InlineData("[\"\\ud800\"]", "data must be an object")]
    public async Task The_data_of_a_binary_CloudEvent_is_checked_too(string data, string words)
    {
        using var client = app.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/events", UriKind.Relative)) { Content = new StringContent(data, System.Text.Encoding.UTF8, "application/json") };
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[("specversion", "1.0"), ("id", "1"), ("source", "/app"), ("type", "e"), ("subject", "binary"), ("data", "x")]) request.Headers.Add("ce-" + name, value);

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task AreRefusedAsync(string dialect, string member, string json, string placeholder, string[] values)
    {
        using var client = app.CreateClient();
        var (way, members, lead) = Read(dialect);
        var bad = values.Select((value, i) => way.Item(lead, $"bad{i}", [.. members, (member, json.Replace(placeholder, value, StringComparison.Ordinal))]));

        var answer = await way.PostAsync(client, [way.Item(lead, "before"), .. bad, way.Item(lead, "after")]);

        var rejected = answer.Rejected();
        Assert.Equal(Enumerable.Range(1, values.Length), rejected.Select(each => each.Index));
        Assert.All(rejected, each => Assert.Equal("invalid_content", each.Code));
        Assert.All(rejected, each => Assert.StartsWith(member, each.Message, StringComparison.Ordinal));
        Assert.Equal((2, 0), answer.Taken());
        await using var db = app.Database.OpenContext();
        Assert.Equal(["after", "before"], await db.Events.Where(e => e.Identity == "user:" + lead).Select(e => e.MessageId).Order().ToListAsync());
    }

    /// <summary>A dialect by its name, for SDKs with the type of call, and a lead of one's own.</summary>
    private static (SentDialect Way, (string, string?)[] Members, string Lead) Read(string dialect)
    {
        var (name, type) = dialect.Split('/') is [var first, var second] ? (first, second) : (dialect, "");
        return (SentDialect.Of(name), type.Length == 0 ? [] : [("type", $"\"{type}\""), ("groupId", "\"hostile\"")], $"hostile-{Guid.NewGuid():N}");
    }
}
