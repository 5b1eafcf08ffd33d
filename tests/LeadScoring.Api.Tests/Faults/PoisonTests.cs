using System.Diagnostics;
using System.Text.Json.Nodes;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Events;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>F17. Each kind of poison in each place is in Events/HostileInputTests and Events/OddTimeTests, what is kept of it in Quarantine.</summary>
[Trait("Category", FaultForm.Category)]
public sealed class PoisonTests : IAsyncLifetime, IDisposable
{
    private const int Leads = 20;

    private readonly LeadScoringApp _app = new(Given.EagerWorker);

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Poison_between_good_events_is_kept_with_its_reason_and_its_neighbours_are_stored()
    {
        using var client = _app.CreateClient();
        SentDialect[] dialects = [SentDialect.Native, SentDialect.Segment];
        var (sent, kept, stored) = (0, 0, 0);
        foreach (var dialect in dialects)
        {
            var bad = PoisonOf(dialect).ToList();
            // A good one before each, and one at the end.
            var answer = await dialect.PostAsync(client, [.. bad.SelectMany((item, i) => new[] { dialect.Item("good", $"{dialect.Name}-{i}"), item }), dialect.Item("good", dialect.Name)]);

            Assert.Equal((bad.Count + 1, 0), answer.Taken());
            Assert.Equal(Enumerable.Range(0, bad.Count).Select(i => (2 * i) + 1), answer.Rejected().Select(each => each.Index));
            Assert.All(answer.Rejected(), each => Assert.NotEmpty(each.Message));
            (sent, stored) = (sent + bad.Count, stored + answer.Taken().Accepted);
            kept += answer.Body["rejected"]!.AsArray().Count(each => (string?)each!["quarantineId"] is { Length: > 0 });
        }

        FaultReport.Add(17, "each text, number and time that cannot be stored, between good events, in two dialects", $"{sent} of them, {kept} quarantined with a reason; {stored} of {stored} good events stored", "");
        Assert.Equal(sent, kept);
        Assert.Equal(stored, await _app.Database.CountEventsAsync("good"));
    }

    [Fact]
    public async Task Rows_that_are_damaged_hold_no_other_lead_up()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Enumerable.Range(0, Leads).SelectMany(lead => Given.EagerHistory($"lead-{lead}")));
        var digest = await _app.Database.DigestOfAsync("lead-0");
        await using var db = _app.Database.OpenContext();
        await db.Database.ExecuteSqlAsync($"UPDATE leads SET digest = substr(digest, 1, 9) WHERE lead_id = 'user:lead-0'");
        await db.Database.ExecuteSqlAsync($$"""UPDATE leads SET attributes = '{"title": 5}' WHERE lead_id = 'user:lead-1'""");
        _app.Clock.Set(Given.Day(40));
        var watch = Stopwatch.StartNew();

        await Eventually.IsTrueAsync(async () => await BehindAsync() == 1, "all but the one that cannot be read are scored");

        var taken = watch.Elapsed;
        Assert.Equal(digest, await _app.Database.DigestOfAsync("lead-0"));
        await Eventually.IsTrueAsync(
            async () => (await client.ScrapeAsync()) is var metrics && metrics.Value("leadscoring_rescoring_set_aside", ("subject", "lead")) is 1 && metrics.Value("leadscoring_rescoring_lag_seconds") is 0,
            "it is set aside and nothing waits");
        var aside = watch.Elapsed;
        var failures = (await client.ScrapeAsync()).Value("leadscoring_rescoring_failures_total");
        var list = JsonNode.Parse(await client.GetStringAsync(new Uri("/v1/leads", UriKind.Relative)))!;
        Assert.Equal((Leads, false), (list["items"]!.AsArray().Count, (bool)list["exact"]!));

        await db.Database.ExecuteSqlAsync($$"""UPDATE leads SET attributes = '{}' WHERE lead_id = 'user:lead-1'""");
        _app.Clock.Advance(SetAside<LeadKey>.Rest);
        await Eventually.IsTrueAsync(async () => (await client.ScrapeAsync()).Value("leadscoring_rescoring_set_aside", ("subject", "lead")) is 0, "it is tried again after a rest");
        Assert.Equal(failures, (await client.ScrapeAsync()).Value("leadscoring_rescoring_failures_total"));
        await Recount.EverythingAddsUpAsync(_app);
        FaultReport.Add(17, $"of {Leads} leads that are due the digest of one damaged, and the attributes of another", $"1 folded again from its log, 1 set aside after {SetAside<LeadKey>.Tries} tries, and scored when it was mended, {Leads - 2} scored in time; all equal to a recount", $"nothing else due after {taken.Seconds()}, lag 0 after {aside.Seconds()}");

        Task<int> BehindAsync() => db.LeadScores.CountAsync(score => score.ValidUntil <= Given.Day(40));
    }

    private static IEnumerable<string> PoisonOf(SentDialect dialect)
    {
        var times = OddTimeTests.Impossible.Where(each => (string)each[0] == dialect.Name).Select(each => ("timestamp", $"\"{each[1]}\""));
        var texts = HostileInputTests.Texts.Select(text => ("properties", $"{{\"a\":\"{text}\"}}"));
        var numbers = HostileInputTests.Numbers.Select(number => ("properties", $"{{\"percent\":{number}}}"));
        return [.. times.Concat(texts).Concat(numbers).Select((member, i) => dialect.Item("bad", $"bad-{i}", member)), "null", "[]", "7", "\"x\"", "{}"];
    }
}
