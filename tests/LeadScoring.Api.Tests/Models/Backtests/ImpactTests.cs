using System.Text.Json.Nodes;
using LeadScoring.Api.Models.Backtests;
using LeadScoring.Api.Models.Backtests.Results;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Leads.Replay;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Leads;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Models.Backtests;

/// <summary>What is foretold of publishing a model is what publishing it then does, to two hundred people and their companies.</summary>
public sealed class ImpactTests(Past past) : IClassFixture<Past>
{
    [Fact]
    public async Task Publishing_does_what_its_impact_said()
    {
        await using var app = past.App.NewReplica(BacktestCalls.With(("ChunkLeads", "30")));
        using var client = app.CreateClient();
        await Recount.NothingIsDueAsync(app);
        await app.AddEndpointsAsync(past.People[0].Id + "-co");

        // Numbers alone; then a signal that no digest holds; then another clock of the day; then the default model again, for which all digests hold enough.
        await PublishAsForetoldAsync(app, client, Easier);
        await PublishAsForetoldAsync(app, client, BacktestCalls.ProductLed(BacktestCalls.CountPages));
        app.Clock.Advance(TimeSpan.FromDays(1.7));
        await PublishAsForetoldAsync(app, client, Stricter);
        await PublishAsForetoldAsync(app, client, BacktestCalls.ProductLed(_ => { }));
    }

    [Fact]
    public async Task A_model_that_is_not_in_force_is_compared_with_the_primary_one_and_makes_the_transitions_of_first_scores()
    {
        await using var app = past.App.NewReplica(BacktestCalls.Settings);
        using var client = app.CreateClient();
        await Recount.NothingIsDueAsync(app);
        await app.AddEndpointsAsync(past.People[0].Id + "-co");
        var document = BacktestCalls.ProductLed(document =>
        {
            document["key"] = "second";
            document["pql"]!["total"] = 60;
        });

        var impact = await PublishAsForetoldAsync(app, client, document, "second");

        Assert.True(impact.Pqls.Before.Leads > 0 && impact.Pqls.Become > 0 && impact.Pqls.Stop == 0);
        Assert.Equal(impact.Pqls.After.Leads, impact.Transitions.PqlGained);
        // Only those are told of it that ask for it by its key.
        Assert.Equal([false, false, true, false, true], impact.Messages.Endpoints.Select(each => each.All > 0));
    }

    [Fact]
    public async Task A_model_that_becomes_the_primary_one_goes_on_from_the_one_before_and_tells_everybody_who_listens()
    {
        await using var app = past.App.NewReplica(BacktestCalls.Settings);
        using var client = app.CreateClient();
        await Recount.NothingIsDueAsync(app);
        await app.AddEndpointsAsync(past.People[0].Id + "-co");
        var (former, next) = (app.Models.Current, JsonNode.Parse(Easier)!);
        next["key"] = "next";
        var document = next.ToJsonString();

        // Beside the primary one it tells none of those who ask for no key.
        await app.DraftAsync(document, "next");
        var beside = (await client.RunAsync("impact", null, "next")).Impact!;
        var impact = await PublishAsForetoldAsync(app, client, document, "next", primary: true);

        Assert.Equal(("next", impact.Pqls.Become, impact.Pqls.Stop), (app.Models.Current.Model.Key, impact.Transitions.PqlGained, impact.Transitions.PqlLost));
        Assert.True(impact.Pqls.Before.Leads > 0 && impact.Transitions.PqlGained < beside.Transitions.PqlGained, $"{impact.Transitions} {beside.Transitions}");
        Assert.Equal((0, true), (beside.Messages.All, impact.Messages.Endpoints[0].All == impact.Transitions.Total + impact.Accounts.Transitions.Total));

        await client.ChangeModelAsync(former.Model.Key, "make-primary");
        await client.ChangeModelAsync("next", "withdraw");
        await Recount.NothingIsDueAsync(app);
    }

    [Fact]
    public async Task A_model_in_force_beside_the_primary_one_is_compared_with_that_one_where_it_would_take_its_place()
    {
        await using var app = past.App.NewReplica(BacktestCalls.Settings);
        using var client = app.CreateClient();
        await client.PublishAsync(BacktestCalls.ProductLed(document => document["key"] = "beside"));

        var beside = await client.OrderAsync("impact", null, "beside");
        var primary = await client.OrderAsync("impact", new { primary = true }, "beside");

        Assert.Equal(("beside@1", false), (beside.Against, beside.Primary));
        Assert.Equal(($"product-led@{app.Models.Current.Version}", true), (primary.Against, primary.Primary));
        await client.UntilAsync(primary.Id, BacktestState.Done);
        await client.ChangeModelAsync("beside", "withdraw");
        await Recount.NothingIsDueAsync(app);
    }

    [Fact]
    public async Task A_version_that_is_in_force_changes_nothing()
    {
        await using var app = past.App.NewReplica(BacktestCalls.Settings);
        using var client = app.CreateClient();
        await Recount.NothingIsDueAsync(app);

        var impact = (await client.RunAsync("impact", new { version = app.Models.Current.Version })).Impact!;

        Assert.Equal((0, 0, 0, 0), (impact.Transitions.Total, impact.Accounts.Transitions.Total, impact.Messages.All, impact.Pqls.Become + impact.Pqls.Stop));
        Assert.Equal((200, 0), (impact.Leads, impact.Skipped));
        Assert.All(impact.Bands, band => Assert.Equal(band.From, band.To));
    }

