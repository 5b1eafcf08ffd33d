using System.Buffers.Text;
using System.Net;
using System.Text;
using LeadScoring.Api.Http;
using LeadScoring.Api.Quarantine;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Quarantine;

public sealed class QuarantineListTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task The_newest_come_first_and_filters_are_combined()
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        await client.RefusedAsync($$"""{"messageId":"{{lead}}","userId":"{{lead}}","event":7}""");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.RefusedAsync($$"""{"messageId":"{{lead}}","userId":"{{lead}}"}""");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.RefusedAsync($$"""{"messageId":"{{lead}}-2","userId":"{{lead}}","anonymousId":"{{lead}}-a"}""");

        foreach (var (query, messageIds) in (IEnumerable<(string, string)>)
        [
            ($"leadId={lead}", $"{lead}-2 {lead} {lead}"),
            ($"leadId=anon:{lead}-a", $"{lead}-2"),
            ($"leadId=anon:{lead}", ""),
            ($"messageId={lead}", $"{lead} {lead}"),
            ($"messageId={lead}&code=wrong_type", lead),
            ($"leadId={lead}&code=missing_member", $"{lead}-2 {lead}"),
            ($"leadId={lead}&code=other", ""),
        ])
        {
            Assert.Equal(messageIds, string.Join(' ', (await client.PageAsync(query)).Items.Select(item => (string)item["messageId"]!)));
        }
    }

    [Fact]
    public async Task Items_that_come_or_are_counted_or_go_while_somebody_reads_shift_no_page()
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        HashSet<string> before = [.. await RefuseAsync(client, lead, 0, 60)];
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        before.UnionWith(await RefuseAsync(client, lead, 60, 60));

        List<string> seen = [];
        var coming = 120;
        for (string? cursor = null; ;)
        {
            var (items, next) = await client.PageAsync($"leadId={lead}&limit=7{(cursor is null ? "" : "&cursor=" + cursor)}");
            seen.AddRange(items.Select(item => (string)item["id"]!));
            if ((cursor = next) is null) break;
            app.Clock.Advance(TimeSpan.FromMilliseconds(1));
            // New ones, known ones again, and the place of the cursor gone.
            await Task.WhenAll(RefuseAsync(client, lead, coming, 5), RefuseAsync(client, lead, coming - 100, 5), client.CallAsync(HttpMethod.Delete, "/v1/quarantine/" + seen[^1]));
            coming += 5;
        }

        Assert.Equal(seen.Count, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(before.Except(seen, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Deleting_one_leaves_the_others()
    {
        using var client = app.CreateClient();
        string[] ids = [.. await RefuseAsync(client, NewLead(), 0, 2)];

        Assert.Equal(HttpStatusCode.NoContent, (await client.CallAsync(HttpMethod.Delete, "/v1/quarantine/" + ids[0])).Status);

        Assert.False(await client.IsKeptAsync(ids[0]));
        Assert.True(await client.IsKeptAsync(ids[1]));
        Assert.Equal(HttpStatusCode.NotFound, (await client.CallAsync(HttpMethod.Delete, "/v1/quarantine/" + ids[0])).Status);
    }

    [Theory]
    [InlineData("GET", "?limit=0", "limit must be from 1 to 500.")]
    [InlineData("GET", "?limit=501", "limit must be from 1 to 500.")]
    [InlineData("GET", "?limit=x", "limit must be a whole number.")]
    [InlineData("GET", "?code=Missing", "code must be the code of a fault, such as missing_member.")]
    [InlineData("GET", "?code=a%00", "code must be the code of a fault, such as missing_member.")]
    [InlineData("GET", "?messageId=a%00", "messageId contains the character U+0000, which cannot be stored; remove it.")]
    [InlineData("GET", "?leadId=a%00", "leadId contains the character U+0000, which cannot be stored; remove it.")]
    [InlineData("GET", "?code=", "code has no value; leave it out instead.")]
    [InlineData("GET", "?kode=x", "kode is no parameter here; known are code, messageId, leadId, limit, cursor.")]
    [InlineData("GET", "?cursor=x", "cursor is damaged, or was made for another request; take nextCursor as it was given, or start without a cursor.")]
    [InlineData("DELETE", "", "Name a code, or say all=true for all items; not both.")]
    [InlineData("DELETE", "?all=false", "Name a code, or say all=true for all items; not both.")]
    [InlineData("DELETE", "?all=true&code=wrong_type", "Name a code, or say all=true for all items; not both.")]
    [InlineData("DELETE", "?all=yes", "all must be true or false.")]
    [InlineData("DELETE", "?code=a+b", "code must be the code of a fault, such as missing_member.")]
    [InlineData("DELETE", "?code=wrong_type&limit=1", "limit is no parameter here; known are code, all.")]
    [InlineData("POST", "/replay", "Name a code, or say all=true for all items; not both.")]
    [InlineData("POST", "/replay?all=true&limit=501", "limit must be from 1 to 500.")]
    [InlineData("POST", "/replay?code=wrong_type&cursor=x", "cursor is damaged, or was made for another request; take nextCursor as it was given, or start without a cursor.")]
    public async Task A_query_that_cannot_be_answered_is_refused_by_naming_the_parameter(string method, string query, string message)
    {
        using var client = app.CreateClient();

        var answer = await client.CallAsync(HttpMethod.Parse(method), "/v1/quarantine" + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(message, (string)Assert.Single(Assert.Single(answer.Body["errors"]!.AsObject()).Value!.AsArray())!);
    }

    [Fact]
    public async Task A_cursor_that_is_damaged_forged_or_of_another_list_is_refused()
    {
        using var client = app.CreateClient();
        var scope = new QuarantineQuery().CursorScope;
        var whole = new TimeCursor(app.Clock.GetUtcNow(), Guid.NewGuid()).Write(scope);
        Assert.Empty((await client.PageAsync("limit=7&cursor=" + new TimeCursor(DateTimeOffset.UnixEpoch, Guid.Empty).Write(scope))).Items);
        await client.PageAsync("cursor=" + new TimeCursor(DateTimeOffset.MaxValue, Guid.Empty).Write(scope));
        await client.PageAsync("cursor=" + new TimeCursor(DateTimeOffset.MinValue, Guid.Empty).Write(scope));

        var flipped = Enumerable.Range(0, whole.Length - 1).Select(i => whole[..i] + (whole[i] == 'A' ? 'B' : 'A') + whole[(i + 1)..]);
        foreach (var cursor in (string[])[.. flipped, "AA", whole[..^4], whole + "AAAA", "%F0%9F%98%80", WithTicks(whole, scope, long.MaxValue), WithTicks(whole, scope, -1)])
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await client.CallAsync(HttpMethod.Get, "/v1/quarantine?cursor=" + cursor)).Status);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await client.CallAsync(HttpMethod.Get, "/v1/quarantine?code=wrong_type&cursor=" + whole)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.CallAsync(HttpMethod.Post, "/v1/quarantine/replay?all=true&cursor=" + whole)).Status);
    }

    /// <summary>The tag is no secret: anybody can make a right one.</summary>
    private static string WithTicks(string cursor, string scope, long ticks)
    {
        var bytes = Base64Url.DecodeFromChars(cursor);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(9), ticks);
        System.Security.Cryptography.SHA256.HashData([.. bytes[9..], .. Encoding.UTF8.GetBytes(scope)]).AsSpan(0, 8).CopyTo(bytes.AsSpan(1));
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>The ids in quarantine.</returns>
    private static async Task<IEnumerable<string>> RefuseAsync(HttpClient client, string lead, int first, int count)
    {
        var items = Enumerable.Range(first, count).Select(i => $$"""{"messageId":"{{i}}","userId":"{{lead}}"}""");
        var answer = await client.PostEventsAsync($$"""{"events":[{{string.Join(',', items)}}]}""");
        return answer.Body["rejected"]!.AsArray().Select(rejected => (string)rejected!["quarantineId"]!);
    }

    private static string NewLead() => $"list-{Guid.NewGuid():N}";
}
