using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Keys;

/// <summary>A key's source tells whose message ids are whose.</summary>
public sealed class SourceTests(ProductionApp production) : IClassFixture<ProductionApp>
{
    private static int _leads;

    private readonly LeadScoringApp _app = production.App;
    private readonly string _lead = $"lead-{Interlocked.Increment(ref _leads)}";

    [Fact]
    public async Task The_same_message_id_from_two_sources_is_two_events_and_from_one_source_one_whatever_the_key()
    {
        using var backend = await ClientAsync("backend");
        using var frontend = await ClientAsync("frontend");
        using var otherKey = await ClientAsync("backend");

        Assert.Equal((1, 0), await SendAsync(backend));
        Assert.Equal((1, 0), await SendAsync(frontend));
        Assert.Equal((0, 1), await SendAsync(otherKey));
        Assert.Equal(["backend", "frontend"], await SourcesAsync());
        using var reader = _app.CreateClient(production.Key);
        var log = await reader.GetFromJsonAsync<JsonObject>($"/v1/leads/{_lead}/events");
        Assert.Equal(2, log!["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_rotated_key_keeps_its_source()
    {
        using var admin = _app.CreateClient(production.Key);
        using var made = await admin.PostAsJsonAsync("/v1/keys", new { name = "app", scopes = (string[])["ingest"], source = "rotated" });
        var key = (await made.Content.ReadFromJsonAsync<JsonObject>())!;
        using var rotation = await admin.PostAsync(new Uri($"/v1/keys/{key["id"]}/rotate", UriKind.Relative), null);
        using var before = _app.CreateClient((string)key["key"]!);
        using var after = _app.CreateClient((string)(await rotation.Content.ReadFromJsonAsync<JsonObject>())!["key"]!);

        Assert.Equal((1, 0), await SendAsync(before));
        Assert.Equal((0, 1), await SendAsync(after));
        Assert.Equal(["rotated"], await SourcesAsync());
    }

    [Fact]
    public async Task The_first_key_goes_on_with_what_was_sent_before_there_were_keys()
    {
        await using var before = _app.NewReplica(Given.Settings());
        using var keyless = before.CreateClient();
        using var first = _app.CreateClient(production.Key);

        Assert.Equal((1, 0), await SendAsync(keyless));
        Assert.Equal((0, 1), await SendAsync(first));
        Assert.Equal(["default"], await SourcesAsync());
    }

    [Fact]
    public async Task Whatever_is_stored_has_the_source_of_its_key()
    {
        using var client = await ClientAsync("everything");
        await client.PutLeadAsync(_lead, new { title = "CTO" });
        await client.PutAccountAsync(_lead, new { name = "Acme" });
        await client.TakeAsync("group", $$"""  "userId":"{{_lead}}","groupId":"{{_lead}}","traits":{"industry":"SaaS"} """);
        await client.TakeAsync("track", $$"""  "userId":"{{_lead}}","event":"Signed In","context":{"groupId":"{{_lead}}"} """);
        Assert.Equal(HttpStatusCode.OK, (await client.PostSdkAsync("/batch", $$"""{"batch":[{"event":"Signed In","distinct_id":"{{_lead}}","uuid":"p"}]}""")).Status);
        using var cloudEvent = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = JsonContent.Create(new { }) }
            .With(("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/bus"), ("ce-type", "Signed In"), ("ce-subject", _lead));
        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync(cloudEvent));
        Assert.Equal(HttpStatusCode.OK, (await client.PostSdkAsync("/v1/identify", $$"""{"messageId":"{{_lead}}","userId":"{{_lead}}","anonymousId":"{{_lead}}-device"}""")).Status);
        using var privacy = _app.CreateClient(await _app.AddKeyAsync([Scopes.Privacy], "support"));
        using var unlinked = await privacy.PostAsJsonAsync($"/v1/leads/{_lead}/unlink", new { id = $"anon:{_lead}-device" });
        Assert.Equal(HttpStatusCode.NoContent, unlinked.StatusCode);

        await using var db = _app.Database.OpenContext();
        var entries = await db.Events.Where(e => e.Identity.Contains(_lead)).ToListAsync();
        Assert.Equal("support", Assert.Single(entries, e => e.Kind == "unlink").Source);
        Assert.Equal(["everything"], entries.Where(e => e.Kind != "unlink").Select(e => e.Source).Distinct(StringComparer.Ordinal).ToArray());
        Assert.Contains(entries, e => e.MessageId == "/bus 1");
        Assert.Equal(["everything", "everything"], await db.AccountEvents.Where(e => e.AccountId == _lead).Select(e => e.Source).ToListAsync());
    }

    [Fact]
    public async Task What_cannot_be_taken_is_kept_by_source_and_replayed_under_it()
    {
        foreach (var source in (string[])["one", "two", "two"])
        {
            using var client = await ClientAsync(source);
            using var refused = await client.PostAsJsonAsync("/v1/events", new { messageId = _lead, userId = _lead });
            Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        }

        using var admin = _app.CreateClient(production.Key);
        var kept = (await admin.GetFromJsonAsync<JsonObject>($"/v1/quarantine?messageId={_lead}"))!["items"]!.AsArray();
        Assert.Equal([("one", 1), ("two", 2)], kept.Select(item => ((string)item!["source"]!, (int)item["timesReceived"]!)).OrderBy(each => each.Item1, StringComparer.Ordinal));

        foreach (var item in kept)
        {
            using var replayed = await admin.PostAsJsonAsync($"/v1/quarantine/{item!["id"]}/replay", new { messageId = _lead, userId = _lead, @event = "Signed In" });
            Assert.Equal(1, (int)(await replayed.Content.ReadFromJsonAsync<JsonObject>())!["accepted"]!);
        }

        Assert.Equal(["one", "two"], await SourcesAsync());
    }

    [Fact]
    public async Task A_key_in_the_body_is_not_kept_with_what_cannot_be_taken()
    {
        using var client = _app.CreateClient();
        var key = await _app.AddKeyAsync([Scopes.Ingest]);

        // No event, and half a surrogate pair: kept byte by byte, but for the key.
        await client.PostSdkAsync("/v1/track", $$"""{"messageId":"{{_lead}}","writeKey":"{{key}}","userId":"{{_lead}}","properties":{"writeKey":"mine","bad":"\ud800"} }""");

        using var admin = _app.CreateClient(production.Key);
        var kept = Assert.Single((await admin.GetFromJsonAsync<JsonObject>($"/v1/quarantine?messageId={_lead}"))!["items"]!.AsArray());
        await using var db = _app.Database.OpenContext();
        var item = System.Text.Encoding.UTF8.GetString((await db.QuarantinedEvents.SingleAsync(row => row.MessageId == _lead)).Item);
        Assert.Equal($$"""{"messageId":"{{_lead}}","userId":"{{_lead}}","properties":{"writeKey":"mine","bad":"\ud800"}""" + "}", item);
        Assert.Equal(item.Length, (int)kept!["size"]!);
    }

    private async Task<HttpClient> ClientAsync(string source) => _app.CreateClient(await _app.AddKeyAsync([Scopes.Ingest], source));

    private async Task<(int Accepted, int Duplicates)> SendAsync(HttpClient client)
    {
        var answer = await client.SendAsync(new SentEvent(_lead, _lead, null, "Signed In", Given.Day(0), null));
        return (answer.Accepted, answer.Duplicates);
    }

    private async Task<List<string>> SourcesAsync()
    {
        await using var db = _app.Database.OpenContext();
        return await db.Events.Where(e => e.MessageId == _lead).OrderBy(e => e.Source).Select(e => e.Source).ToListAsync();
    }
}
