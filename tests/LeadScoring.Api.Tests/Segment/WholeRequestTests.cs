using System.Text;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Segment;

/// <summary>What is answered to a request as a whole, by the real server, byte by byte.</summary>
public sealed class WholeRequestTests(ListeningApp app) : IClassFixture<ListeningApp>
{
    /// <summary>Path, body, status, code, and words of the message.</summary>
    public static TheoryData<string, string, int, string, string> RefusedBodies { get; } = new()
    {
        { "/v1/batch", "", 400, "invalid_request", "cannot be read as JSON" },
        { "/v1/batch", "{", 400, "invalid_request", "cannot be read as JSON" },
        { "/v1/b", "batch=1", 400, "invalid_request", "cannot be read as JSON" },
        { "/v1/batch", "[]", 400, "invalid_request", "the list batch" },
        { "/v1/import/", "{}", 400, "invalid_request", "the list batch" },
        { "/v1/batch", """{"batch":{}}""", 400, "invalid_request", "the list batch" },
        { "/v1/batch", """{"batch":null}""", 400, "invalid_request", "the list batch" },
        { "/v1/track", "[]", 400, "invalid_request", "must be an object" },
        { "/v1/t", "null", 400, "invalid_request", "must be an object" },
        { "/v1/batch", RawJson.Nested(10_000), 400, "invalid_request", "cannot be read as JSON" },
        { "/v1/batch", $$"""{"batch":[{{string.Join(',', Enumerable.Repeat("{}", 2_501))}}]}""", 413, "too_large", "at most 2500" },
        { "/v1/batch", $$"""{"batch":[],"a":"{{new string('a', 512 * 1024)}}"}""", 413, "too_large", "at most 524288 bytes" },
    };

    [Theory]
    [MemberData(nameof(RefusedBodies))]
    public async Task A_body_that_is_no_batch_is_refused_in_JSON_with_a_code_and_a_message(string path, string body, int status, string code, string words)
    {
        var reply = await PostAsync(path, Encoding.UTF8.GetBytes(body));

        AssertProblem(reply, status, code, words);
    }

    [Fact]
    public async Task The_limit_counts_what_a_packed_body_is_unpacked()
    {
        var bomb = SdkCalls.Packed(Encoding.UTF8.GetBytes($$"""{"batch":[],"a":"{{new string('a', 100_000_000)}}"}"""));
        var most = SdkCalls.Packed(Encoding.UTF8.GetBytes($$"""{"batch":[],"a":"{{new string('a', 512 * 1024 - 19)}}"}"""));

        Assert.InRange(bomb.Length, 1, 512 * 1024);
        AssertProblem(await PostAsync("/v1/batch", bomb, "Content-Encoding: gzip"), 413, "too_large", "after unpacking");
        Assert.Equal(200, (await PostAsync("/v1/batch", most, "Content-Encoding: gzip")).Status);
    }

    [Theory]
    [InlineData(new byte[] { 0x1F, 0x8B })]
    [InlineData(new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF })]
    public async Task A_body_that_only_begins_like_gzip_is_refused(byte[] body)
    {
        var reply = await PostAsync("/v1/batch", body, "Content-Encoding: gzip");

        AssertProblem(reply, 400, "invalid_request", "The body");
    }

    [Fact]
    public async Task Plain_JSON_that_is_said_to_be_packed_and_packed_JSON_that_is_not_are_taken()
    {
        var body = """{"batch":[{"type":"track","event":"e","userId":"said","messageId":"said"}]}"""u8.ToArray();

        Assert.Equal(200, (await PostAsync("/v1/batch", body, "Content-Encoding: gzip")).Status);
        Assert.Contains("\"duplicates\":1", (await PostAsync("/v1/batch", SdkCalls.Packed(body))).Body, StringComparison.Ordinal);
        Assert.Contains("\"duplicates\":1", (await PostAsync("/v1/batch", [0xEF, 0xBB, 0xBF, .. body])).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization: ")]
    [InlineData("Authorization: Basic")]
    [InlineData("Authorization: Basic =====")]
    [InlineData("Authorization: Basic gICA")]
    [InlineData("Authorization: Bearer a b c")]
    [InlineData("Authorization: Digest username=\"a\", realm=\"")]
    [InlineData("X-Write-Key: ?")]
    [InlineData("Accept: text/html")]
    [InlineData("X-Retry-Count: 9")]
    public async Task Headers_are_no_reason_to_refuse(string header)
    {
        var reply = await PostAsync("/v1/batch", """{"batch":[]}"""u8.ToArray(), header);

        Assert.True(reply.Status == 200, reply.Head + reply.Body);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"success":true,"accepted":0,"duplicates":0,"ignored":0,"rejected":[],"warnings":[]}"""), BodyOf(reply)), reply.Body);
    }

    [Theory]
    [InlineData("GET /v1/batch", 405, "method_not_allowed")]
    [InlineData("POST /v1/unknown", 404, "not_found")]
    public async Task Other_routes_are_answered_in_JSON_too_and_never_by_a_redirect(string route, int status, string code)
    {
        var reply = await RawHttp.SendAsync(app.Server, route + " HTTP/1.1", ["Content-Length: 0"], []);

        AssertProblem(reply, status, code, "");
    }

    private Task<RawReply> PostAsync(string path, byte[] body, params string[] headers) =>
        RawHttp.SendAsync(app.Server, $"POST {path} HTTP/1.1", ["Content-Type: text/plain", $"Content-Length: {body.Length}", .. headers], body);

    private static void AssertProblem(RawReply reply, int status, string code, string words)
    {
        Assert.True(reply.Status == status, reply.Head + reply.Body);
        var body = BodyOf(reply);
        Assert.Equal((status, code), ((int)body["status"]!, (string)body["code"]!));
        Assert.Contains(words, (string)body["message"]!, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", reply.Head, StringComparison.Ordinal);
    }

    /// <summary>Answers come in chunks, whose sizes stand around them.</summary>
    private static JsonNode BodyOf(RawReply reply) => JsonNode.Parse(reply.Body[reply.Body.IndexOf('{', StringComparison.Ordinal)..(reply.Body.LastIndexOf('}') + 1)])!;
}
