using System.Text;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Events;

/// <summary>Every limit of an item, in every dialect: exactly as much passes, one more does not.</summary>
public sealed class LimitTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private const int MostBytes = 32 * 1024;

    /// <summary>SentDialect, member, its limit, and the code of what is beyond; the member's JSON has so many letters for X, digits for #, or members.</summary>
    public static TheoryData<string, string, int, string, string> Limits { get; } = new()
    {
        { "native", "messageId", 100, "too_long", "\"X\"" },
        { "native", "userId", 256, "too_long", "\"X\"" },
        { "native", "anonymousId", 256, "too_long", "\"X\"" },
        { "native", "event", 200, "too_long", "\"X\"" },
        { "native", "properties", 256, "invalid_content", "{\"X\":1}" },
        { "native", "properties", 8_192, "invalid_content", "{\"a\":\"X\"}" },
        { "native", "properties", 1_000, "invalid_content", "{MEMBERS}" },
        { "native", "properties", 64, "invalid_content", "{\"a\":#}" },
        { "native", "context", 256, "invalid_content", "{\"a\":{\"X\":1}}" },
        { "native", "context", 8_192, "invalid_content", "{\"a\":[\"X\"]}" },
        { "native", "context", 1_000, "invalid_content", "{\"a\":{MEMBERS}}" },
        { "segment", "messageId", 100, "too_long", "\"X\"" },
        { "segment", "messageId", 100, "too_long", "#" },
        { "segment", "userId", 256, "too_long", "\"X\"" },
        { "segment", "userId", 256, "too_long", "#" },
        { "segment", "anonymousId", 256, "too_long", "\"X\"" },
        { "segment", "event", 200, "too_long", "\"X\"" },
        { "segment", "properties", 256, "invalid_content", "{\"X\":1}" },
        { "segment", "properties", 8_192, "invalid_content", "{\"a\":\"X\"}" },
        { "segment", "properties", 1_000, "invalid_content", "{MEMBERS}" },
        { "segment", "properties", 64, "invalid_content", "{\"a\":#}" },
        { "segment", "context", 256, "invalid_content", "{\"a\":{\"X\":1}}" },
        { "segment", "context", 8_192, "invalid_content", "{\"a\":[\"X\"]}" },
        { "segment", "context", 1_000, "invalid_content", "{\"a\":{MEMBERS}}" },
        { "posthog", "uuid", 100, "too_long", "\"X\"" },
        { "posthog", "distinct_id", 256, "too_long", "\"X\"" },
        { "posthog", "event", 200, "too_long", "\"X\"" },
        { "posthog", "properties", 8_192, "invalid_content", "{\"a\":\"X\"}" },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task As_much_as_the_limit_passes_and_one_more_does_not(string dialect, string member, int limit, string code, string json)
    {
        using var client = app.CreateClient();
        var (way, lead) = (SentDialect.Of(dialect), Guid.NewGuid().ToString("N"));

        var answer = await way.PostAsync(client, way.Item(lead, $"{lead}-most", (member, Filled(json, limit))), way.Item(lead, $"{lead}-more", (member, Filled(json, limit + 1))));

        Assert.Equal((1, 0), answer.Taken());
        var (index, found, message) = Assert.Single(answer.Rejected());
        Assert.Equal((1, code), (index, found));
        Assert.StartsWith(member, message, StringComparison.Ordinal);
    }

    /// <summary>Random, so that no index makes it smaller.</summary>
    [Theory]
    [InlineData("native", "userId")]
    [InlineData("native", "anonymousId")]
    [InlineData("native", "messageId")]
    [InlineData("native", "event")]
    [InlineData("segment", "userId")]
    [InlineData("segment", "anonymousId")]
    [InlineData("segment", "messageId")]
    [InlineData("segment", "event")]
    [InlineData("posthog", "distinct_id")]
    [InlineData("posthog", "uuid")]
    public async Task Ten_thousand_random_characters_are_no_id_and_the_largest_one_is_stored(string dialect, string member)
    {
        using var client = app.CreateClient();
        var (way, lead) = (SentDialect.Of(dialect), Guid.NewGuid().ToString("N"));
        var largest = Random.Shared.GetItems<char>("一丁七万丈三上下不与丐丑专且世", member is "messageId" or "uuid" ? 100 : 200);

        var answer = await way.PostAsync(client, way.Item(lead, "long", (member, $"\"{Convert.ToHexString(Random.Shared.GetItems<byte>([.. Enumerable.Range(0, 256).Select(i => (byte)i)], 5_000))}\"")), way.Item(lead, "largest", (member, $"\"{new string(largest)}\"")));

        Assert.Equal((1, 0), answer.Taken());
        Assert.StartsWith($"{member} has 10000 characters; at most", Assert.Single(answer.Rejected()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("native")]
    [InlineData("segment")]
    [InlineData("posthog")]
    public async Task An_item_has_at_most_32_kB(string dialect)
    {
        using var client = app.CreateClient();
        var (way, lead) = (SentDialect.Of(dialect), Guid.NewGuid().ToString("N"));

        var answer = await way.PostAsync(client, Sized("most", MostBytes), Sized("more", MostBytes + 1));

        Assert.Equal((1, 0), answer.Taken());
        Assert.Equal((1, "too_large"), (answer.Rejected()[0].Index, answer.Rejected()[0].Code));

        string Sized(string message, int bytes)
        {
            var item = way.Item(lead, message, ("unknown", "\"ü\""));
            return item.Replace("ü", new string('x', bytes - Encoding.UTF8.GetByteCount(item)) + "ü", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("native", 400)]
    [InlineData("segment", 413)]
    [InlineData("posthog", 413)]
    public async Task A_request_has_at_most_2500_items(string dialect, int status)
    {
        using var client = app.CreateClient();
        var (way, lead) = (SentDialect.Of(dialect), Guid.NewGuid().ToString("N"));
        string[] items = [.. Enumerable.Range(0, 2_501).Select(i => way.Item(lead + (i % 50), $"m{i}"))];

        Assert.Equal((2_500, 0), (await way.PostAsync(client, items[1..])).Taken());
        Assert.Equal(status, (int)(await way.PostAsync(client, items)).Status);
    }

    /// <summary>So many x, nines or members.</summary>
    private static string Filled(string json, int count) => json
        .Replace("MEMBERS", string.Join(',', Enumerable.Range(0, json.Contains("MEMBERS", StringComparison.Ordinal) ? count : 0).Select(i => $"\"m{i}\":1")), StringComparison.Ordinal)
        .Replace("X", new string('x', count), StringComparison.Ordinal)
        .Replace("#", new string('9', count), StringComparison.Ordinal);
}
