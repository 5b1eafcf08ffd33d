using System.Net;
using System.Net.Http.Json;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Models;

/// <summary>A strict model beside the default one: Vera has 150 points, and is a PQL under both; Otto has 75 + 50 without velocity.</summary>
public sealed class SideBySideTests : IAsyncLifetime, IDisposable
{
    private const string Default = "product-led";
    private const string Strict = "strict";

    private readonly LeadScoringApp _app = new(Given.SleepingWorker);

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        using var client = _app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "vera", "otto");
        await client.SendAsync([.. Given.EagerHistory("vera"), Given.Event("otto", 0, "Onboarding Completed"), Given.Event("otto", 5, "Integration Connected"), Given.Event("otto", 6, "Pricing Page Viewed")]);
        await Recount.NothingIsDueAsync(_app);
        await client.PublishAsync(TestModels.Of(Strict, TestModels.Velocity(0), TestModels.PqlFrom(100)));
        await Recount.EverythingAddsUpAsync(_app);
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Every_lead_has_a_row_and_crossings_of_its_own_under_each_model()
    {
        await using var db = _app.Database.OpenContext();

        var rows = await db.LeadScores.Where(score => score.LeadId == "user:vera").OrderBy(score => score.ModelKey).ToListAsync();
        var crossings = (await _app.Database.TransitionsOfAsync("vera")).Where(each => each.Kind == TransitionKind.PqlGained).Select(each => (each.ModelKey, each.IsPrimary, each.Cause)).ToList();

        Assert.Equal([(Default, 15_000, 2), (Strict, 12_500, 2)], rows.Select(row => (row.ModelKey, row.Total, row.Activation)));
        Assert.Equal([(Default, true, TransitionCause.Event), (Strict, false, TransitionCause.Model)], crossings);
    }

    [Fact]
    public async Task A_change_of_an_account_scores_each_of_its_leads_once_under_all_models()
    {
        using var client = _app.CreateClient();
        var before = (await client.ScrapeAsync()).Value("leadscoring_rescoring_leads_total");

        await client.PutAccountAsync("acme", new { employees = 7 });
        await Recount.EverythingAddsUpAsync(_app);

        var after = await client.ScrapeAsync();
        Assert.Equal((before + 2, 0), (after.Value("leadscoring_rescoring_leads_total"), after.Value("leadscoring_rescoring_failures_total")));
    }

    [Fact]
    public async Task One_answer_shows_all_models_in_force_the_primary_one_first()
    {
        using var client = _app.CreateClient();

        var both = await client.GetOfLeadAsync("otto", "score?models=all");
        var plain = await client.GetScoreJsonAsync("otto");

        Assert.Equal(
            ["product-led 1 true 90 true", "strict 1 false 90 false"],
            both["models"]!.AsArray().Select(each => $"{each!["model"]} {each["modelVersion"]} {each["primary"]} {each["total"]} {each["pql"]}"), StringComparer.Ordinal);
        Assert.NotNull(both["models"]![0]!["since"]);
        both.Remove("models");
        both.Remove("asOf");
        plain.Remove("asOf");
        Assert.Equal(plain.ToJsonString(), both.ToJsonString());
    }

    [Theory]
    [InlineData("models=none")]
    [InlineData("models=all&model=strict")]
    [InlineData("models=all&format=flat")]
    [InlineData("models=all&asOf=2026-03-01T00:00:00Z")]
    [InlineData("models=all&knownAt=2026-03-01T00:00:00Z")]
    public async Task All_models_are_shown_as_of_now_and_nested(string query)
    {
        using var client = _app.CreateClient();

        Assert.NotEmpty(await client.FaultOfAsync("otto", "score?" + query, "models"));
    }

    [Fact]
    public async Task Lists_accounts_and_the_feed_are_about_the_model_that_is_asked_for()
    {
        using var client = _app.CreateClient();

        Assert.Equal(["vera", "otto"], (await client.ListAsync("pql=true")).Items.Select(item => item.LeadId), StringComparer.Ordinal);
        Assert.Equal(["vera"], (await client.ListAsync("pql=true&model=strict")).Items.Select(item => item.LeadId), StringComparer.Ordinal);
        Assert.Equal(Strict, (await client.GetFromJsonAsync<AccountScoreResponse>(new Uri("/v1/accounts/acme/score?model=strict", UriKind.Relative)))!.Model);
        Assert.Equal(Default, (await client.GetAccountScoreAsync("acme")).Model);
        var primary = await client.FollowUntilAsync(null, items => items.Count >= 8);
        var strict = (await client.ChangesAsync("model=strict&limit=1000")).Items;
        Assert.All(primary.Select(item => item.Transition?.Model ?? item.Score?.Model ?? item.Account!.Model), model => Assert.Equal(Default, model));
        Assert.All(strict.Select(item => item.Transition?.Model ?? item.Score?.Model ?? item.Account!.Model), model => Assert.Equal(Strict, model));
        Assert.Contains(strict, item => item is { LeadId: "vera", Transition.Kind: TransitionKind.PqlGained });
        Assert.Contains(strict, item => item.AccountId == "acme" && item.Account is not null);
    }

    [Fact]
    public async Task Another_primary_model_makes_no_crossings()
    {
        using var client = _app.CreateClient();
        await using var db = _app.Database.OpenContext();
        var crossings = await db.Transitions.CountAsync();

        var changed = await client.ChangeModelAsync(Strict, "make-primary", new { by = "ada" });
        await Recount.EverythingAddsUpAsync(_app);

        Assert.Equal(("made_primary", 1, true), (changed.Change.Action, changed.Change.Version, changed.Change.Primary));
        Assert.Equal(crossings, await db.Transitions.CountAsync());
        Assert.Equal([(Strict, true, 1), (Default, false, 1)], (await client.ListModelsAsync()).Items.Select(item => (item.Key, item.Primary, item.Version!.Value)));
        Assert.Equal((Strict, false), ((await client.GetScoreAsync("otto")).Model, (await client.GetScoreAsync("otto")).Pql.Qualified));
        Assert.Equal(["vera"], (await client.ListAsync("pql=true")).Items.Select(item => item.LeadId), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Whoever_follows_hears_of_every_score_once_more_when_another_model_has_become_primary()
    {
        using var client = _app.CreateClient();
        var cursor = (string?)null;
        await ReadAsync(items => items.Count == 3);

        foreach (var model in (string[])[Strict, Default])
        {
            _app.Clock.Advance(TimeSpan.FromMinutes(5));
            var changedAt = _app.Clock.GetUtcNow();
            await client.ChangeModelAsync(model, "make-primary");
            Assert.DoesNotContain((await client.ChangesAsync($"after={cursor}")).Items, item => item.Transition is null);
            var updated = new Uri($"/v1/leads?updatedSince={changedAt.InQuery()}", UriKind.Relative);
            Assert.Equal(2, (await client.GetFromJsonAsync<LeadListResponse>(updated))!.Items.Count);
            await Recount.EverythingAddsUpAsync(_app);

            var items = await ReadAsync(items => items.Count >= 3);

            Assert.Equal(["account acme", "score otto", "score vera"], items.Select(item => $"{item.Type} {item.AccountId ?? item.LeadId}").Order(StringComparer.Ordinal), StringComparer.Ordinal);
            Assert.All(items, item => Assert.Equal((model, changedAt), (item.Score?.Model ?? item.Account!.Model, item.Score?.UpdatedAt ?? item.Account!.UpdatedAt)));
            Assert.Equal(2, (await client.GetFromJsonAsync<LeadListResponse>(updated))!.Items.Count);
            var accounts = new Uri($"/v1/accounts?updatedSince={changedAt.InQuery()}", UriKind.Relative);
            Assert.Single((await client.GetFromJsonAsync<AccountListResponse>(accounts))!.Items);
        }

        // What is published in the place of the primary model changes nothing but what it says.
        await client.PublishAsync(TestModels.Of(Default, TestModels.PqlFrom(81)));
        await Recount.EverythingAddsUpAsync(_app);
        await client.SendAsync(Given.Event("ida", 6, "Integration Connected"));
        Assert.Equal("ida", Assert.Single(await ReadAsync(items => items.Count > 0)).LeadId);

        async Task<List<ChangeItem>> ReadAsync(Func<List<ChangeItem>, bool> expected)
        {
            List<ChangeItem> items = [];
            await Eventually.IsTrueAsync(
                async () =>
                {
                    var answer = await client.ChangesAsync("limit=1000" + (cursor is null ? "" : $"&after={cursor}"));
                    items.AddRange(answer.Items.Where(item => item.Transition is null));
                    cursor = answer.Cursor;
                    return expected(items);
                },
                "the feed has what is expected");
            return items;
        }
    }

    [Fact]
    public async Task A_model_that_is_withdrawn_leaves_no_scores_and_keeps_its_crossings()
    {
        using var client = _app.CreateClient();
        await using var db = _app.Database.OpenContext();
        var crossings = await db.Transitions.CountAsync();

        var changed = await client.ChangeModelAsync(Strict, "withdraw", new { why = "The trial is over." });
        await Recount.EverythingAddsUpAsync(_app);

        Assert.Equal(("withdrawn", null, false), (changed.Change.Action, changed.Change.Version, changed.Change.Primary));
        Assert.Equal([Default], await db.LeadScores.Select(score => score.ModelKey).Distinct().ToListAsync());
        Assert.Equal([Default], await db.AccountScores.Select(score => score.ModelKey).Distinct().ToListAsync());
        Assert.Equal(crossings, await db.Transitions.CountAsync());
        var left = await client.GetModelAsync(Strict);
        Assert.Equal((null, false, null), (left.Version, left.Primary, left.Progress));
        using var list = await client.GetAsync(new Uri("/v1/leads?model=strict", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, list.StatusCode);
    }

    [Fact]
    public async Task A_model_that_comes_back_begins_afresh()
    {
        using var client = _app.CreateClient();
        await client.ChangeModelAsync(Strict, "withdraw");
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        await client.ChangeModelAsync(Strict, "publish");

        // Whether the worker came in between must make no difference.
        await Recount.EverythingAddsUpAsync(_app);

        Assert.Equal(2, (await _app.Database.TransitionsOfAsync("vera")).Count(each => each is { ModelKey: Strict, Kind: TransitionKind.PqlGained }));
    }

    [Fact]
    public async Task A_new_primary_model_goes_on_from_the_one_before_and_tells_no_crossing_twice()
    {
        using var client = _app.CreateClient();

        // Time has passed as well, which only the model of that time tells.
        _app.Clock.Set(Given.Day(170));
        await client.PublishAsync(TestModels.Of("lenient", TestModels.PqlFrom(60)), new { primary = true });
        await Recount.EverythingAddsUpAsync(_app);

        var crossings = await _app.Database.TransitionsOfAsync("vera");
        Assert.Equal(
            [(Default, TransitionKind.PqlGained, true), (Default, TransitionKind.PqlLost, true)],
            crossings.Where(each => each.IsPrimary && each.Kind is TransitionKind.PqlGained or TransitionKind.PqlLost && each.ModelKey != Strict).Select(each => (each.ModelKey, each.Kind, each.IsPrimary)));
        Assert.Equal(Given.Day(122), (await client.GetScoreAsync("vera")).Pql.Since);
        await using var db = _app.Database.OpenContext();
        Assert.Equal([Strict, Default, "lenient"], (await db.LeadScores.Where(score => score.LeadId == "user:vera").Select(score => score.ModelKey).ToListAsync()).OrderByDescending(key => key, StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_model_file_takes_the_place_of_the_primary_model_and_leaves_the_others()
    {
        using var client = _app.CreateClient();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, TestModels.Of("from-file"));
        try
        {
            await using var next = _app.NewReplica(Given.Settings(("Rescoring:Interval", "01:00:00"), ("Scoring:ModelFile", file)));
            using var other = next.CreateClient();
            await Recount.EverythingAddsUpAsync(next);

            Assert.Equal(["from-file", Strict], (await other.ListModelsAsync()).Items.Where(item => item.Version is not null).Select(item => item.Key), StringComparer.Ordinal);
            Assert.Equal([Default], (await _app.Database.TransitionsOfAsync("vera")).Where(each => each is { Kind: TransitionKind.PqlGained, IsPrimary: true }).Select(each => each.ModelKey), StringComparer.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
