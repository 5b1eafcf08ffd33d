using System.Text;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Http;

/// <summary>What the server itself decides, so these tests talk to a real one, byte by byte.</summary>
public sealed class RealServerTests(ListeningApp app) : IClassFixture<ListeningApp>
{
    private const int Limit = 512 * 1024;

    [Fact]
    public async Task A_body_as_large_as_allowed_is_taken()
    {
        var counted = await PostAsync([$"Content-Length: {Limit}"], Padded(Limit));
        // Here the server counts the frames of the chunks too, 8 bytes each, and 5 at the end.
        var chunked = await PostAsync(["Transfer-Encoding: chunked"], RawHttp.Chunked(Padded(Limit - 1_000), 10_000));

        Assert.True(counted.Status == 200, counted.Body);
        Assert.True(chunked.Status == 200, chunked.Body);
    }

    [Theory]
    [InlineData("POST /v1/events")]
    [InlineData("PUT /v1/leads/ada")]
    [InlineData("PUT /v1/accounts/acme")]
    public async Task A_larger_body_is_refused_before_it_is_sent_whole(string route)
    {
        var counted = await SendAsync(route, [$"Content-Length: {Limit + 1}"], []);
        // Only the first byte beyond the limit is sent, and no end.
        var chunked = await SendAsync(route, ["Transfer-Encoding: chunked"], RawHttp.Chunked(Padded(Limit + 1), Limit + 1, end: false));

        foreach (var reply in (RawReply[])[counted, chunked])
        {
            Assert.True(reply.Status == 413, reply.Head + reply.Body);
            Assert.Contains("application/problem+json", reply.Head, StringComparison.Ordinal);
            Assert.Contains("at most 524288 bytes (512 kB)", reply.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_body_that_stops_coming_is_given_up_with_an_answer()
    {
        var reply = await PostAsync(["Content-Length: 1000"], "{\"messageId\":"u8.ToArray());

        Assert.True(reply.Status == 408, reply.Head + reply.Body);
        Assert.Contains("The body came too slowly.", reply.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /v1/leads/a%00b/score", 400)]
    [InlineData("GET /v1/leads/%20/score", 400)]
    [InlineData("GET /v1/leads/%2F/score", 404)]
    [InlineData("GET /v1/leads/%ED%A0%80/score", 404)]
    [InlineData("GET /v1/leads/%FF%FE/score", 404)]
    [InlineData("GET /v1/leads/%EF%BF%BF/score", 404)]
    [InlineData("GET /v1/leads/anon:/score", 404)]
    [InlineData("GET /v1/leads/anon:a/score", 404)]
    [InlineData("GET /v1/leads/./score", 404)]
    [InlineData("GET /v1/leads//score", 404)]
    [InlineData("GET /v1/leads/a/b/score", 404)]
    [InlineData("GET /v1/leads/x?limit=%", 400)]
    [InlineData("GET /v1/leads?limit=%", 400)]
    [InlineData("GET /v1/leads?cursor=%FF", 400)]
    [InlineData("GET /v1/leads?band=%ED%A0%80", 400)]
    [InlineData("GET /v1/leads?accountId=%ED%A0%80", 200)]
    [InlineData("GET /v1/leads?&&=&", 400)]
    [InlineData("PATCH /v1/leads/a", 405)]
    [InlineData("POST /v1/leads", 405)]
    [InlineData("PUT /v1/events", 405)]
    [InlineData("GET /v2/leads", 404)]
    [InlineData("GET /", 302)]
    [InlineData("GET /swagger/index.html", 200)]
    [InlineData("HEAD /v1/leads", 405)]
    public async Task Odd_requests_get_a_clear_answer(string route, int status)
    {
        var reply = await SendAsync(route, [], []);

        Assert.True(reply.Status == status, reply.Head + reply.Body);
        if (status >= 400 && !route.Contains("%00", StringComparison.Ordinal)) Assert.Contains("application/problem+json", reply.Head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData("Basic", 200)]
    [InlineData("Basic =====", 200)]
    [InlineData("Basic gICA", 200)]
    [InlineData("Bearer a b c", 200)]
    [InlineData("Digest username=\"a\", realm=\"", 200)]
    [InlineData("Bearer \u00ff\u0080", 400)]
    public async Task A_strange_authorization_is_no_fault_of_the_server(string authorization, int status)
    {
        var body = "{\"events\":[]}"u8.ToArray();

        var reply = await PostAsync([$"Authorization: {authorization}", $"Content-Length: {body.Length}"], body);

        Assert.True(reply.Status == status, reply.Head + reply.Body);
    }

    [Theory]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%2fb%2F%2F", "a/b//")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("a%25b", "a%b")]
    [InlineData("a+b%20c", "a+b c")]
    [InlineData("%F0%9F%98%80%C3%BC", "😀ü")]
    [InlineData("a:b;c=d@e,f", "a:b;c=d@e,f")]
    [InlineData("%3F%23%26", "?#&")]
    public async Task An_id_with_odd_characters_is_the_same_in_paths_and_events(string segment, string id)
    {
        var json = System.Text.Json.JsonSerializer.Serialize(new { messageId = "m", userId = id, @event = "Integration Connected" });
        var posted = await PostAsync([$"Content-Length: {Encoding.UTF8.GetByteCount(json)}"], Encoding.UTF8.GetBytes(json));
        Assert.Contains("\"accepted\":1", posted.Body, StringComparison.Ordinal);

        var put = await SendAsync($"PUT /v1/leads/{segment}", ["Content-Length: 14"], "{\"title\":\"VP\"}"u8.ToArray());
        var score = await SendAsync($"GET /v1/leads/{segment}/score", [], []);

        Assert.True(put.Status == 204, put.Body);
        Assert.True(score.Status == 200, score.Body);
        var lead = System.Text.Json.JsonDocument.Parse(score.Body[score.Body.IndexOf('{', StringComparison.Ordinal)..(score.Body.LastIndexOf('}') + 1)]).RootElement;
        Assert.Equal(id, lead.GetProperty("leadId").GetString());
        Assert.Equal((10, 15), (lead.GetProperty("fit").GetProperty("score").GetDecimal(), lead.GetProperty("behavior").GetProperty("score").GetDecimal()));
    }

    [Theory]
    [InlineData("PUT /v1/leads/anon:a", "must not begin with anon:")]
    [InlineData("PUT /v1/leads/%20", "must not be empty")]
    [InlineData("PUT /v1/accounts/anon:a", "must not begin with anon:")]
    public async Task An_id_that_cannot_be_given_is_refused(string route, string words)
    {
        var reply = await SendAsync(route, ["Content-Length: 12"], "{\"name\":\"x\"}"u8.ToArray());

        Assert.True(reply.Status == 400, reply.Body);
        Assert.Contains(words, reply.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(256, 404)]
    [InlineData(257, 400)]
    public async Task Ids_in_paths_have_at_most_256_characters(int length, int status) =>
        Assert.Equal(status, (await SendAsync($"GET /v1/leads/{new string('x', length)}/score", [], [])).Status);

    [Theory]
    [InlineData("GET /health/live")]
    [InlineData("GET /v1/leads")]
    [InlineData("GET /v1/leads?limit=0")]
    [InlineData("GET /nowhere")]
    [InlineData("DELETE /v1/leads")]
    public async Task Every_answer_forbids_guessing_its_type_and_does_not_name_the_server(string route)
    {
        var reply = await SendAsync(route, [], []);

        Assert.Contains("X-Content-Type-Options: nosniff", reply.Head, StringComparison.Ordinal);
        Assert.DoesNotContain("\nServer:", reply.Head, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Powered-By", reply.Head, StringComparison.Ordinal);
    }

    private Task<RawReply> PostAsync(string[] headers, byte[] body) => SendAsync("POST /v1/events", headers, body);

    private Task<RawReply> SendAsync(string route, string[] headers, byte[] body) =>
        RawHttp.SendAsync(app.Server, route + " HTTP/1.1", ["Content-Type: application/json", .. headers], body);

    /// <summary>One event with blanks before it, so many bytes in all.</summary>
    private static byte[] Padded(int length) => Encoding.UTF8.GetBytes("{\"messageId\":\"m\",\"userId\":\"large\",\"event\":\"Signed In\"}".PadLeft(length));
}
