using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LeadScoring.Api.Events;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.CloudEvents;

public sealed class CloudEventTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private const string Structured = "application/cloudevents+json";
    private const string Batched = "application/cloudevents-batch+json";

    [Theory]
    [InlineData(Structured)]
    [InlineData("application/cloudevents+json; charset=utf-8")]
    [InlineData("Application/CloudEvents+JSON")]
    public async Task A_structured_event_is_stored_once(string contentType)
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        var body = Event(lead, "1", """, "time":"2026-03-02T08:00:00Z","accountid":"ce-co","datacontenttype":"application/json","data":{"percent":90} """, "Onboarding Progressed");

        (await SendAsync(client, body, contentType)).HasTaken(1, 0);
        (await SendAsync(client, body, contentType)).HasTaken(0, 1);

        Assert.Equal(8, (await client.GetScoreAsync(lead)).Behavior.Score);
        Assert.Equal("ce-co", (await app.Database.ScoreRowOfAsync(lead)).AccountId);
        await using var db = app.Database.OpenContext();
        var row = await db.Events.SingleAsync(e => e.Identity == "user:" + lead && e.Kind == IncomingEvent.Track);
        Assert.Equal(("/app 1", app.Clock.GetUtcNow().AddHours(-1)), (row.MessageId, row.OccurredAt));
    }

    [Fact]
    public async Task In_a_batch_a_bad_event_costs_its_neighbours_nothing_and_ids_count_within_their_source()
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        var other = Event(lead, "1").Replace("/app", "/other", StringComparison.Ordinal);

        var answer = await SendAsync(client, $"[{Event(lead, "1")},7,{other},{Event(lead, "1")}]", Batched);

        Assert.Equal((HttpStatusCode.OK, 2, 1), (answer.Status, (int)answer.Body["accepted"]!, (int)answer.Body["duplicates"]!));
        Assert.Equal(1, (int)Assert.Single(answer.Body["rejected"]!.AsArray())!["index"]!);
    }

    [Fact]
    public async Task A_binary_event_has_its_attributes_in_headers_percent_encoded()
    {
        using var client = app.CreateClient();

        var answer = await SendAsync(client, """{"feature":"reports","core":true}""", "application/json", ("ce-specversion", "1.0"), ("ce-id", "b1"), ("CE-Source", "/app"), ("ce-type", "Feature%20Used"), ("ce-subject", "zo%C3%AB"));

        answer.HasTaken(1, 0);
        await using var db = app.Database.OpenContext();
        var row = await db.Events.SingleAsync(e => e.Identity == "user:zoë");
        Assert.Equal("Feature Used", row.Name);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"feature":"reports","core":true}"""), JsonNode.Parse(row.Properties)));
    }

    [Theory]
    [InlineData("%C0%A0")]
    [InlineData("%FF")]
    public async Task A_header_that_is_no_UTF8_is_refused(string subject)
    {
        using var client = app.CreateClient();

        var answer = await SendAsync(client, "{}", "application/json", ("ce-specversion", "1.0"), ("ce-id", "b1"), ("ce-source", "/app"), ("ce-type", "e"), ("ce-subject", subject));

        answer.IsProblem(HttpStatusCode.BadRequest, "ce-subject is not percent-encoded UTF-8");
    }

    [Fact]
    public async Task Data_that_is_no_text_is_named_and_not_stored_as_something_else()
    {
        using var client = app.CreateClient();

        foreach (var data in (string[])["""{"a":"\ud800"}""", """{"a\ud800":1}""", """{"a":"?"}"""])
        {
            var bytes = Encoding.UTF8.GetBytes(data).Select(each => each == '?' ? (byte)0xFF : each);
            var answer = await SendAsync(client, [.. bytes], "application/json", ("ce-specversion", "1.0"), ("ce-id", "b1"), ("ce-source", "/app"), ("ce-type", "e"), ("ce-subject", NewLead()));

            Assert.Equal((HttpStatusCode.OK, "invalid_content"), (answer.Status, (string?)answer.Body["rejected"]?[0]?["code"]));
        }
    }

    [Theory]
    [InlineData("specversion", "specversion must be 1.0")]
    [InlineData("id", "id is missing")]
    [InlineData("source", "source is missing")]
    [InlineData("type", "type is missing")]
    [InlineData("subject", "subject is missing")]
    public async Task What_is_missing_is_named(string member, string words)
    {
        using var client = app.CreateClient();
        var body = JsonNode.Parse(Event(NewLead(), "1"))!.AsObject();
        body.Remove(member);

        var answer = await SendAsync(client, body.ToJsonString(), Structured);

        Assert.Contains(words, (string)Assert.Single(answer.Body["rejected"]!.AsArray())!["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b", "c", "invalid_id", "source must be a URI reference")]
    [InlineData(" a", "c", "invalid_id", "source must be a URI reference")]
    [InlineData("a%20b", "c d", null, null)]
    public async Task A_source_has_no_blanks_so_that_two_events_are_never_taken_for_one(string source, string id, string? code, string? words)
    {
        using var client = app.CreateClient();
        var lead = NewLead();

        var answer = await SendAsync(client, Event(lead, id).Replace("/app", source, StringComparison.Ordinal), Structured);

        var rejected = answer.Body["rejected"]!.AsArray().SingleOrDefault();
        Assert.Equal((code is null ? 1 : 0, code), ((int)answer.Body["accepted"]!, (string?)rejected?["code"]));
        if (code is not null) Assert.StartsWith(words!, (string)rejected!["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","datacontenttype":"application/json" """)]
    [InlineData(""","datacontenttype":"Application/vnd.acme+JSON; charset=utf-8","data":null """)]
    public async Task Data_in_base64_are_the_properties(string more)
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        var data = Convert.ToBase64String("""{"percent":90,"name":"é"}"""u8);

        (await SendAsync(client, Event(lead, "1", $$"""{{more}},"data_base64":"{{data}}" """, "Onboarding Progressed"), Structured)).HasTaken(1, 0);

        Assert.Equal(8, (await client.GetScoreAsync(lead)).Behavior.Score);
    }

    [Theory]
    [InlineData(""","data_base64":"7" """, "wrong_type", "must be an object in JSON, in Base64")]
    [InlineData(""","data_base64":7 """, "wrong_type", "data_base64 must be a text, not a number")]
    [InlineData(""","data_base64":"WzFd" """, "wrong_type", "must be an object in JSON, in Base64")]
    [InlineData(""","data_base64":"eyJhIg==" """, "wrong_type", "must be an object in JSON, in Base64")]
    [InlineData(""","data_base64":"eyJhIjoiXHUwMDAwIn0=" """, "invalid_content", "data_base64.a contains the character U+0000")]
    [InlineData(""","data_base64":"e30=","datacontenttype":"image/png" """, "wrong_type", "data_base64 must hold JSON, not image/png")]
    [InlineData(""","data_base64":"e30=","datacontenttype":"json" """, "wrong_type", "data_base64 must hold JSON, not json")]
    [InlineData(""","data_base64":"e30=","data":{} """, "invalid_content", "data and data_base64 stand side by side")]
    public async Task Data_in_base64_that_are_no_object_are_named(string more, string code, string words)
    {
        using var client = app.CreateClient();

        var answer = await SendAsync(client, Event(NewLead(), "1", more), Structured);

        var rejected = Assert.Single(answer.Body["rejected"]!.AsArray())!;
        Assert.Equal(code, (string)rejected["code"]!);
        Assert.Contains(words, (string)rejected["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData(null)]
    public async Task A_binary_event_needs_no_body(string? contentType)
    {
        using var client = app.CreateClient();
        var lead = NewLead();

        (await SendAsync(client, [], contentType, ("ce-specversion", "1.0"), ("ce-id", "b1"), ("ce-source", "/app"), ("ce-type", "Signed In"), ("ce-subject", lead))).HasTaken(1, 0);

        await using var db = app.Database.OpenContext();
        Assert.Equal("{}", (await db.Events.SingleAsync(e => e.Identity == "user:" + lead)).Properties);
    }

    [Fact]
    public async Task A_batch_that_is_no_list_is_refused()
    {
        using var client = app.CreateClient();

        (await SendAsync(client, "{}", Batched)).IsProblem(HttpStatusCode.BadRequest, "must be a list of events");
    }

    private static string NewLead() => $"ce-{Guid.NewGuid():N}";

    private static string Event(string lead, string id, string more = "", string type = "Signed In") =>
        $$"""{"specversion":"1.0","id":"{{id}}","source":"/app","type":"{{type}}","subject":"{{lead}}"{{more}}}""";

    private static Task<RawAnswer> SendAsync(HttpClient client, string body, string contentType, params (string Name, string Value)[] headers) =>
        SendAsync(client, Encoding.UTF8.GetBytes(body), contentType, headers);

    private static async Task<RawAnswer> SendAsync(HttpClient client, byte[] body, string? contentType, params (string Name, string Value)[] headers)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/events", UriKind.Relative)) { Content = content };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var answer = await client.SendAsync(request);
        return new RawAnswer(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject());
    }
}

file static class Taken
{
    public static void HasTaken(this RawAnswer answer, int accepted, int duplicates) =>
        Assert.True((int)answer.Status == 200 && ((int)answer.Body["accepted"]!, (int)answer.Body["duplicates"]!) == (accepted, duplicates), answer.Body.ToJsonString());
}
