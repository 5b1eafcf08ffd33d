using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Models.Backtests;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Models.Backtests;

/// <summary>What is kept of backtests, and how it is shown.</summary>
public sealed class BacktestApiTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new(BacktestCalls.With(("Keep", "3"), ("MostWaiting", "2")));
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        _client = _app.CreateClient();
        await Crowd.GatherAsync(_app, _client);
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _app.Dispose();
    }

    [Fact]
    public async Task A_preview_takes_a_document_that_is_stored_nowhere_and_wants_its_key_to_be_that_of_the_path()
    {
        var document = JsonNode.Parse(BacktestCalls.ProductLed(BacktestCalls.CountPages))!;
        await _client.SendAsync(Given.NeutralEvent("lead-1", 5));

        var (status, preview) = await _client.AskAsync(HttpMethod.Post, "/v1/models/product-led/preview", new { leadId = "lead-1", document });
        var (otherStatus, other) = await _client.AskAsync(HttpMethod.Post, "/v1/models/other/preview", new { leadId = "lead-1", document });

        Assert.Equal((HttpStatusCode.OK, "pages"), (status, (string)preview!["difference"]![0]!["criterion"]!));
        Assert.Equal((HttpStatusCode.BadRequest, "$.key"), (otherStatus, other!["errors"]!.AsObject().Single().Key));
    }

    [Fact]
    public async Task A_preview_and_an_impact_are_compared_with_the_version_of_the_model_that_is_in_force_else_with_the_primary_one()
    {
        await _client.PublishAsync(BacktestCalls.ProductLed(document => document["key"] = "beside"));
        await _client.SendAsync(Given.NeutralEvent("lead-1", 5));
        await _app.DraftAsync(BacktestCalls.ProductLed(document => document["key"] = "unheard"), "unheard");

        foreach (var (key, against) in new[] { ("product-led", "product-led@1"), ("beside", "beside@1"), ("unheard", "product-led@1") })
        {
            var (_, preview) = await _client.AskAsync(HttpMethod.Post, $"/v1/models/{key}/preview", new { leadId = "lead-1" });
            var impact = await _client.OrderAsync("impact", null, key);

            Assert.Equal((against, against), ((string?)preview!["against"], impact.Against));
            await _client.UntilAsync(impact.Id, BacktestState.Done);
        }
    }

    [Fact]
    public async Task A_preview_takes_a_document_as_large_as_a_draft_may_be()
    {
        var document = BacktestCalls.ProductLed(document => document["lists"]!["large"] = new JsonArray([.. Enumerable.Range(0, 1_300).Select(i => JsonValue.Create($"{i}".PadLeft(500, 'x')))]));

        await _client.SendAsync(Given.NeutralEvent("lead-1", 5));

        var (saved, _) = await _client.SendModelAsync(HttpMethod.Put, "product-led", document);
        var (status, preview) = await _client.AskAsync(HttpMethod.Post, "/v1/models/product-led/preview", new { leadId = "lead-1", document = JsonNode.Parse(document) });

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, 0), (saved, status, preview!["difference"]!.AsArray().Count));
    }

    [Fact]
    public async Task Backtests_are_listed_newest_first_in_pages_and_the_oldest_that_have_ended_go()
    {
        List<Guid> ids = [];
        for (var i = 0; i < 6; i++)
        {
            // The last but one and the one before it are of one instant.
            _app.Clock.Advance(TimeSpan.FromSeconds(i == 4 ? 0 : 1));
            ids.Add((await _client.RunAsync(i % 2 == 0 ? "impact" : "backtest", i % 2 == 0 ? null : Crowd.Week)).Id);
        }

        // Three that had ended were kept when the last one was ordered.
        ids = [.. ids.Skip(2).Take(1), .. ids.Skip(3).Take(2).Order(), .. ids.Skip(5)];
        var first = await ListAsync("limit=3");
        var second = await ListAsync($"limit=3&cursor={first.NextCursor}");

        Assert.Equal(ids.AsEnumerable().Reverse(), first.Items.Concat(second.Items).Select(each => each.Id));
        Assert.Null(second.NextCursor);
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.AskAsync(HttpMethod.Get, $"/v1/backtests?cursor=x{first.NextCursor}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.AskAsync(HttpMethod.Get, "/v1/backtests?limit=101")).Status);
    }

    [Fact]
    public async Task So_many_wait_and_no_more()
    {
        await using var idle = _app.NewReplica(BacktestCalls.With(("Enabled", "false"), ("MostWaiting", "2")));
        using var client = idle.CreateClient();
        await _app.DisposeAsync();

        foreach (var _ in new int[2]) await client.OrderAsync("impact");
        var (status, body) = await client.AskAsync(HttpMethod.Post, "/v1/models/product-led/impact", new { });

        Assert.Equal((HttpStatusCode.Conflict, "Too many backtests wait."), (status, (string)body!["title"]!));
    }

    [Fact]
    public async Task Flips_come_in_pages_by_kind_and_as_files()
    {
        await _client.SendAsync(Given.Event("lead-5", 0, "Order Completed"));
        var done = await _client.RunAsync("backtest", Crowd.Week);
        Assert.Equal(Crowd.Size - 1, done.Result!.Flips.StopsBeingPql);

        var all = await _client.FlipsAsync(done.Id);
        var paged = await _client.FlipsAsync(done.Id, "limit=2&kind=stops_being_pql");
        var csv = await _client.GetStringAsync(new Uri($"/v1/exports/backtests/{done.Id}/flips", UriKind.Relative));
        var ndjson = await _client.GetStringAsync(new Uri($"/v1/exports/backtests/{done.Id}/flips?format=ndjson&kind=stops_being_pql", UriKind.Relative));

        Assert.Equivalent(all, paged, strict: true);
        Assert.Empty(await _client.FlipsAsync(done.Id, "kind=becomes_pql"));
        Assert.Equal("leadId,kind,at,beforePql,afterPql,beforeFit,afterFit,beforeBehavior,afterBehavior,beforeTotal,afterTotal,beforeBand,afterBand,beforeBlockedBy,afterBlockedBy,criteria", csv.Split("\r\n")[0]);
        Assert.Equal(all.Count + 2, csv.Split("\r\n").Length);
        Assert.StartsWith($"\"{all[0].LeadId}\",\"stops_being_pql\",2026-02-23T21:00:00Z,true,false,17,17,75,75,92,92,\"mql\",\"mql\",", csv.Split("\r\n")[1], StringComparison.Ordinal);
        Assert.Equal(all.Select(flip => flip.LeadId), ndjson.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string)JsonNode.Parse(line)!["leadId"]!), StringComparer.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.AskAsync(HttpMethod.Get, $"/v1/backtests/{done.Id}/flips?kind=any")).Status);
    }

    [Fact]
    public async Task An_impact_needs_no_body_and_tries_the_draft_else_the_newest_version()
    {
        using var answer = await _client.PostAsync(new Uri("/v1/models/product-led/impact", UriKind.Relative), null);
        var draft = (await answer.Content.ReadFromJsonAsync<BacktestResponse>(new JsonSerializerOptions(JsonSerializerDefaults.Web)))!;
        Assert.Equal((HttpStatusCode.Accepted, null, Crowd.Size), (answer.StatusCode, draft.Version, (await _client.UntilAsync(draft.Id, BacktestState.Done)).Impact!.Pqls.Stop));

        await using (var db = _app.Database.OpenContext())
        {
            db.ModelDrafts.RemoveRange(db.ModelDrafts);
            await db.SaveChangesAsync();
        }

        var newest = await _client.RunAsync("impact");
        Assert.Equal((1, 0), (newest.Version, newest.Impact!.Pqls.Stop));
    }

    private async Task<BacktestListResponse> ListAsync(string query) =>
        (await _client.GetFromJsonAsync<BacktestListResponse>(new Uri("/v1/backtests?" + query, UriKind.Relative), new JsonSerializerOptions(JsonSerializerDefaults.Web)))!;
}
