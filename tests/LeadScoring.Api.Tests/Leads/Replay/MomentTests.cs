using System.Net;
using System.Text.Json.Nodes;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Tests.Leads.Replay;

/// <summary>Moments of the past that were worked out by hand. The clocks of tests begin on day 7.</summary>
public sealed class MomentTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new(Given.SleepingWorker);
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        _client = _app.CreateClient();
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _app.Dispose();
    }

    [Fact]
    public async Task An_event_counts_from_its_own_instant_on_however_late_it_came()
    {
        await _client.SendAsync(Given.Event("ada", 1, "Report Generated"));
        _app.Clock.Set(Given.Day(9));
        await _client.SendAsync(Given.Event("ada", 3, "Integration Connected"));

        Assert.Equal(5, await BehaviorAsync("asOf", Given.Day(3).AddMilliseconds(-1)));
        Assert.Equal(20, await BehaviorAsync("asOf", Given.Day(3)));
        Assert.Equal(5, await BehaviorAsync("knownAt", Given.Day(9).AddMilliseconds(-1)));
        Assert.Equal(20, await BehaviorAsync("knownAt", Given.Day(9)));
        Assert.Equal(5, (double)(await _client.GetOfLeadAsync("ada", $"score?asOf={Given.Day(4).InQuery()}&knownAt={Given.Day(8).InQuery()}"))["behavior"]!["score"]!);
    }

    [Fact]
    public async Task Time_takes_its_points_at_the_instant_that_validUntil_named()
    {
        await _client.SendAsync(Given.EagerHistory("ada"));
        _app.Clock.Set(Given.Day(200));

        // 75 points and a burst until day 2: the burst lapses and the first period ends on day 32.
        var before = await _client.GetScoreAsync("ada", Given.Day(32).AddMilliseconds(-1));
        Assert.Equal((100, Given.Day(32)), (before.Behavior.Score, before.ValidUntil));
        Assert.Equal((65, Given.Day(62)), (await _client.GetScoreAsync("ada", Given.Day(32)) is var after ? (after.Behavior.Score, after.ValidUntil) : default));
    }

    [Fact]
    public async Task Attributes_and_account_are_those_of_the_moment()
    {
        await _client.SendAsync(Given.Event("ada", 1, "Report Generated"));
        await _client.PutAccountAsync("small", new { employees = 30 });
        await _client.PutAccountAsync("large", new { employees = 100 });
        await _client.PutLeadAsync("ada", new { accountId = "small" });
        _app.Clock.Set(Given.Day(10));
        await _client.PutAccountAsync("small", new { industry = "SaaS" });
        _app.Clock.Set(Given.Day(12));
        await _client.PutLeadAsync("ada", new { accountId = "large", title = "VP Sales" });
        _app.Clock.Set(Given.Day(14));
        await _client.PutAccountAsync("small", new { employees = 400 });
        await _client.PutLeadAsync("ada", new { accountId = (string?)null });

        Assert.Equal("0  0 | 8 small 8 | 18 small 10 | 18 small 12 | 25 large 12 | 25 large 14 | 10  14", string.Join(" | ",
            await FitAsync(Given.Day(6), 0), await FitAsync(Given.Day(7), 8), await FitAsync(Given.Day(10), 10), await FitAsync(Given.Day(12).AddMilliseconds(-1), 12),
            await FitAsync(Given.Day(12), 12), await FitAsync(Given.Day(14).AddMilliseconds(-1), 14), await FitAsync(Given.Day(14), 14)));

        async Task<string> FitAsync(DateTimeOffset at, int label)
        {
            var flat = await _client.GetOfLeadAsync("ada", "score?format=flat&asOf=" + at.InQuery());
            return $"{flat["fit"]} {flat["accountId"]} {label}";
        }
    }

    [Fact]
    public async Task An_id_takes_part_by_todays_links_and_with_knownAt_from_when_its_link_was_received()
    {
        await _client.SendAsync(Given.AnonymousEvent("v7", 1, "Report Generated"), Given.Event("ada", 2, "Integration Connected"), Given.Event("former", 3, "Checkout Started"));
        _app.Clock.Set(Given.Day(8));
        await _client.SendAsync(Given.Event("ada", 4, "Signed In") with { AnonymousId = "v7" });
        _app.Clock.Set(Given.Day(9));
        await _client.TakeAsync("alias", "\"previousId\":\"former\",\"userId\":\"ada\"");
        _app.Clock.Set(Given.Day(10));
        // The same link once more, said to be older: it is the one that counts from here on, and the id belonged to the lead before.
        await _client.SendAsync(Given.Event("ada", 0, "Page Viewed") with { AnonymousId = "v7" });

        Assert.Equal((5, 20, 35), (await BehaviorAsync("asOf", Given.Day(1)), await BehaviorAsync("asOf", Given.Day(2)), await BehaviorAsync("asOf", Given.Day(3))));
        Assert.Equal("15 of 1, 22 of 2, 37 of 4", $"{await KnownAsync(Given.Day(7.5))}, {await KnownAsync(Given.Day(8))}, {await KnownAsync(Given.Day(9))}");
        Assert.Equal(await KnownAsync(Given.Day(9)), await KnownAsync(Given.Day(9.5)));
    }

    [Fact]
    public async Task An_id_that_was_taken_out_and_put_back_was_not_there_in_between()
    {
        await _client.SendAsync(Given.AnonymousEvent("phone", 1, "Report Generated"), Given.Event("ada", 2, "Integration Connected") with { AnonymousId = "phone" });
        _app.Clock.Set(Given.Day(8));
        await _client.UnlinkAsync("ada", "anon:phone");
        _app.Clock.Set(Given.Day(9));
        await _client.TakeAsync("alias", "\"previousId\":\"phone\",\"userId\":\"ada\"");

        Assert.Equal("20 of 2, 15 of 1, 20 of 3", $"{await KnownAsync(Given.Day(7))}, {await KnownAsync(Given.Day(8))}, {await KnownAsync(Given.Day(9))}");
    }

    [Fact]
    public async Task Any_version_that_was_in_force_can_be_asked_and_the_history_says_when_models_changed()
    {
        await _client.SendAsync(Given.EagerHistory("ada"));
        var document = JsonNode.Parse(ModelTemplates.ProductLed)!;
        document["behavior"]!["velocity"]!["points"] = 10;
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, document.ToJsonString());
        _app.Clock.Set(Given.Day(8));
        await using var next = _app.NewReplica(Given.Settings(("Rescoring:Interval", "01:00:00"), ("Scoring:ModelFile", file)));
        using var client = next.CreateClient();
        File.Delete(file);
        await Recount.EverythingAddsUpAsync(next);

        Assert.Equal((85, 100, 85), (await ScoreAsync("score"), await ScoreAsync("score?model=product-led@1"), await ScoreAsync("score?model=product-led")));
        Assert.Equal((85, 100), (await ScoreAsync($"score?asOf={Given.Day(3).InQuery()}"), await ScoreAsync($"score?model=product-led@1&asOf={Given.Day(3).InQuery()}")));
        // One that has not met the new version yet looks it up.
        Assert.Equal(85, (int)(await _client.GetOfLeadAsync("ada", "score?model=product-led@2"))["behavior"]!["score"]!);
        Assert.Equal("model must be one of product-led@2, product-led@1, or a key alone for its newest version.", await client.FaultOfAsync("ada", "score?model=product-led@3", "model"));

        var history = await client.GetOfLeadAsync("ada", $"history?model=product-led@1&from={Given.Day(7).InQuery()}");
        Assert.Equal("7 1, 8 2", string.Join(", ", history["modelChanges"]!.AsArray().Select(change => $"{(DayOf(change!["at"]!))} {change!["version"]}")));
        Assert.Equal((1, 100, 2), ((int)history["modelVersion"]!, (int)history["points"]![1]!["behavior"]!, history["points"]!.AsArray().Count));

        async Task<int> ScoreAsync(string route) => (int)(await client.GetOfLeadAsync("ada", route))["behavior"]!["score"]!;
    }

    [Fact]
    public async Task The_history_has_the_crossings_as_they_were_noted_and_no_point_before_anything_was_known()
    {
        await Given.PerfectFitAsync(_client, "acme", "ada");
        await _client.SendAsync(Given.EagerHistory("ada"));
        _app.Clock.Set(Given.Day(170));
        await Recount.NothingIsDueAsync(_app);

        var history = await _client.GetOfLeadAsync("ada", $"history?from={Given.Day(-10).InQuery()}&to={Given.Day(168).InQuery()}&step=week");

        // Fit is known from day 7 on, when it was put; behavior from day 0.
        Assert.Equal($"{Given.Day(4).InQuery()} 0 100 100 mql False, {Given.Day(11).InQuery()} 50 100 150 hot True", string.Join(", ", history["points"]!.AsArray().Take(2).Select(PointOf)));
        var stored = await _app.Database.TransitionsOfAsync("ada");
        Assert.Contains(stored, transition => transition is { Kind: TransitionKind.PqlLost, Cause: TransitionCause.Time });
        Assert.Equal(
            stored.Where(t => t.EffectiveAt <= Given.Day(168)).Select(t => $"{t.Sequence} {t.Kind} {t.Cause} {t.EffectiveAt.InQuery()} {t.RecordedAt.InQuery()} {t.FitBefore / 100} {t.BehaviorBefore / 100} {t.BandBefore} {t.FitAfter / 100} {t.BehaviorAfter / 100} {t.BandAfter}"),
            history["transitions"]!.AsArray().Select(t => $"{t!["sequence"]} {t["kind"]} {t["cause"]} {t["effectiveAt"]} {t["recordedAt"]} {t["before"]!["fit"]} {t["before"]!["behavior"]} {t["before"]!["band"]} {t["after"]!["fit"]} {t["after"]!["behavior"]} {t["after"]!["band"]}"),
            StringComparer.Ordinal);
        Assert.Empty((await _client.GetOfLeadAsync("ada", $"history?from={Given.Day(-10).InQuery()}&to={Given.Day(-1).InQuery()}"))["points"]!.AsArray());
        Assert.Equal((91, 90), (await CountAsync("history"), await CountAsync($"history?from={Given.Day(80).AddTicks(10).InQuery()}")));

        async Task<int> CountAsync(string route) => (await _client.GetOfLeadAsync("ada", route))["points"]!.AsArray().Count;
    }

    [Fact]
    public async Task A_thousand_points_are_given_and_one_more_is_refused()
    {
        await _client.SendAsync(Given.Event("ada", 0, "Signed In"));

        var history = await _client.GetOfLeadAsync("ada", $"history?from={Given.Day(0).InQuery()}&to={Given.Day(0).AddMinutes(999).InQuery()}&step=00:01:00");
        var (status, _) = await _client.TryGetOfLeadAsync("ada", $"history?from={Given.Day(0).InQuery()}&to={Given.Day(0).AddMinutes(1_000).InQuery()}&step=00:01:00");

        Assert.Equal((1_000, HttpStatusCode.BadRequest), (history["points"]!.AsArray().Count, status));
    }

    private async Task<int> BehaviorAsync(string parameter, DateTimeOffset at) => (int)(await _client.GetOfLeadAsync("ada", $"score?{parameter}={at.InQuery()}"))["behavior"]!["score"]!;

    private async Task<string> KnownAsync(DateTimeOffset at)
    {
        var score = await _client.GetOfLeadAsync("ada", "score?knownAt=" + at.InQuery());
        return $"{score["behavior"]!["score"]} of {score["identities"]}";
    }

    private static int DayOf(JsonNode time) => (int)((DateTimeOffset)time - Given.Day0).TotalDays;

    private static string PointOf(JsonNode? point) => $"{point!["at"]} {point["fit"]} {point["behavior"]} {point["total"]} {point["band"]} {(bool)point["pql"]!}";
}
