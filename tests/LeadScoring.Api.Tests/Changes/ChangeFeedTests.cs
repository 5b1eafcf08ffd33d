using System.Net;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeadScoring.Api.Tests.Changes;

public sealed class ChangeFeedTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new();

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task From_the_start_it_has_every_crossing_and_each_lead_once_as_it_is_now()
    {
        using var client = _app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "vera", "bob");
        foreach (var sent in Given.EagerHistory("vera")) await client.SendAsync(sent);

        var items = await client.FollowUntilAsync(null, items => items.Exists(item => item is { LeadId: "vera", Score.Total: 150 }));

        Assert.Equal(["bob", "vera"], items.Where(item => item.Score is not null).Select(item => item.LeadId).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(Enumerable.Range(1, 4), items.Where(item => item.LeadId == "vera").Select(item => item.Transition).OfType<TransitionResponse>().Select(crossing => crossing.Sequence).Take(4));
        var listed = (await client.ListAsync("")).Items.ToDictionary(item => item.LeadId, StringComparer.Ordinal);
        Assert.All(items.Select(item => item.Score).OfType<LeadListItem>(), score => Assert.Equivalent(listed[score.LeadId], score, strict: true));
    }

    [Fact]
    public async Task Pages_of_one_hold_the_same_in_the_same_order_as_one_page_of_all()
    {
        using var client = _app.CreateClient();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => client.SendAsync(Given.EagerHistory($"lead-{i % 4}").Skip(i / 4 * 3).Take(4))));
        var all = await client.FollowUntilAsync(null, items => items.Count(item => item.Score is not null) == 4);

        List<ChangeItem> singly = [];
        for (string? cursor = null; singly.Count < all.Count;)
        {
            var page = await client.ChangesAsync("limit=1" + (cursor is null ? "" : $"&after={cursor}"));
            singly.AddRange(page.Items);
            Assert.Equal(singly.Count < all.Count, page.More);
            cursor = page.Cursor;
        }

        Assert.Equal(all.Select(Essence), singly.Select(Essence), StringComparer.Ordinal);
        var crossings = await client.ChangesAsync("type=transition&limit=1000");
        var scores = await client.ChangesAsync("type=score&limit=1000");
        Assert.Equal(all.Where(item => item.Transition is not null).Select(Essence), crossings.Items.Select(Essence), StringComparer.Ordinal);
        Assert.Equal(all.Where(item => item.Score is not null).Select(Essence), scores.Items.Select(Essence), StringComparer.Ordinal);
    }

    [Fact]
    public async Task An_event_that_changes_no_score_does_not_move_its_lead()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.EagerHistory("vera"));
        await client.FollowUntilAsync(null, items => items.Exists(item => item.Score is not null));
        var after = await client.LatestAsync();

        _app.Clock.Set(Given.Day(7.3));
        await client.SendAsync(Given.NeutralEvent("vera", 7.2));
        await client.SendAsync(Given.Event("bob", 7.2, "Integration Connected"));

        var items = await client.FollowUntilAsync(after, items => items.Exists(item => item.Score is not null));
        Assert.DoesNotContain(items, item => item.LeadId == "vera");
    }

    [Fact]
    public async Task What_a_transaction_that_began_earlier_may_still_write_is_waited_for()
    {
        using var client = _app.CreateClient();
        await using var connection = new NpgsqlConnection(_app.Database.ConnectionString);
        await connection.OpenAsync();
        await using var earlier = await connection.BeginTransactionAsync();
        await new NpgsqlCommand("SELECT pg_current_xact_id()", connection).ExecuteScalarAsync();

        await client.SendAsync(Given.EagerHistory("vera"));

        Assert.Empty((await client.ChangesAsync()).Items);
        var waiting = client.ChangesAsync("wait=30");
        await earlier.CommitAsync();
        Assert.NotEmpty((await waiting).Items);
    }

    [Fact]
    public async Task Who_waits_is_answered_when_something_changes()
    {
        using var client = _app.CreateClient();
        var after = await client.LatestAsync();
        var waiting = client.ChangesAsync($"after={after}&wait=30&type=transition");

        await client.SendAsync(Given.EagerHistory("vera"));

        Assert.Equal("vera", (await waiting).Items[0].LeadId);
    }

    [Fact]
    public async Task A_database_restored_into_another_server_goes_on_behind_what_readers_have_seen()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.EagerHistory("vera"));
        await using var db = _app.Database.OpenContext();
        await db.Database.ExecuteSqlAsync($"UPDATE lead_scores SET position = position + 1000000000");
        await db.Database.ExecuteSqlAsync($"UPDATE transitions SET position = position + 1000000000");

        await FeedOrigin.CatchUpAsync(db);

        var seen = await client.FollowUntilAsync(null, items => items.Exists(item => item.Score is not null));
        var cursor = (await client.ChangesAsync($"limit={seen.Count}")).Cursor;
        await client.SendAsync(Given.EagerHistory("bob"));
        var items = await client.FollowUntilAsync(cursor, items => items.Exists(item => item.Score is not null));
        Assert.All(items, item => Assert.Equal("bob", item.LeadId));
        Assert.Equal(0, await db.FeedOrigins.Where(origin => origin.Base == 0).CountAsync());

        var moved = await db.FeedOrigins.AsNoTracking().SingleAsync();
        await FeedOrigin.CatchUpAsync(db);
        Assert.Equal(moved.Base, (await db.FeedOrigins.AsNoTracking().SingleAsync()).Base);
    }

    [Theory]
    [InlineData("after=abc", "after")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("wait=31", "wait")]
    [InlineData("type=pql", "type")]
    [InlineData("since=1", "since")]
    public async Task What_cannot_be_asked_is_named(string query, string member)
    {
        using var client = _app.CreateClient();
        using var answer = await client.GetAsync(new Uri("/v1/changes?" + query, UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{member}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readers_that_follow_while_replicas_write_get_each_crossing_once_and_in_order()
    {
        await using var other = _app.NewReplica();
        HttpClient[] clients = [_app.CreateClient(), other.CreateClient()];
        using var reader = _app.CreateClient();
        var random = new Random(11);
        using var written = new CancellationTokenSource();
        var following = Task.WhenAll(Enumerable.Range(1, 2).Select(_ => FollowAsync(reader, written.Token)));

        await Task.WhenAll(Enumerable.Range(0, 240).Select(i => (i, Seed: random.Next())).Select(each =>
        {
            var dice = new Random(each.Seed);
            return clients[each.i % 2].SendAsync(Enumerable.Range(0, 4).SelectMany(_ => RandomHistory.Of(dice, $"lead-{dice.Next(30)}", 3, dice.Next(6), 7)));
        }));
        await written.CancelAsync();

        await using var db = _app.Database.OpenContext();
        var crossings = (await db.Transitions.AsNoTracking().ToListAsync()).Select(row => (row.LeadId, row.Sequence)).Order().ToList();
        var rows = await db.LeadScores.AsNoTracking().ToDictionaryAsync(row => row.LeadId, row => row.Total, StringComparer.Ordinal);
        foreach (var items in await following)
        {
            Assert.Equal(crossings, items.Where(item => item.Transition is not null).Select(item => ("user:" + item.LeadId, item.Transition!.Sequence)).Order());
            foreach (var lead in items.Where(item => item.Transition is not null).GroupBy(item => item.LeadId, StringComparer.Ordinal))
            {
                Assert.Equal(Enumerable.Range(1, lead.Count()), lead.Select(item => item.Transition!.Sequence));
            }

            Assert.Equal(rows.OrderBy(row => row.Key, StringComparer.Ordinal), items.Where(item => item.Score is not null).GroupBy(item => item.LeadId, StringComparer.Ordinal)
                .Select(lead => KeyValuePair.Create("user:" + lead.Key, (int)(lead.Last().Score!.Total * 100))).OrderBy(row => row.Key, StringComparer.Ordinal));
        }

        foreach (var client in clients) client.Dispose();
    }

    /// <summary>Small pages, one after the other, until nothing more is written and nothing more comes.</summary>
    private async Task<List<ChangeItem>> FollowAsync(HttpClient client, CancellationToken written)
    {
        List<ChangeItem> items = [];
        for (string? cursor = null; ;)
        {
            var isDone = written.IsCancellationRequested;
            var end = isDone ? await EndAsync() : 0;
            var page = await client.ChangesAsync("limit=7" + (cursor is null ? "" : $"&after={cursor}"));
            items.AddRange(page.Items);
            cursor = page.Cursor;
            if (isDone && page.Items.Count == 0 && end > await LastPositionAsync()) return items;
        }
    }

    private async Task<long> EndAsync()
    {
        await using var db = _app.Database.OpenContext();
        return await db.Database.SqlQuery<long>($"""SELECT base + pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS "Value" FROM feed_origin""").SingleAsync();
    }

    private async Task<long> LastPositionAsync()
    {
        await using var db = _app.Database.OpenContext();
        return Math.Max(await db.LeadScores.MaxAsync(row => row.Position), await db.Transitions.MaxAsync(row => row.Position));
    }

    private static string Essence(ChangeItem item) => $"{item.Type} {item.LeadId} {item.Transition?.Sequence} {item.Score?.Total}";
}
