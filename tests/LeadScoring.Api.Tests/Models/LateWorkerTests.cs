using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Models;

/// <summary>
/// What happens between a publish and the moment at which the worker comes to a lead. Vera qualifies until day 122; Yan has the behavior
/// but not the company for it; Walt and Zoe have the company's fit alone.
/// </summary>
public sealed class LateWorkerTests : IAsyncLifetime, IDisposable
{
    private const string Default = "product-led";

    private readonly LeadScoringApp _app = new(Given.Settings(("Rescoring:Enabled", "false"), ("Rescoring:Interval", "01:00:00"), ("LeadList:MostDue", "3")));

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        using var client = _app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "vera", "walt");
        await Given.PerfectFitAsync(client, "beta", "zoe");
        await client.PutLeadAsync("yan", new { title = "VP Marketing", email = "yan@gamma.example", accountId = "gamma" });
        await client.SendAsync([.. Given.EagerHistory("vera"), Given.Event("walt", 1, "Signed In"), Given.Event("zoe", 1, "Signed In"), .. Given.EagerHistory("yan")]);
        await Recount.NothingIsDueAsync(_app);
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_lead_that_both_versions_qualify_stays_qualified_though_the_old_one_would_have_dropped_it_meanwhile()
    {
        using var client = _app.CreateClient();
        _app.Clock.Set(Given.Day(121));
        await Recount.NothingIsDueAsync(_app);
        var since = (await client.GetScoreAsync("vera")).Pql.Since;
        var before = await _app.Database.TransitionsOfAsync("vera");
        var ofAccount = await _app.Database.TransitionsOfAccountAsync("acme");

        await client.PublishAsync(TestModels.Of(Default, document => document["behavior"]!.AsObject().Remove("decay")), new { notify = "none" });
        _app.Clock.Set(Given.Day(123));
        var read = await client.GetScoreAsync("vera");
        await Recount.NothingIsDueAsync(_app);

        Assert.Equal((true, since), (read.Pql.Qualified, read.Pql.Since));
        Assert.Equal((true, since), ((await client.GetScoreAsync("vera")).Pql.Qualified, (await client.GetScoreAsync("vera")).Pql.Since));
        Assert.DoesNotContain((await _app.Database.TransitionsOfAsync("vera")).Skip(before.Count), IsOfPql);
        Assert.DoesNotContain((await _app.Database.TransitionsOfAccountAsync("acme")).Skip(ofAccount.Count), IsOfPql);
    }

    [Fact]
    public async Task A_lead_that_the_new_version_drops_is_dropped_when_that_came_into_force()
    {
        using var client = _app.CreateClient();
        _app.Clock.Set(Given.Day(20));
        await client.PublishAsync(TestModels.Of(Default, TestModels.Velocity(0), TestModels.PqlFrom(140)));
        _app.Clock.Set(Given.Day(21));
        var read = await client.GetScoreAsync("vera");

        await Recount.NothingIsDueAsync(_app);

        var lost = Assert.Single(await _app.Database.TransitionsOfAsync("vera"), t => t.Kind == TransitionKind.PqlLost);
        Assert.Equal((TransitionCause.Model, 2, Given.Day(20), Given.Day(21)), (lost.Cause, lost.ModelVersion, lost.EffectiveAt, lost.RecordedAt));
        Assert.Equal((false, Given.Day(20)), (read.Pql.Qualified, read.Pql.Since));
    }

    [Fact]
    public async Task What_events_and_attributes_do_meanwhile_is_told_though_what_the_model_does_is_not()
    {
        using var client = _app.CreateClient();
        await client.PublishAsync(TestModels.Of(Default, TestModels.Velocity(24)), new { notify = "none" });

        await client.SendAsync(Given.EagerHistory("zoe"));
        await client.PutAccountAsync("gamma", Given.PerfectAccount);
        await Recount.NothingIsDueAsync(_app);

        Assert.Equal((TransitionCause.Event, true), Gained(await _app.Database.TransitionsOfAsync("zoe")));
        Assert.Equal((TransitionCause.Event, true), Gained(await _app.Database.TransitionsOfAccountAsync("beta")));
        Assert.Equal((TransitionCause.Attributes, true), Gained(await _app.Database.TransitionsOfAsync("yan")));
    }

    [Fact]
    public async Task A_list_shows_everybody_under_the_model_before_until_a_new_primary_model_has_scored_them()
    {
        using var client = _app.CreateClient();
        await client.PublishAsync(TestModels.Of("other"), new { primary = true });

        var list = await client.ListAsync("limit=500");
        var accounts = await client.GetFromJsonAsync<JsonObject>("/v1/accounts");
        await Recount.NothingIsDueAsync(_app);
        var after = await client.ListAsync("limit=500");

        Assert.Equal((false, 4, Default), (list.Exact, list.Items.Count, list.Items.Select(item => item.Model).Distinct(StringComparer.Ordinal).Single()));
        Assert.NotEmpty(accounts!["items"]!.AsArray());
        Assert.Equal((true, 4, "other"), (after.Exact, after.Items.Count, after.Items.Select(item => item.Model).Distinct(StringComparer.Ordinal).Single()));
    }

    private static bool IsOfPql(Transition transition) => transition.Kind is TransitionKind.PqlGained or TransitionKind.PqlLost;

    private static (string Cause, bool Notify) Gained(IEnumerable<Transition> transitions)
    {
        var gained = Assert.Single(transitions, t => t.Kind == TransitionKind.PqlGained);
        return (gained.Cause, gained.Notify);
    }
}
