using System.Net;
using System.Net.Http.Json;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Accounts;

/// <summary>A worker that only looks when it is woken, so that accounts stay due until the list is read.</summary>
public sealed class AccountListTests : IAsyncLifetime, IDisposable
{
    private static readonly (string Query, Func<AccountListItem, bool> Includes)[] Filters =
    [
        ("", _ => true),
        ("pql=true", item => item.Pql),
        ("pql=false", item => !item.Pql),
        ("band=review,mql", item => item.Band is "review" or "mql"),
        ("minTotal=60", item => item.Total >= 60),
        ("minActiveLeads=2", item => item.ActiveLeads >= 2),
        ("fitTier=moderate,strong", item => item.FitTier != "weak"),
        ("behaviorTier=low", item => item.BehaviorTier == "low"),
        ("spike=integration_connected", item => item.Spikes.Contains("integration_connected", StringComparer.Ordinal)),
        ("activeSince=2026-03-01", item => item.LastActiveOn >= new DateOnly(2026, 3, 1)),
        ("updatedSince=2026-03-20T00:00:00Z", item => item.UpdatedAt >= new DateTimeOffset(2026, 3, 20, 0, 0, 0, TimeSpan.Zero)),
        ("blocked=true", item => item.BlockedBy.Count > 0),
        ("blocked=false&minTotal=30", item => item.BlockedBy.Count == 0 && item.Total >= 30),
    ];

    private static readonly (string Sort, Func<AccountListItem, decimal> KeyOf)[] Sorts =
    [
        ("total", item => item.Total), ("fit", item => item.Fit), ("behavior", item => item.Behavior), ("activeLeads", item => item.ActiveLeads), ("keyActions", item => item.KeyActions),
        ("lastActive", item => item.LastActiveOn?.DayNumber ?? -1), ("updated", item => item.UpdatedAt.ToUnixTimeMilliseconds()),
    ];

    private readonly LeadScoringApp _app = new(Given.SleepingWorker);

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Every_filter_and_sort_lists_the_accounts_as_they_are_read_one_by_one_whether_they_are_due_or_not()
    {
        using var client = _app.CreateClient();
        var random = new Random(3);
        string[] accounts = [.. Enumerable.Range(0, 24).Select(i => $"account-{i}")];
        foreach (var account in accounts) await PopulateAsync(client, random, account);
        await Recount.EverythingAddsUpAsync(_app);
        foreach (var account in accounts.Where((_, i) => i % 3 == 0)) await PopulateAsync(client, random, account);
        _app.Clock.Set(Given.Day(47));

        Dictionary<string, AccountScoreResponse> read = new(StringComparer.Ordinal);
        foreach (var account in accounts) read[account] = await client.GetAccountScoreAsync(account);

        foreach (var (query, includes) in Filters)
        {
            foreach (var (sort, keyOf) in Sorts)
            {
                foreach (var sign in (string[])["", "-"])
                {
                    var listed = await ListAllAsync(client, $"{query}&sort={sign}{sort}&limit=5".TrimStart('&'));
                    var all = await ListAllAsync(client, $"limit=500");
                    var expected = all.Where(includes).OrderBy(item => sign == "" ? keyOf(item) : -keyOf(item)).ThenBy(item => item.AccountId, StringComparer.Ordinal);
                    Assert.Equal(expected.Select(item => item.AccountId), listed.Select(item => item.AccountId), StringComparer.Ordinal);
                    Assert.All(listed, item => Assert.Equal(
                        (read[item.AccountId].Fit.Score, read[item.AccountId].Behavior.Score, read[item.AccountId].Total, read[item.AccountId].Pql.Qualified, read[item.AccountId].Leads, read[item.AccountId].ActiveLeads, read[item.AccountId].Champion?.LeadId),
                        (item.Fit, item.Behavior, item.Total, item.Pql, item.Leads, item.ActiveLeads, item.Champion)));
                }
            }
        }

        Assert.Equal(accounts.Length, (await ListAllAsync(client, "limit=7")).Count);
        Assert.Contains(read.Values, account => account.Pql.Qualified);
        Assert.Contains(read.Values, account => account.Pql.BlockedBy.Count > 0);
    }

    [Fact]
    public async Task A_busy_account_does_not_hide_the_news_of_the_others()
    {
        using var client = _app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "vera");
        await Given.PerfectFitAsync(client, "busy", "bob");
        await Recount.EverythingAddsUpAsync(_app);
        await using var db = _app.Database.OpenContext();
        await db.Database.ExecuteSqlAsync($"INSERT INTO due_accounts SELECT bucket, account_id, n FROM accounts, generate_series(-5000, -1) AS n WHERE account_id = 'busy'");

        await client.SendAsync(Given.EagerHistory("vera"));

        Assert.Equal(["acme 140", "busy 40"], (await ListAllAsync(client, "limit=5")).Select(item => $"{item.AccountId} {item.Total}"), StringComparer.Ordinal);
        await Recount.EverythingAddsUpAsync(_app);
    }

    [Fact]
    public async Task An_account_of_which_nothing_but_null_was_said_is_listed()
    {
        using var client = _app.CreateClient();
        await client.PutAccountAsync("unknown", new { employees = (int?)null });

        Assert.Equal(["unknown 0"], (await ListAllAsync(client, "limit=5")).Select(item => $"{item.AccountId} {item.Total}"), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("band=warm", "band")]
    [InlineData("minTotal=151", "minTotal")]
    [InlineData("minActiveLeads=-1", "minActiveLeads")]
    [InlineData("sort=name", "sort")]
    [InlineData("fitTier=great", "fitTier")]
    [InlineData("activeSince=yesterday", "activeSince")]
    [InlineData("updatedSince=2026-03-02", "updatedSince")]
    [InlineData("spike=none", "spike")]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("color=red", "color")]
    public async Task What_cannot_be_asked_is_named(string query, string member)
    {
        using var client = _app.CreateClient();
        using var answer = await client.GetAsync(new Uri("/v1/accounts?" + query, UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{member}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task PopulateAsync(HttpClient client, Random random, string account)
    {
        await client.PutAccountAsync(account, new { employees = random.Next(1, 600), industry = random.Next(2) == 0 ? "SaaS" : "Farming", country = "US" });
        for (var i = 0; i < random.Next(1, 4); i++)
        {
            await client.PutLeadAsync($"{account}-{i}", new { accountId = account, title = random.Next(2) == 0 ? "CEO" : "Analyst" });
            await client.SendAsync(RandomHistory.Of(random, $"{account}-{i}", 10, random.Next(5), 7));
            if (random.Next(8) == 0) await client.SendAsync(Given.Event($"{account}-{i}", 6, "Order Completed"));
        }
    }

    private static async Task<List<AccountListItem>> ListAllAsync(HttpClient client, string query)
    {
        List<AccountListItem> items = [];
        for (string? cursor = null; ;)
        {
            using var answer = await client.GetAsync(new Uri($"/v1/accounts?{query}" + (cursor is null ? "" : $"&cursor={cursor}"), UriKind.Relative));
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            var page = (await answer.Content.ReadFromJsonAsync<AccountListResponse>())!;
            Assert.True(page.Exact);
            items.AddRange(page.Items);
            if ((cursor = page.NextCursor) is null) return items;
        }
    }
}
