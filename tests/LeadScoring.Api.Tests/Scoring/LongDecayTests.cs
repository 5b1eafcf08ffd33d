using System.Globalization;
using System.Text.Json;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Scoring;

/// <summary>A thousand leads with random histories, of whom nothing more is heard for four months.</summary>
public sealed class LongDecayTests : IAsyncLifetime, IDisposable
{
    private const int Leads = 1_000;
    private static readonly string[] Names = [.. Enumerable.Range(0, Leads).Select(i => $"lead-{i}")];

    private readonly LeadScoringApp _app = new(Given.SleepingWorker);
    private readonly Dictionary<string, LeadListItem> _followed = new(StringComparer.Ordinal);
    private readonly List<ChangeItem> _crossings = [];
    private string? _cursor;

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task For_120_days_list_score_feed_and_recount_agree_and_each_loss_comes_when_it_was_foretold()
    {
        using var client = _app.CreateClient();
        await PopulateAsync(client);
        await SettleAsync(client);
        var foretold = await ForetellAsync(client);

        for (var day = 8.0; day < 128; day += 11.9)
        {
            _app.Clock.Set(Given.Day(day));
            // Before the worker comes: what is due is scored by whoever reads.
            var listed = (await client.ListAllAsync("limit=500")).ToDictionary(item => item.LeadId, StringComparer.Ordinal);
            await AssertScoresAsync(client, listed);
            await SettleAsync(client);
            Assert.Equal(Written((await client.ListAllAsync("limit=500")).ToDictionary(item => item.LeadId, StringComparer.Ordinal)), Written(_followed), StringComparer.Ordinal);
            Assert.Equal(Numbers(listed), Numbers(_followed));
        }

        var lost = _crossings.Where(item => item is { LeadId: not null, Transition: { Kind: TransitionKind.PqlLost, Cause: TransitionCause.Time } } && item.Transition.EffectiveAt > Given.Day(7))
            .Select(item => (item.LeadId!, item.Transition!.EffectiveAt)).Order().ToList();
        Assert.True(lost.Count > 20, $"Only {lost.Count} leads stop being PQLs, too few to tell anything.");
        Assert.Equal(foretold.Where(each => each.PqlUntil <= _app.Clock.GetUtcNow()).Order(), lost);
    }

    private static async Task PopulateAsync(HttpClient client)
    {
        var random = new Random(23);
        for (var i = 0; i < 20; i++)
        {
            await client.PutAccountAsync($"account-{i}", new { employees = random.Next(1, 700), industry = random.Next(2) == 0 ? "SaaS" : "Farming", country = "US", technologies = new[] { "Salesforce" } });
        }

        await Parallel.ForEachAsync(Names, async (name, _) => await client.PutLeadAsync(name, new { title = name.Length % 2 == 0 ? "VP Sales" : "Director", accountId = $"account-{int.Parse(name["lead-".Length..], CultureInfo.InvariantCulture) % 16}" }));
        var events = Names.SelectMany(name => random.Next(3) == 0 ? Given.EagerHistory(name) : RandomHistory.Of(random, name, 12, random.Next(4), 7));
        await client.SendInBatchesAsync(RandomHistory.InBatches(random, events, 500));
    }

    private static async Task<List<(string Lead, DateTimeOffset PqlUntil)>> ForetellAsync(HttpClient client)
    {
        List<(string, DateTimeOffset)> losses = [];
        foreach (var item in await client.ListAllAsync("pql=true&limit=500"))
        {
            if ((await client.GetOfLeadAsync(item.LeadId, "forecast?days=400"))["pqlUntil"]?.GetValue<DateTimeOffset>() is { } until) losses.Add((item.LeadId, until));
        }

        return losses;
    }

    /// <summary>Wakes the worker until nothing is due, counts everything again, and follows the feed.</summary>
    private async Task SettleAsync(HttpClient client)
    {
        await Recount.EverythingAddsUpAsync(_app);
        await using var db = _app.Database.OpenContext();
        var last = Math.Max(db.LeadScores.Max(row => row.Position), db.Transitions.Max(row => row.Position));
        // Other tests have transactions on the same server, and the feed ends before the first that has not ended.
        await Eventually.IsTrueAsync(async () => (await client.ChangesAsync("after=latest")).Cursor is { } end && ChangeCursor.Read(end)!.Value.Position > last, "the feed has all that is written");
        for (var more = true; more;)
        {
            var page = await client.ChangesAsync("limit=400" + (_cursor is null ? "" : $"&after={_cursor}"));
            foreach (var item in page.Items.Where(item => item.Score is not null)) _followed[item.LeadId!] = item.Score!;
            _crossings.AddRange(page.Items.Where(item => item.Transition is not null));
            (_cursor, more) = (page.Cursor, page.More);
        }
    }

    private static Task AssertScoresAsync(HttpClient client, Dictionary<string, LeadListItem> listed) => Parallel.ForEachAsync(Names, async (name, _) =>
    {
        var (score, item) = (await client.GetScoreAsync(name), listed[name]);
        Assert.Equal(
            (score.Fit.Score, score.Behavior.Score, score.Total, score.Band, score.Pql.Qualified, score.Pql.Since),
            (item.Fit, item.Behavior, item.Total, item.Band, item.Pql, item.PqlSince));
    });

    /// <summary>All but what may be written without news.</summary>
    private static IEnumerable<string> Written(Dictionary<string, LeadListItem> items) =>
        items.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => JsonSerializer.Serialize(item.Value with { ValidUntil = null, LastActiveOn = null }));

    private static IEnumerable<(string, decimal, decimal, bool, string)> Numbers(Dictionary<string, LeadListItem> items) =>
        items.Values.Select(item => (item.LeadId, item.Fit, item.Behavior, item.Pql, item.Band)).Order();
}
