using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using Npgsql;

namespace LeadScoring.Api.Tests.Leads;

/// <summary>A worker that only looks when it is woken, so that rows stay due until the list is read.</summary>
public sealed class LeadListTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new(Given.SleepingWorker);

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("-total")]
    [InlineData("total")]
    public async Task Pages_of_every_size_make_up_the_sorted_list_without_repeat_or_gap(string sort)
    {
        using var client = _app.CreateClient();
        var leads = await Population.CreateAsync(client);
        var expected = await SortedAsync(client, leads, descending: sort == "-total");

        foreach (var limit in (int[])[1, 2, 3, 7, leads.Count - 1, leads.Count, 500])
        {
            var items = await client.ListAllAsync($"sort={sort}&limit={limit}");

            Assert.Equal(expected, items.Select(item => (item.LeadId, item.Total)));
        }
    }

    [Theory]
    [InlineData("pql=true")]
    [InlineData("pql=false")]
    [InlineData("band=nurture")]
    [InlineData("band=review")]
    [InlineData("band=mql&sort=total")]
    [InlineData("band=hot")]
    [InlineData("minTotal=50")]
    [InlineData("minTotal=50.01")]
    [InlineData("accountId=acme")]
    [InlineData("accountId=nobody")]
    [InlineData("accountId=acme&pql=true&band=hot&minTotal=122&sort=total")]
    public async Task A_filter_leaves_exactly_the_leads_that_meet_it(string query)
    {
        using var client = _app.CreateClient();
        await Population.CreateAsync(client);
        var wanted = System.Web.HttpUtility.ParseQueryString(query);
        // As they are stored, and when time has made some of them due.
        foreach (var days in (int[])[0, 21, 31])
        {
            _app.Clock.Advance(TimeSpan.FromDays(days));
            var all = await client.ListAllAsync("limit=500");
            var expected = all.Where(item =>
                (wanted["pql"] is null || item.Pql == (wanted["pql"] == "true"))
                && (wanted["band"] is null || item.Band == wanted["band"])
                && (wanted["minTotal"] is null || item.Total >= decimal.Parse(wanted["minTotal"]!))
                && (wanted["accountId"] is null || item.AccountId == wanted["accountId"]));

            var items = await client.ListAllAsync(query + "&limit=3");

            Assert.Equal(expected.Select(item => item.LeadId).Order(StringComparer.Ordinal), items.Select(item => item.LeadId).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task The_filters_of_these_tests_find_somebody()
    {
        using var client = _app.CreateClient();
        await Population.CreateAsync(client);
        var all = await client.ListAllAsync("limit=500");

        Assert.Equal("hot mql nurture review", string.Join(' ', all.Select(item => item.Band).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
        Assert.Contains(all, item => item.Pql);
        Assert.Contains(all, item => item.Total == 50);
        Assert.True(all.Select(item => item.Total).Distinct().Count() < all.Count, "Some totals are the same.");
    }

    [Fact]
    public async Task Leads_that_time_has_made_due_are_listed_as_their_scores_are_read()
    {
        using var client = _app.CreateClient();
        var leads = await Population.CreateAsync(client);
        foreach (var days in (int[])[10, 21, 30, 400])
        {
            _app.Clock.Advance(TimeSpan.FromDays(days));

            await AssertListedAsReadAsync(client, leads);
        }
    }

    [Fact]
    public async Task Leads_whose_account_has_changed_are_listed_as_their_scores_are_read()
    {
        using var client = _app.CreateClient();
        var leads = await Population.CreateAsync(client);
        await using var holding = await HoldWorkerAsync();

        await client.PutAccountAsync("acme", new { employees = 5, country = (string?)null });
        _app.Clock.Advance(TimeSpan.FromDays(31));

        await AssertListedAsReadAsync(client, leads);
        Assert.Contains((await client.ListAllAsync("accountId=acme")), item => item.Fit == 28);
    }

    [Fact]
    public async Task Leads_that_wait_for_another_model_are_listed_under_it()
    {
        using var client = _app.CreateClient();
        var leads = await Population.CreateAsync(client);
        await using var holding = await HoldWorkerAsync();

        await using var publisher = await StartWithOtherModelAsync(Given.SleepingWorker);

        await AssertListedAsReadAsync(client, leads);
        Assert.Equal(leads.Count, (await client.ListAllAsync("band=all")).Count);
    }

    [Fact]
    public async Task Leads_whose_penalty_passes_rise_in_the_list()
    {
        await using var publisher = await StartWithModelAsync(Given.SleepingWorker, model =>
        {
            var unsubscribed = model["behavior"]!["criteria"]!.AsArray().Single(criterion => criterion!["key"]!.GetValue<string>() == "unsubscribed")!;
            unsubscribed["window"] = JsonNode.Parse("""{ "lastDays": 5 }""");
            unsubscribed["tiers"]![0]!["points"] = -20;
        });
        using var client = publisher.CreateClient();
        foreach (var (lead, name) in ((string, string)[])[("a-stays", "Signed In"), ("b-wavers", "Email Unsubscribed"), ("c-stays", "Signed In"), ("d-wavers", "Email Unsubscribed")])
        {
            await client.SendAsync([.. Given.EagerHistory(lead), Given.Event(lead, 6, name)]);
        }

        var before = await client.ListAllAsync("limit=1");
        _app.Clock.Advance(TimeSpan.FromDays(5));
        var after = await client.ListAllAsync("limit=1");

        Assert.Equal(["a-stays", "c-stays", "b-wavers", "d-wavers"], before.Select(item => item.LeadId), StringComparer.Ordinal);
        Assert.Equal(["a-stays", "b-wavers", "c-stays", "d-wavers"], after.Select(item => item.LeadId), StringComparer.Ordinal);
    }

    [Fact]
    public async Task With_more_due_leads_than_a_list_scores_it_shows_what_is_stored_and_says_so()
    {
        using var client = _app.CreateClient();
        var leads = await Population.CreateAsync(client);
        var before = await client.ListAllAsync("limit=500");
        await using var holding = await HoldWorkerAsync();
        await using var cautious = _app.NewReplica(Given.Settings(("Rescoring:Interval", "01:00:00"), ("LeadList:MostDue", "3")));
        using var other = cautious.CreateClient();

        _app.Clock.Advance(TimeSpan.FromDays(60));
        var stored = await other.ListAllAsync("limit=4", exact: false);
        var exact = await client.ListAllAsync("limit=4");
        await using var publisher = await StartWithOtherModelAsync(Given.SleepingWorker);
        var waiting = await other.ListAllAsync("limit=4", exact: false);

        Assert.Equal(Written(before), Written(stored), StringComparer.Ordinal);
        Assert.NotEqual(Written(before), Written(exact), StringComparer.Ordinal);
        Assert.Equal(Written(before), Written(waiting), StringComparer.Ordinal);
        Assert.Equal(leads.Count, waiting.Count);
    }

    [Fact]
    public async Task A_lead_that_comes_in_front_while_somebody_reads_shifts_no_page()
    {
        using var client = _app.CreateClient();
        await Population.CreateAsync(client);
        var whole = await client.ListAllAsync("limit=500");
        var first = await client.ListAsync("limit=5");

        await client.PutAccountAsync("top", Given.PerfectAccount);
        await client.PutLeadAsync("newcomer", new { title = "VP Sales", accountId = "top" });
        await client.SendAsync(Given.EagerHistory("newcomer"));
        var second = await client.ListAsync("limit=5&cursor=" + first.NextCursor);

        Assert.Equal(Written(whole[5..10]), Written(second.Items), StringComparer.Ordinal);
    }

    private static IEnumerable<string> Written(IEnumerable<LeadListItem> items) => items.Select(item => JsonSerializer.Serialize(item));

    private static async Task AssertListedAsReadAsync(HttpClient client, List<string> leads)
    {
        var items = await client.ListAllAsync("limit=4");

        Assert.Equal(await SortedAsync(client, leads, descending: true), items.Select(item => (item.LeadId, item.Total)));
        foreach (var item in items)
        {
            var score = await client.GetScoreAsync(item.LeadId);
            var asRead = item with
            {
                Fit = score.Fit.Score,
                Behavior = score.Behavior.Score,
                Total = score.Total,
                TotalPercent = score.TotalPercent,
                Band = score.Band,
                FitTier = score.Fit.Tier,
                BehaviorTier = score.Behavior.Tier,
                Pql = score.Pql.Qualified,
                PqlSince = score.Pql.Since,
            };
            Assert.Equal(asRead, item);
        }
    }

    /// <summary>By what each score says for itself, ties by the bytes of the ids.</summary>
    private static async Task<List<(string LeadId, decimal Total)>> SortedAsync(HttpClient client, List<string> leads, bool descending)
    {
        List<(string LeadId, decimal Total)> scores = [];
        foreach (var lead in leads) scores.Add((lead, (await client.GetScoreAsync(lead)).Total));
        return [.. scores
            .OrderBy(score => descending ? -score.Total : score.Total)
            .ThenBy(score => Convert.ToHexString(Encoding.UTF8.GetBytes(Identity.FromPath(score.LeadId).Key)), StringComparer.Ordinal)];
    }

    /// <summary>Locks all leads for as long as the connection is open: the worker leaves out what somebody else has locked.</summary>
    private async Task<NpgsqlConnection> HoldWorkerAsync()
    {
        var connection = new NpgsqlConnection(_app.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("BEGIN; SELECT FROM leads FOR UPDATE", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>A replica that puts a model of another name into force, with one band and onboarding worth 1 point.</summary>
    private Task<LeadScoringApp> StartWithOtherModelAsync(IReadOnlyDictionary<string, string?> settings) => StartWithModelAsync(settings, model =>
    {
        model["bands"] = JsonNode.Parse("""[{ "key": "all", "from": 0 }]""");
        model["behavior"]!["criteria"]![0]!["tiers"]![0]!["points"] = 1;
    });

    private async Task<LeadScoringApp> StartWithModelAsync(IReadOnlyDictionary<string, string?> settings, Action<JsonNode> change)
    {
        var model = JsonNode.Parse(ModelTemplates.ProductLed)!;
        model["key"] = "other";
        change(model);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, model.ToJsonString());
        var replica = _app.NewReplica(new Dictionary<string, string?>(settings, StringComparer.Ordinal) { ["Scoring:ModelFile"] = file });
        using var client = replica.CreateClient();
        File.Delete(file);
        return replica;
    }
}

/// <summary>Leads of all bands, with equal totals, of two accounts and none, with ids that sort differently in UTF-8 and UTF-16.</summary>
internal static class Population
{
    public static async Task<List<string>> CreateAsync(HttpClient client)
    {
        string[] perfect = ["ada", "bob", "cleo", "dan"];
        await Given.PerfectFitAsync(client, "acme", [.. perfect, "idle"]);
        await client.PutAccountAsync("small", new { employees = 30, industry = "Media", country = "FR" });
        foreach (var lead in (string[])["eve", "fay", "gil"]) await client.PutLeadAsync(lead, new { title = "Sales Manager", accountId = "small" });
        await client.SendAsync(
        [
            .. Given.EagerHistory("ada"),
            .. Given.EagerHistory("bob"),
            .. Given.EagerHistory("eve"),
            .. Given.EagerHistory("loner"),
            Given.Event("cleo", 3, "Integration Connected"),
            Given.Event("dan", 1, "Onboarding Completed"),
            Given.Event("dan", 2, "Integration Connected"),
            Given.Event("fay", 6, "Data Exported"),
            .. ((string[])["same-1", "same-2", "same-3", "😀", "￯", "anon-like"]).Select(id => Given.Event(id, 4, "Checkout Started")),
            Given.AnonymousEvent("visitor", 4, "Checkout Started"),
            Given.AnonymousEvent("looker", 5, "Pricing Page Viewed"),
        ]);
        return [.. perfect, "idle", "eve", "fay", "gil", "loner", "same-1", "same-2", "same-3", "😀", "￯", "anon-like", "anon:visitor", "anon:looker"];
    }
}
