using System.Text.Json.Nodes;
using LeadScoring.Api.Events;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Segment;

/// <summary>What an intake must do to be compatible with Segment's, apart from keys.</summary>
public sealed class SegmentRuleTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    /// <summary>A call of a batch that is not taken, the code, and words of the message.</summary>
    public static TheoryData<string, string, string> RefusedCalls { get; } = new()
    {
        { "7", "wrong_type", "an event must be an object" },
        { "null", "wrong_type", "an event must be an object" },
        { """{"userId":"x","event":"e"}""", "missing_member", "type is missing" },
        { """{"type":"delete","userId":"x"}""", "unknown_type", "type delete is none that is known" },
        { """{"type":"track","event":"e"}""", "missing_member", "userId is missing" },
        { """{"type":"track","event":"e","userId":"","anonymousId":null}""", "missing_member", "userId is missing" },
        { """{"type":"track","event":"e","userId":{}}""", "wrong_type", "userId must be a text, not an object" },
        { """{"type":"track","event":"e","userId":"anon:x"}""", "invalid_id", "userId must not begin with anon:" },
        { """{"type":"track","event":"e","userId":"a\u0000"}""", "invalid_content", "userId contains the character U+0000" },
        { """{"type":"track","event":"e","userId":"\ud800"}""", "invalid_content", "userId is no text" },
        { """{"type":"track","userId":"x"}""", "missing_member", "event is missing" },
        { """{"type":"track","event":" ","userId":"x"}""", "missing_member", "event is missing" },
        { """{"type":"track","event":[],"userId":"x"}""", "wrong_type", "event must be a text, not a list" },
        { """{"type":"track","event":"e","userId":"x","properties":[1]}""", "wrong_type", "properties must be an object, not a list" },
        { """{"type":"track","event":"e","userId":"x","properties":{"a":1e131071}}""", "invalid_content", "properties.a is a number beyond" },
        { """{"type":"track","event":"e","userId":"x","context":"c"}""", "wrong_type", "context must be an object" },
        { """{"type":"track","event":"e","userId":"x","timestamp":"yesterday"}""", "invalid_timestamp", "timestamp must be a time" },
        { """{"type":"track","event":"e","userId":"x","originalTimestamp":1772442000}""", "invalid_timestamp", "originalTimestamp must be a time" },
        { """{"type":"track","event":"e","userId":"x","timestamp":"1969-12-31T23:59:59Z"}""", "invalid_timestamp", "from 1970 on" },
        { $$$"""{"type":"track","event":"e","userId":"x","messageId":"{{{new string('m', 101)}}}"}""", "too_long", "messageId has 101 characters" },
        { $$$"""{"type":"page","userId":"x","name":"{{{new string('n', 190)}}}"}""", "too_long", "name has 202 characters" },
        { $$$"""{"type":"track","event":"e","userId":"x","properties":{"a":{{{RawJson.Nested(40)}}}}}""", "invalid_content", "nested deeper than 32" },
        { $$$"""{"type":"track","event":"e","userId":"x","properties":{"a":["{{{string.Join("\",\"", Enumerable.Repeat(new string('t', 8_000), 5))}}}"]}}""", "too_large", "more than 32768 bytes" },
        { """{"type":"identify","userId":"x","traits":"t"}""", "wrong_type", "traits must be an object, not a text" },
        { """{"type":"group","userId":"x"}""", "missing_member", "groupId is missing" },
        { """{"type":"group","userId":"x","groupId":".."}""", "invalid_id", "groupId must not be" },
        { """{"type":"alias","userId":"x"}""", "missing_member", "previousId is missing" },
        { """{"type":"alias","previousId":"x","anonymousId":"y"}""", "missing_member", "userId is missing" },
    };

    [Theory]
    [MemberData(nameof(RefusedCalls))]
    public async Task A_call_that_cannot_be_taken_is_listed_and_costs_its_neighbours_nothing(string call, string code, string words)
    {
        using var client = app.CreateClient();
        var lead = $"near-{Guid.NewGuid():N}";
        var (before, after) = (Track(lead, 1), Track(lead, 2));

        var answer = await client.PostSdkAsync("/v1/batch", $$"""{"batch":[{{before}},{{call}},{{after}}]}""");

        Assert.Equal((200, true, 2), ((int)answer.Status, (bool)answer.Body["success"]!, (int)answer.Body["accepted"]!));
        var rejected = Assert.Single(answer.Body["rejected"]!.AsArray())!;
        Assert.Equal((1, code), ((int)rejected["index"]!, (string)rejected["code"]!));
        Assert.Contains(words, (string)rejected["message"]!, StringComparison.Ordinal);
        Assert.Equal(2, await app.Database.CountEventsAsync(lead));
        await using var db = app.Database.OpenContext();
        Assert.False(await db.Leads.AnyAsync(row => row.LeadId == "user:x" || row.LeadId == "anon:y"));
    }

    [Fact]
    public async Task A_single_call_that_cannot_be_taken_is_answered_with_200_as_well()
    {
        using var client = app.CreateClient();

        var answer = await client.PostSdkAsync("/v1/track", """{"messageId":"m","event":"e"}""");

        Assert.Equal((200, true, "m"), ((int)answer.Status, (bool)answer.Body["success"]!, (string)answer.Body["rejected"]![0]!["messageId"]!));
    }

    [Fact]
    public async Task Numbers_as_ids_are_the_text_of_their_digits()
    {
        using var client = app.CreateClient();

        await client.PostSdkAsync("/v1/batch", """{"batch":[{"type":"track","event":"e","userId":12345678901234567890,"anonymousId":7,"messageId":42},{"type":"group","userId":12345678901234567890,"groupId":99}]}""");
        var again = await client.PostSdkAsync("/v1/track", """{"event":"e","userId":"12345678901234567890","messageId":"42"}""");

        again.IsSuccess(accepted: 0, duplicates: 1);
        await using var db = app.Database.OpenContext();
        Assert.Equal("7", (await db.Events.SingleAsync(e => e.MessageId == "42")).AnonymousId);
        Assert.True(await db.Accounts.AnyAsync(account => account.AccountId == "99"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"messageId\":null,")]
    [InlineData("\"messageId\":\"\",")]
    public async Task A_call_without_an_id_is_taken_each_time(string messageId)
    {
        using var client = app.CreateClient();
        var call = $$"""{{{messageId}}"event":"e","userId":"nameless {{messageId.Length}}"}""";

        await client.PostSdkAsync("/v1/track", call);
        var again = await client.PostSdkAsync("/v1/track", call);

        again.IsSuccess(accepted: 1, duplicates: 0);
    }

    [Fact]
    public async Task Of_two_calls_with_one_id_in_a_batch_the_second_is_a_repeat()
    {
        using var client = app.CreateClient();

        (await client.PostSdkAsync("/v1/batch", $$"""{"batch":[{{Track("twice", 1)}},{{Track("twice", 1)}}]}""")).IsSuccess(accepted: 1, duplicates: 1);
    }

    [Theory]
    [InlineData("\"groupId\":\"large-co\",", "large-co", """{"groupId":"large-co"}""")]
    [InlineData("\"groupId\":[1],", null, """{"groupId":[1]}""")]
    [InlineData("", null, null)]
    [InlineData("\"\\ud800\":1,", null, null)]
    public async Task Of_a_large_context_of_a_batch_only_the_group_is_taken_and_the_answer_says_so(string groupId, string? accountId, string? context)
    {
        using var client = app.CreateClient();
        var lead = $"large-{Guid.NewGuid():N}";

        var answer = await client.PostSdkAsync("/v1/batch", $$$"""{"context":{{{{groupId}}}"page":{"url":"{{{new string('p', 4_096)}}}"}},"batch":[{{{Track(lead, 1)}}},{{{Track(lead, 2)}}}]}""");

        answer.IsSuccess(accepted: 2, duplicates: 0);
        var warning = Assert.Single(answer.Body["warnings"]!.AsArray())!;
        Assert.Equal((null, null, "shared_too_large"), (warning["index"], warning["messageId"], (string)warning["code"]!));
        Assert.StartsWith("context of the whole request has more than 4096 bytes", (string)warning["message"]!, StringComparison.Ordinal);
        Assert.Equal(accountId, (await app.Database.ScoreRowOfAsync(lead)).AccountId);
        await using var db = app.Database.OpenContext();
        var rows = await db.Events.Where(e => e.Identity == "user:" + lead && e.Kind == IncomingEvent.Track).ToListAsync();
        Assert.All(rows, row => Assert.True(JsonNode.DeepEquals(context is null ? null : JsonNode.Parse(context), row.Context is null ? null : JsonNode.Parse(row.Context)), row.Context));
    }

    [Fact]
    public async Task The_context_of_a_batch_belongs_to_each_call_and_the_calls_own_goes_before_it()
    {
        using var client = app.CreateClient();

        await client.PostSdkAsync("/v1/batch", """
            {"context":{"library":{"name":"go"},"locale":"de","groupId":"shared-company"},
             "batch":[{"type":"track","event":"e","userId":"ctx","messageId":"own","context":{"locale":"en","ip":"::1"}},{"type":"track","event":"e","userId":"ctx","messageId":"none"}]}
            """);

        await using var db = app.Database.OpenContext();
        var rows = await db.Events.Where(e => e.Identity == "user:ctx" && e.Kind == IncomingEvent.Track).ToDictionaryAsync(e => e.MessageId, e => JsonNode.Parse(e.Context!), StringComparer.Ordinal);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"library":{"name":"go"},"locale":"en","groupId":"shared-company","ip":"::1"}"""), rows["own"]), rows["own"]!.ToJsonString());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"library":{"name":"go"},"locale":"de","groupId":"shared-company"}"""), rows["none"]), rows["none"]!.ToJsonString());
        Assert.Equal("shared-company", (await app.Database.ScoreRowOfAsync("ctx")).AccountId);
    }

    [Fact]
    public async Task What_is_not_known_or_odd_around_the_calls_is_no_fault()
    {
        using var client = app.CreateClient();

        var answer = await client.PostSdkAsync("/v1/batch?gzip=1&_=7", $$"""{"batch":[{{Track("lenient", 1)}}],"sentAt":"never","context":[],"integrations":{"All":true},"channel":{"a":[1]} }""", "multipart/form-data; boundary=x");

        answer.IsSuccess(accepted: 1, duplicates: 0);
    }

    [Fact]
    public async Task A_user_id_goes_before_an_anonymous_id_which_is_kept_beside_it()
    {
        using var client = app.CreateClient();

        await client.TakeAsync("track", """ "event":"Onboarding Completed","userId":"known","anonymousId":"visitor" """);

        await using var db = app.Database.OpenContext();
        Assert.Equal("visitor", (await db.Events.SingleAsync(e => e.Identity == "user:known")).AnonymousId);
        Assert.False(await db.Leads.AnyAsync(lead => lead.LeadId == "anon:visitor"));
    }

    [Fact]
    public async Task Times_are_corrected_and_clamped_and_what_was_said_is_kept()
    {
        using var client = app.CreateClient();
        var now = app.Clock.GetUtcNow();

        await client.PostSdkAsync("/v1/batch", """
            {"sentAt":"2026-03-02T19:00:00Z","batch":[
             {"type":"track","event":"e","userId":"clock","messageId":"fast","timestamp":"2026-03-02T18:00:00Z"},
             {"type":"track","event":"e","userId":"clock","messageId":"future","timestamp":"9999-12-31T23:59:59.9999999Z"},
             {"type":"track","event":"e","userId":"clock","messageId":"none"}]}
            """);

        await using var db = app.Database.OpenContext();
        var rows = await db.Events.Where(e => e.Identity == "user:clock").ToDictionaryAsync(e => e.MessageId, StringComparer.Ordinal);
        Assert.Equal((now.AddHours(-1), now.AddHours(9)), (rows["fast"].OccurredAt, rows["fast"].OriginalAt));
        Assert.Equal((now, 9999), (rows["future"].OccurredAt, rows["future"].OriginalAt!.Value.Year));
        Assert.Equal((now, null), (rows["none"].OccurredAt, rows["none"].OriginalAt));
    }

    private static string Track(string lead, int number) => $$"""{"type":"track","event":"Signed In","userId":"{{lead}}","messageId":"{{lead}}-{{number}}"}""";
}