    /// <summary>Tries a draft, publishes it, and compares what was foretold with what is written.</summary>
    private static async Task<ImpactResult> PublishAsForetoldAsync(LeadScoringApp app, HttpClient client, string document, string key = "product-led", bool primary = false)
    {
        await app.DraftAsync(document, key);
        var done = await client.RunAsync("impact", new { primary }, key);
        var flips = await client.FlipsAsync(done.Id);
        var before = await ScoresAsync(app, key == "product-led" ? key : app.Models.Current.Model.Key);

        await app.PublishAsync(document, key, primary);

        var impact = done.Impact!;
        var after = await ScoresAsync(app, key);
        await AssertTransitionsAsync(app, impact, key);
        Assert.Equal((200, 0, 0), (impact.Leads, impact.Skipped, impact.Accounts.Skipped));
        Assert.Equal((before.Values.LongCount(row => row.IsPql), after.Values.LongCount(row => row.IsPql)), (impact.Pqls.Before.Leads, impact.Pqls.After.Leads));
        Assert.Equal((Count(row => !row.IsPql, row => row.IsPql), Count(row => row.IsPql, row => !row.IsPql)), (impact.Pqls.Become, impact.Pqls.Stop));
        Assert.All(impact.Bands, each => Assert.Equal(Count(row => row.Band == each.From, row => row.Band == each.To), each.Leads));
        Assert.All(impact.FitTiers, each => Assert.Equal(Count(row => row.FitTier == each.From, row => row.FitTier == each.To), each.Leads));
        Assert.Equal((200, 200), (impact.Bands.Sum(each => each.Leads), impact.FitTiers.Sum(each => each.Leads)));
        AssertFlips(flips, before, after, app.Clock.GetUtcNow());
        return impact;

        long Count(Func<LeadScore, bool> wasSo, Func<LeadScore, bool> isSo) => before.LongCount(row => wasSo(row.Value) && isSo(after[row.Key]));
    }

    private static void AssertFlips(List<FlipResponse> flips, Dictionary<string, LeadScore> before, Dictionary<string, LeadScore> after, DateTimeOffset now)
    {
        Assert.Equal(
            before.Where(row => row.Value.IsPql != after[row.Key].IsPql).Select(row => (Identity.FromKey(row.Key).LeadId, after[row.Key].IsPql ? FlipKind.BecomesPql : FlipKind.StopsBeingPql)).Order(),
            flips.Select(flip => (flip.LeadId, flip.Kind)).Order());
        Assert.All(flips, flip =>
        {
            var (old, tried) = (before[Identity.FromPath(flip.LeadId).Key], after[Identity.FromPath(flip.LeadId).Key]);
            Assert.Equal((now, old.Total, old.Band, tried.Total, tried.Band, tried.BlockedBy), (flip.At, (int)(flip.Before.Total * 100), flip.Before.Band, (int)(flip.After.Total * 100), flip.After.Band, string.Join(',', flip.After.BlockedBy)));
        });
    }

    private static async Task AssertTransitionsAsync(LeadScoringApp app, ImpactResult impact, string key)
    {
        await using var db = app.Database.OpenContext();
        var version = await db.Models.Where(model => model.Key == key).MaxAsync(model => model.Version);
        var made = await db.Transitions.AsNoTracking().Where(t => t.ModelKey == key && t.ModelVersion == version && t.Cause == TransitionCause.Model).ToListAsync();
        var ofAccounts = made.ToLookup(t => t.LeadId.StartsWith("account:", StringComparison.Ordinal));

        Assert.Equal(CountsOf(ofAccounts[false]), impact.Transitions);
        Assert.Equal(CountsOf(ofAccounts[true]), impact.Accounts.Transitions);
        Assert.Equivalent(await app.MessagesOfAsync(key, version), impact.Messages, strict: true);
        Assert.True(impact.Messages.All > 0, $"{impact.Messages}");
        Assert.Equal(ofAccounts[false].Where(t => t.Spike is not null).GroupBy(t => t.Spike!, StringComparer.Ordinal).Select(spike => (spike.Key, spike.LongCount())).Order(), impact.Spikes.Select(spike => (spike.Spike, spike.Leads)));
        Assert.True(impact.Transitions.Total > 10 && impact.Accounts.Transitions.Total > 0, $"{impact.Transitions} {impact.Accounts.Transitions}");
    }

    private static TransitionCounts CountsOf(IEnumerable<Transition> transitions)
    {
        var kinds = transitions.ToLookup(t => t.Kind, StringComparer.Ordinal);
        return new TransitionCounts(
            kinds.Sum(kind => kind.Count()),
            kinds[TransitionKind.PqlGained].Count(),
            kinds[TransitionKind.PqlLost].Count(),
            kinds[TransitionKind.BandChanged].Count(),
            kinds[TransitionKind.FitTierChanged].Count(),
            kinds[TransitionKind.Spike].Count());
    }

    private static async Task<Dictionary<string, LeadScore>> ScoresAsync(LeadScoringApp app, string key)
    {
        await using var db = app.Database.OpenContext();
        return await db.LeadScores.AsNoTracking().Where(row => row.ModelKey == key).ToDictionaryAsync(row => row.LeadId, StringComparer.Ordinal);
    }

    private static string Easier { get; } = BacktestCalls.ProductLed(document =>
    {
        document["pql"]!["total"] = 55;
        document["pql"]!["behavior"] = 20;
        document["fit"]!["tiers"]![0]!["from"] = 25;
        document.Criterion("integration")["tiers"]![0]!["points"] = 40;
    });

    private static string Stricter { get; } = BacktestCalls.ProductLed(document =>
    {
        document["behavior"]!.AsObject().Remove("velocity");
        document["bands"]!.AsArray().Single(band => (string)band!["key"]! == "hot")!["from"] = 60;
        document["spikes"] = new JsonArray(JsonNode.Parse("""{ "key": "reports", "signal": "exported_or_reported" }"""));
    });
}
