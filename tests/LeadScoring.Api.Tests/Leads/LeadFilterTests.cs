using System.Globalization;
using System.Text;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeadScoring.Api.Tests.Leads;

/// <summary>Every filter and every sort, alone and together, against a plain search through all leads, read one by one.</summary>
public sealed class LeadFilterTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] Sorts = ["total", "fit", "behavior", "lastActive", "updated"];

    private readonly LeadScoringApp _app = new(Given.SleepingWorker);

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Any_filters_and_sorts_find_what_a_search_through_all_leads_finds(int seed)
    {
        using var client = _app.CreateClient();
        var random = new Random(seed);
        var leads = await PopulateAsync(client, random);
        await using var holding = await HoldWorkerAsync();
        await client.PutAccountAsync("acme", new { employees = 5, country = (string?)null });
        var seen = await ReadOneByOneAsync(client, leads);
        Assert.Contains(seen, lead => lead.Place == LeadOrder.Unwritten);
        Assert.Contains(seen, lead => lead.Place < LeadOrder.Unwritten);

        await AssertListsAsync(client, random, seen, combinations: 80, exact: true);
    }

    [Fact]
    public async Task With_too_many_due_leads_the_stored_words_are_filtered_and_sorted()
    {
        using var client = _app.CreateClient();
        var random = new Random(3);
        await PopulateAsync(client, random);
        await using var holding = await HoldWorkerAsync();
        await using var cautious = _app.NewReplica(Given.Settings(("Rescoring:Interval", "01:00:00"), ("LeadList:MostDue", "0")));
        using var other = cautious.CreateClient();
        await using var db = _app.Database.OpenContext();
        List<Seen> stored = [.. (await db.LeadScores.AsNoTracking().ToListAsync()).Select(row => new Seen(LeadListItem.Of(row, _app.Models), row.Position))];

        await AssertListsAsync(other, random, stored, combinations: 80, exact: false);
    }

    [Fact]
    public async Task A_list_of_changes_begins_with_what_changed_last_and_has_no_more_than_was_asked_for()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.Event("first", 1, "Onboarding Completed"), Given.Event("second", 1, "Onboarding Completed"));
        _app.Clock.Advance(TimeSpan.FromMinutes(5));
        var since = _app.Clock.GetUtcNow();
        await client.SendAsync(Given.Event("first", 2, "Integration Connected"), Given.NeutralEvent("second", 2));
        _app.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.SendAsync(Given.Event("third", 2, "Integration Connected"));

        Assert.Equal("third first second", await IdsAsync(client, "sort=-updated"));
        Assert.Equal("second first third", await IdsAsync(client, "sort=updated"));
        Assert.Equal("third first", await IdsAsync(client, $"sort=-updated&updatedSince={since:yyyy-MM-ddTHH:mm:ssZ}"));
        Assert.Equal("third", await IdsAsync(client, $"updatedSince={since.AddMilliseconds(1):yyyy-MM-ddTHH:mm:ss.fffZ}"));
        Assert.Equal("", await IdsAsync(client, $"updatedSince={since.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}"));
    }

    [Fact]
    public async Task An_email_address_finds_everybody_who_has_it_now()
    {
        using var client = _app.CreateClient();
        await client.PutLeadAsync("ada", new { email = "Ada@Acme.example" });
        await client.PutLeadAsync("twin", new { email = "ada@ACME.example" });
        await client.PutLeadAsync("other", new { email = "ada@acme.example.org" });
        await client.PutLeadAsync("moved", new { email = "ada@acme.example" });
        await client.PutLeadAsync("moved", new { email = "new@acme.example" });
        await client.PutLeadAsync("cleared", new { email = "ada@acme.example" });
        await client.PutLeadAsync("cleared", new { email = (string?)null });

        Assert.Equal("ada twin", await IdsAsync(client, "email=aDa%40acme.example"));
        Assert.Equal("moved", await IdsAsync(client, "email=new%40acme.example"));
        Assert.Equal("", await IdsAsync(client, "email=ada"));
    }

    private static async Task<string> IdsAsync(HttpClient client, string query) => string.Join(' ', (await client.ListAllAsync(query + "&limit=1")).Select(item => item.LeadId));

    private static async Task AssertListsAsync(HttpClient client, Random random, List<Seen> seen, int combinations, bool exact)
    {
        HashSet<string> found = [];
        for (var i = 0; i < combinations; i++)
        {
            // Each filter alone first, twice, then several together; those of a lead's own values, so that somebody is found.
            Filter[] filters = i < 2 * Filter.All.Length ? [Filter.All[i / 2]] : [.. Filter.All.Where(_ => random.Next(Filter.All.Length) < 3)];
            var lead = seen[random.Next(seen.Count)];
            (Filter Filter, string Value)[] asked = [.. filters.Select(filter => (filter, filter.ValueFor(random, lead))).Where(each => each.Item2.Length > 0)];
            var (sort, descending) = (Sorts[i % Sorts.Length], random.Next(2) == 0);
            var query = string.Concat(asked.Select(each => $"{each.Filter.Name}={Uri.EscapeDataString(each.Value)}&")) + $"sort={(descending ? "-" : "")}{sort}";
            if (asked.Any(each => each.Filter.Name.StartsWith("max", StringComparison.Ordinal)) && asked.Any(each => each.Filter.Name.StartsWith("min", StringComparison.Ordinal))) continue;

            var expected = Seen.Sorted(seen.Where(each => asked.All(filter => filter.Filter.Meets(each, filter.Value))), sort, descending).Select(each => each.Item).ToList();
            foreach (var limit in (int[])[random.Next(1, 8), 500])
            {
                var items = await client.ListAllAsync($"{query}&limit={limit}", exact);
                Assert.True(expected.AsText() == items.AsText(), $"{query}&limit={limit}\nexpected {expected.AsText()}\nbut got {items.AsText()}");
            }

            if (expected.Count > 0 && expected.Count < seen.Count) found.UnionWith(asked.Select(each => each.Filter.Name));
        }

        Assert.Empty(Filter.All.Select(filter => filter.Name).Where(name => name != "email" || exact).Except(found, StringComparer.Ordinal));
    }

    /// <summary>The leads of the other list tests and some with random histories, who change at different times; then so much time goes by that many are due.</summary>
    private async Task<List<string>> PopulateAsync(HttpClient client, Random random)
    {
        var leads = await Population.CreateAsync(client);
        foreach (var i in Enumerable.Range(0, 24))
        {
            _app.Clock.Advance(TimeSpan.FromHours(random.Next(8)));
            if (i % 3 == 0) await client.PutLeadAsync($"r{i}", new { title = "VP Sales", email = $"mail{i % 2}@customer.example", accountId = i % 2 == 0 ? "acme" : "small" });
            await client.SendAsync(RandomHistory.Of(random, $"r{i}", random.Next(1, 25), random.Next(7), 7));
            if (i % 8 == 1) await client.SendAsync(Given.Event($"r{i}", 6.5, "Order Completed"));
            leads.Add($"r{i}");
        }

        _app.Clock.Advance(TimeSpan.FromDays(17));
        await client.SendAsync(Given.Event("cleo", 25, "Onboarding Completed"), Given.NeutralEvent("same-1", 24), Given.Event("r1", 23, "Integration Connected"), Given.Event("loner", 24, "Integration Connected"));
        return leads;
    }

    private async Task<List<Seen>> ReadOneByOneAsync(HttpClient client, List<string> leads)
    {
        List<Seen> seen = [];
        foreach (var lead in leads)
        {
            var row = await _app.Database.ScoreRowOfAsync(lead);
            var score = await client.GetScoreAsync(lead);
            var now = row with
            {
                Fit = (int)(score.Fit.Score * 100),
                Behavior = (int)(score.Behavior.Score * 100),
                Total = (int)(score.Total * 100),
                FitTier = score.Fit.Tier,
                BehaviorTier = score.Behavior.Tier,
                Band = score.Band,
                IsPql = score.Pql.Qualified,
                PqlSince = score.Pql.Since,
                Spikes = string.Join(',', score.Spikes.Select(spike => spike.Spike)),
                BlockedBy = string.Join(',', score.Pql.BlockedBy),
                ValidUntil = row.ValidUntil > _app.Clock.GetUtcNow() && row.AccountId != "acme" ? row.ValidUntil : score.ValidUntil,
            };
            seen.Add(row.SaysTheSameAs(now) ? new Seen(LeadListItem.Of(now, _app.Models), row.Position) : new Seen(LeadListItem.Of(now with { ChangedAt = _app.Clock.GetUtcNow() }, _app.Models), LeadOrder.Unwritten));
        }

        return seen;
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

    /// <summary>A lead as it is, and the place of its last change.</summary>
    private sealed record Seen(LeadListItem Item, long Place)
    {
        public static IEnumerable<Seen> Sorted(IEnumerable<Seen> leads, string sort, bool descending)
        {
            Func<Seen, decimal> keyOf = sort switch
            {
                "total" => lead => lead.Item.Total,
                "fit" => lead => lead.Item.Fit,
                "behavior" => lead => lead.Item.Behavior,
                "lastActive" => lead => lead.Item.LastActiveOn?.DayNumber ?? -1,
                _ => lead => lead.Place,
            };
            return (descending ? leads.OrderByDescending(keyOf) : leads.OrderBy(keyOf)).ThenBy(lead => Convert.ToHexString(Encoding.UTF8.GetBytes(Identity.FromPath(lead.Item.LeadId).Key)), StringComparer.Ordinal);
        }
    }

    /// <summary>A filter as its documentation has it.</summary>
    private sealed record Filter(string Name, Func<Random, Seen, string> ValueFor, Func<Seen, string, bool> Meets)
    {
        public static readonly Filter[] All =
        [
            new("pql", (_, lead) => lead.Item.Pql ? "true" : "false", (lead, value) => lead.Item.Pql == (value == "true")),
            new("blocked", (_, lead) => lead.Item.BlockedBy.Count > 0 ? "true" : "false", (lead, value) => lead.Item.BlockedBy.Count > 0 == (value == "true")),
            Words("band", lead => lead.Item.Band, "hot", "nurture", "review"),
            Words("fitTier", lead => lead.Item.FitTier, "strong", "weak"),
            Words("behaviorTier", lead => lead.Item.BehaviorTier, "high", "low"),
            Least("minTotal", lead => lead.Item.Total, ScoringModel.MostTotal),
            Most("maxTotal", lead => lead.Item.Total, ScoringModel.MostTotal),
            Least("minFit", lead => lead.Item.Fit, ScoringModel.MostFit),
            Most("maxFit", lead => lead.Item.Fit, ScoringModel.MostFit),
            Least("minBehavior", lead => lead.Item.Behavior, ScoringModel.MostBehavior),
            Most("maxBehavior", lead => lead.Item.Behavior, ScoringModel.MostBehavior),
            new("accountId", (random, _) => random.Next(2) == 0 ? "acme" : "small", (lead, value) => lead.Item.AccountId == value),
            new("spike", (_, lead) => lead.Item.Spikes.Count > 0 ? lead.Item.Spikes[^1] : "integration_connected", (lead, value) => lead.Item.Spikes.Contains(value, StringComparer.Ordinal)),
            new("activeSince", (random, lead) => lead.Item.LastActiveOn?.AddDays(random.Next(2)).ToString("yyyy-MM-dd") ?? "", (lead, value) => lead.Item.LastActiveOn >= DateOnly.Parse(value)),
            new("updatedSince", (random, lead) => lead.Item.UpdatedAt.AddMilliseconds(random.Next(2)).ToString("yyyy-MM-ddTHH:mm:ss.fff+00:00"), (lead, value) => lead.Item.UpdatedAt >= DateTimeOffset.Parse(value)),
            new("email", (_, _) => "MAIL0@customer.example", (lead, _) => lead.Item.LeadId is "r0" or "r6" or "r12" or "r18"),
        ];

        private static Filter Words(string name, Func<Seen, string> wordOf, params string[] others) => new(
            name,
            (random, lead) => wordOf(lead) + (random.Next(2) == 0 ? "," + others[random.Next(others.Length)] : ""),
            (lead, value) => value.Split(',').Contains(wordOf(lead), StringComparer.Ordinal));

        private static Filter Least(string name, Func<Seen, decimal> pointsOf, Points most) =>
            new(name, (random, lead) => Near(random, pointsOf(lead), most), (lead, value) => pointsOf(lead) >= decimal.Parse(value, CultureInfo.InvariantCulture));

        private static Filter Most(string name, Func<Seen, decimal> pointsOf, Points most) =>
            new(name, (random, lead) => Near(random, pointsOf(lead), most), (lead, value) => pointsOf(lead) <= decimal.Parse(value, CultureInfo.InvariantCulture));

        /// <summary>The points themselves, or a bit beside them.</summary>
        private static string Near(Random random, decimal points, Points most) =>
            Math.Clamp(points + (random.Next(-2, 3) * 0.005m), 0, most.ToDecimal()).ToString(CultureInfo.InvariantCulture);
    }
}
