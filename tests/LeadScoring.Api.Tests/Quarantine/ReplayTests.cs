using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LeadScoring.Api.Events;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Quarantine;

public sealed class ReplayTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task A_corrected_item_is_stored_and_scored_and_leaves_the_quarantine()
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        var id = await client.RefusedAsync($$"""{"messageId":"m","userId":"{{lead}}"}""");

        var answer = await client.ReplayAsync(id, $$"""{"messageId":"m","userId":"{{lead}}","event":"Onboarding Completed"}""");

        answer.HasTaken(accepted: 1, duplicates: 0);
        Assert.Equal(15, (await client.GetScoreAsync(lead)).Behavior.Score);
        Assert.False(await client.IsKeptAsync(id));
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReplayAsync(id)).Status);
    }

    [Fact]
    public async Task A_corrected_item_that_was_sent_by_its_client_meanwhile_is_a_repeat()
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        var id = await client.RefusedAsync($$"""{"messageId":"m","userId":"{{lead}}"}""");
        var corrected = $$"""{"messageId":"m","userId":"{{lead}}","event":"Onboarding Completed"}""";
        await client.PostEventsAsync(corrected);

        (await client.ReplayAsync(id, corrected)).HasTaken(accepted: 0, duplicates: 1);

        Assert.False(await client.IsKeptAsync(id));
        Assert.Equal(1, await app.Database.CountEventsAsync(lead));
    }

    [Fact]
    public async Task An_item_that_still_cannot_be_taken_stays_with_its_reason()
    {
        using var client = app.CreateClient();
        var id = await client.RefusedAsync($$"""{"messageId":"{{NewLead()}}","userId":"x"}""");

        (await client.ReplayAsync(id)).IsProblem(HttpStatusCode.UnprocessableEntity, "event is missing");
        var corrected = await client.ReplayAsync(id, """{"messageId":"m","userId":"x","event":["e"]}""");

        corrected.IsProblem(HttpStatusCode.UnprocessableEntity, "event must be a text, not a list");
        Assert.Equal("wrong_type", (string)corrected.Body["code"]!);
        Assert.Equal("missing_member", (string)(await client.ItemAsync(id))["code"]!);
    }

    [Theory]
    [InlineData("{", "text/plain", 415)]
    [InlineData("{", "application/json", 400)]
    [InlineData("7", "application/json", 422)]
    [InlineData("[]", "application/json", 422)]
    public async Task A_correction_that_is_no_item_is_refused(string body, string contentType, int status)
    {
        using var client = app.CreateClient();
        var id = await client.RefusedAsync($$"""{"messageId":"{{NewLead()}}"}""");

        var answer = await client.CallAsync(HttpMethod.Post, $"/v1/quarantine/{id}/replay", Encoding.UTF8.GetBytes(body), contentType);

        Assert.Equal(status, (int)answer.Status);
        Assert.True(await client.IsKeptAsync(id));
    }

    [Fact]
    public async Task A_Segment_item_is_read_with_the_clock_the_receipt_and_the_context_of_its_batch()
    {
        using var client = app.CreateClient();
        var received = app.Clock.GetUtcNow();
        var rejected = await client.RefusedAsync("/v1/batch", """
            {"sentAt":"2026-03-02T19:00:00Z","context":{"locale":"de","groupId":"shared-co"},"integrations":{"All":true},
             "batch":[{"type":"track","userId":"late","messageId":"m","timestamp":"2026-03-02T18:00:00Z","context":{"ip":"::1"}}]}
            """u8.ToArray());
        app.Clock.Advance(TimeSpan.FromDays(2));
        var id = (string)rejected["quarantineId"]!;
        // Sent again two days later, the receipt and the clock of the first time still count.
        await client.RefusedAsync("/v1/batch", """{"sentAt":"2026-03-04T09:00:00Z","batch":[{"type":"track","userId":"late","messageId":"m","timestamp":"2026-03-02T18:00:00Z","context":{"ip":"::1"}}]}"""u8.ToArray());

        var kept = await client.ItemAsync(id);
        (await client.ReplayAsync(id, """{"type":"track","event":"e","userId":"late","messageId":"m","timestamp":"2026-03-02T18:00:00Z","context":{"ip":"::1"}}""")).HasTaken(accepted: 1, duplicates: 0);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"sentAt":"2026-03-02T19:00:00Z","context":{"locale":"de","groupId":"shared-co"}}"""), kept["shared"]), kept.ToJsonString());
        Assert.Equal(2, (long)kept["timesReceived"]!);
        await using var db = app.Database.OpenContext();
        var row = await db.Events.SingleAsync(e => e.Identity == "user:late" && e.Kind == IncomingEvent.Track);
        Assert.Equal((received.AddHours(-1), received, received.AddHours(9)), (row.OccurredAt, row.ReceivedAt, row.OriginalAt!.Value));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"locale":"de","groupId":"shared-co","ip":"::1"}"""), JsonNode.Parse(row.Context!)), row.Context);
        Assert.Equal("shared-co", (await app.Database.ScoreRowOfAsync("late")).AccountId);
    }

    [Theory]
    [InlineData("\"context\":{\"a\":\"\\ud800\"},")]
    [InlineData("\"context\":{\"?\":1},\"sentAt\":\"?\",")]
    [InlineData("\"context\":[],\"sentAt\":{\"a\":[1e999999]},")]
    public async Task What_a_request_says_around_its_items_is_no_fault_of_theirs_then_or_now(string around)
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        var body = $$"""{{{around}} "batch":[{"type":"track","userId":"{{lead}}"}]}""";

        var rejected = await client.RefusedAsync("/v1/batch", [.. Encoding.UTF8.GetBytes(body).Select(each => each == '?' ? (byte)0xFF : each)]);
        await client.ItemAsync((string)rejected["quarantineId"]!);
        var answer = await client.ReplayAsync((string)rejected["quarantineId"]!, $$"""{"type":"track","userId":"{{lead}}","event":"e"}""");

        answer.HasTaken(accepted: 1, duplicates: 0);
    }

    /// <summary>Path, what stands around the item (ITEM), the item, and what it takes to correct it; # is a lead of the test's own.</summary>
    public static TheoryData<string, string, string, string> Corrections { get; } = new()
    {
        { "/v1/track", "ITEM", """{"messageId":"m","userId":"#"}""", """{"messageId":"m","userId":"#","event":"e"}""" },
        { "/v1/identify", "ITEM", """{"messageId":"m","userId":"#","traits":7}""", """{"messageId":"m","userId":"#","traits":{"title":"CTO"}}""" },
        { "/v1/group", "ITEM", """{"messageId":"m","userId":"#"}""", """{"messageId":"m","userId":"#","groupId":"#-co"}""" },
        { "/v1/page", "ITEM", """{"messageId":"m","userId":"#","name":[]}""", """{"messageId":"m","userId":"#","name":"Pricing"}""" },
        { "/v1/screen", "ITEM", """{"messageId":"m","userId":"#","name":[]}""", """{"messageId":"m","userId":"#"}""" },
        { "/v1/alias", "ITEM", """{"messageId":"m","userId":"#"}""", """{"messageId":"m","userId":"#","previousId":"before"}""" },
        { "/v1/b", """{"batch":[ITEM]}""", """{"messageId":"m","userId":"#"}""", """{"type":"page","messageId":"m","userId":"#"}""" },
        { "/batch", """{"batch":[ITEM],"sent_at":"2026-03-02T09:00:00Z"}""", """{"uuid":"m","distinct_id":"#"}""", """{"event":"e","uuid":"m","distinct_id":"#"}""" },
        { "/v1/events", """{"events":[ITEM]}""", """{"messageId":"m","userId":"#"}""", """{"messageId":"m","userId":"#","event":"e"}""" },
    };

    [Theory]
    [MemberData(nameof(Corrections))]
    public async Task A_corrected_item_is_read_in_the_dialect_and_by_the_route_it_came_in(string path, string envelope, string item, string correction)
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        var body = envelope.Replace("ITEM", item, StringComparison.Ordinal).Replace("#", lead, StringComparison.Ordinal);
        var rejected = await client.RefusedAsync(path, Encoding.UTF8.GetBytes(body));

        var answer = await client.ReplayAsync((string)rejected["quarantineId"]!, correction.Replace("#", lead, StringComparison.Ordinal));

        answer.HasTaken(accepted: 1, duplicates: 0);
        Assert.Equal(1, await app.Database.CountEventsAsync(lead));
    }

    [Fact]
    public async Task A_CloudEvent_whose_attributes_were_headers_is_corrected_in_its_JSON_form()
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        var rejected = await client.RefusedAsync("/v1/events", "{}"u8.ToArray(), "application/json", ("ce-specversion", "1.0"), ("ce-id", lead), ("ce-source", "/app"), ("ce-subject", lead));
        var id = (string)rejected["quarantineId"]!;
        var corrected = (await client.ItemAsync(id))["item"]!.AsObject();
        corrected["type"] = "Onboarding Completed";

        (await client.ReplayAsync(id, corrected.ToJsonString())).HasTaken(accepted: 1, duplicates: 0);

        Assert.Equal(15, (await client.GetScoreAsync(lead)).Behavior.Score);
    }

    [Theory]
    [InlineData("/v1/track", "ITEM", """{"userId":"#"}""", """{"userId":"#","event":"e"}""")]
    [InlineData("/batch", """{"batch":[ITEM]}""", """{"distinct_id":"#"}""", """{"distinct_id":"#","event":"e"}""")]
    [InlineData("/v1/events", "ITEM", """{"userId":"#","messageId":"m"}""", """{"userId":"#","messageId":"m","event":"e"}""")]
    public async Task However_many_replay_an_item_at_once_it_counts_once_also_without_a_message_id(string path, string envelope, string item, string correction)
    {
        await using var replica = app.NewReplica();
        HttpClient[] clients = [app.CreateClient(), replica.CreateClient()];
        var lead = NewLead();
        var body = envelope.Replace("ITEM", item, StringComparison.Ordinal).Replace("#", lead, StringComparison.Ordinal);
        var id = (string)(await clients[0].RefusedAsync(path, Encoding.UTF8.GetBytes(body)))["quarantineId"]!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => clients[i % 2].ReplayAsync(id, correction.Replace("#", lead, StringComparison.Ordinal))));

        Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.NotFound, answer.Body.ToJsonString()));
        Assert.Equal(1, answers.Sum(answer => (int?)answer.Body["accepted"] ?? 0));
        Assert.Equal(1, await app.Database.CountEventsAsync(lead));
        Assert.False(await clients[0].IsKeptAsync(id));
        foreach (var client in clients) client.Dispose();
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/replay")]
    public async Task An_unknown_id_is_not_found(string method, string suffix)
    {
        using var client = app.CreateClient();

        foreach (var id in (string[])["00000000-0000-0000-0000-000000000000", "nobody", "7"])
        {
            var answer = await client.CallAsync(HttpMethod.Parse(method), $"/v1/quarantine/{id}{suffix}");
            Assert.Equal((HttpStatusCode.NotFound, "not_found"), (answer.Status, (string?)answer.Body["code"]));
        }
    }

    private static string NewLead() => $"again-{Guid.NewGuid():N}";
}
