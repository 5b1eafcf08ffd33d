using System.Net;
using System.Text.Json.Nodes;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Models;

/// <summary>Vera has fit 50 and behavior 75 with 25 for velocity under the default model; Walt has fit 50 and nothing else.</summary>
public sealed class PublishTests : IAsyncLifetime, IDisposable
{
    private const string Default = "product-led";

    private readonly LeadScoringApp _app = new(Given.SleepingWorker);

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        using var client = _app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "vera", "walt");
        await client.SendAsync([.. Given.EagerHistory("vera"), Given.Event("walt", 1, "Signed In")]);
        await Recount.NothingIsDueAsync(_app);
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_published_draft_is_in_force_at_once_and_stored_scores_follow()
    {
        using var client = _app.CreateClient();

        var published = await client.PublishAsync(TestModels.Of(Default, TestModels.Velocity(10)), new { by = "ada", why = "Bursts say less.", notify = "all" });
        var read = await client.GetScoreAsync("vera");
        var before = await client.GetModelAsync(Default);
        await Recount.EverythingAddsUpAsync(_app);
        var after = await client.GetModelAsync(Default);

        Assert.Equal((2, Default, "published", 2, true, "ada", "Bursts say less.", "all"), Shown(published.Change));
        Assert.Equal((ModelProgress.Rescoring, 2, null, 3), Shown(published.Progress));
        Assert.Equal((2, 85), (read.ModelVersion, read.Behavior.Score));
        Assert.Equal((2, 2, true, ModelProgress.Rescoring), (before.Version, before.NewestVersion, before.Primary, before.Progress!.State));
        Assert.Equal((ModelProgress.Done, 0, null), (after.Progress!.State, after.Progress.Behind, after.Draft));
        Assert.Equal([2, 1], after.Versions.Select(version => version.Version));
        Assert.Equal([2, 1], after.Changes.Select(change => change.Number));
    }

    [Fact]
    public async Task A_document_with_faults_is_not_published_and_each_fault_is_named()
    {
        using var client = _app.CreateClient();
        await client.SendModelAsync(HttpMethod.Put, Default, TestModels.Of(Default, document => document["bands"]![0]!["from"] = "zero", document => document["pqll"] = 1));

        var refused = await client.TryChangeModelAsync(Default, "publish");

        Assert.Equal(["$.bands", "$.bands[0].from", "$.pqll"], refused.FaultsIn().Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(1, (await client.GetModelAsync(Default)).Version);
    }

    [Theory]
    [InlineData("publish", """{"notify":"some"}""", "notify")]
    [InlineData("publish", """{"notify":null}""", "notify")]
    [InlineData("publish", """{"primary":"yes"}""", "primary")]
    [InlineData("publish", """{"force":true}""", "force")]
    [InlineData("revert", """{"version":"1"}""", "version")]
    [InlineData("revert", """{"primary":true}""", "primary")]
    [InlineData("make-primary", """{"notify":"all"}""", "notify")]
    [InlineData("withdraw", """{"why":"\u0000"}""", "why")]
    public async Task What_is_wrong_with_a_change_is_named(string action, string body, string member)
    {
        using var client = _app.CreateClient();

        Assert.Equal(member, Assert.Single((await client.SendModelAsync(HttpMethod.Post, $"{Default}/{action}", body)).FaultsIn()).Key);
    }

    [Fact]
    public async Task Who_and_why_are_texts_of_some_length()
    {
        using var client = _app.CreateClient();

        var faults = (await client.TryChangeModelAsync(Default, "withdraw", new { by = new string('b', 201), why = new string('w', 1_001) })).FaultsIn();

        Assert.Equal(["by", "why"], faults.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_done_as_things_stand_is_answered_409()
    {
        using var client = _app.CreateClient();
        await client.SendModelAsync(HttpMethod.Post, "", """{"template":"product-led","key":"draft-only"}""");

        Assert.Equal("Nothing would change.", await ConflictAsync(Default, "publish"));
        Assert.Equal("Nothing would change.", await ConflictAsync(Default, "revert", new { version = 1 }));
        Assert.Equal("There is no such version.", await ConflictAsync(Default, "revert", new { version = 9 }));
        Assert.Equal("There is nothing to go back to.", await ConflictAsync(Default, "revert"));
        Assert.Equal("Nothing would change.", await ConflictAsync(Default, "make-primary"));
        Assert.Equal("The primary model cannot be withdrawn.", await ConflictAsync(Default, "withdraw"));
        Assert.Equal("The model is not in force.", await ConflictAsync("draft-only", "make-primary"));
        Assert.Equal("The model is not in force.", await ConflictAsync("draft-only", "withdraw"));
        Assert.Equal(HttpStatusCode.NotFound, (await client.TryChangeModelAsync("no-such", "publish")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.TryChangeModelAsync(Default, "publish", new { version = 9 })).Status);
        Assert.Equal([1], (await client.GetModelAsync(Default)).Changes.Select(change => change.Number));

        async Task<string?> ConflictAsync(string key, string action, object? how = null)
        {
            var (status, body) = await client.TryChangeModelAsync(key, action, how);
            Assert.True(status == HttpStatusCode.Conflict, $"{status}: {body}");
            return (string?)body["title"];
        }
    }

    [Fact]
    public async Task After_a_revert_every_score_is_what_it_was()
    {
        using var client = _app.CreateClient();
        string[] before = [await client.GetComparableScoreAsync("vera"), await client.GetComparableScoreAsync("walt")];
        await client.PublishAsync(TestModels.Of(Default, TestModels.Velocity(0), TestModels.PqlFrom(140), TestModels.Counting("Signed In", 5)));
        await Recount.NothingIsDueAsync(_app);
        Assert.NotEqual(before[0], await client.GetComparableScoreAsync("vera"), StringComparer.Ordinal);

        var reverted = await client.ChangeModelAsync(Default, "revert", new { why = "Too strict." });
        string[] atOnce = [await client.GetComparableScoreAsync("vera"), await client.GetComparableScoreAsync("walt")];
        await Recount.EverythingAddsUpAsync(_app);

        Assert.Equal(("reverted", 1), (reverted.Change.Action, reverted.Change.Version));
        Assert.Equal(before, atOnce);
        Assert.Equal(before, [await client.GetComparableScoreAsync("vera"), await client.GetComparableScoreAsync("walt")], StringComparer.Ordinal);
        Assert.Equal(["pql_gained", "pql_lost", "pql_gained"], await PqlCrossingsAsync("vera"), StringComparer.Ordinal);
        Assert.Equal(2, (await client.ChangeModelAsync(Default, "revert")).Change.Version);
    }

    [Fact]
    public async Task A_lead_that_stays_a_PQL_does_not_become_one_again_whatever_is_published()
    {
        using var client = _app.CreateClient();

        await client.PublishAsync(TestModels.Of(Default, TestModels.Velocity(10)));
        await Recount.EverythingAddsUpAsync(_app);
        await client.PublishAsync(TestModels.Of(Default, TestModels.Velocity(20)));
        await client.ChangeModelAsync(Default, "revert", new { version = 1 });
        await Recount.EverythingAddsUpAsync(_app);
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        await client.PublishAsync(TestModels.Of("other", TestModels.Velocity(20)), new { primary = true });
        await Recount.EverythingAddsUpAsync(_app);

        Assert.Equal(["pql_gained"], await PqlCrossingsAsync("vera"), StringComparer.Ordinal);
        Assert.Equal(["pql_gained"], (await _app.Database.TransitionsOfAccountAsync("acme")).Where(IsOfPql).Select(each => each.Kind), StringComparer.Ordinal);
        Assert.Equal(("other", true), ((await client.GetScoreAsync("vera")).Model, (await client.GetScoreAsync("vera")).Pql.Qualified));
    }

    [Theory]
    [InlineData("all", true, true)]
    [InlineData("gained", true, false)]
    [InlineData("none", false, false)]
    public async Task Crossings_that_a_change_makes_are_told_as_was_asked_for(string notify, bool tellsGained, bool tellsOthers)
    {
        using var client = _app.CreateClient();
        var cursor = await client.LatestAsync();

        // Walt has 50: he becomes a PQL, and Vera with her 150 goes from hot to another band.
        await client.PublishAsync(
            TestModels.Of(Default, Lenient, document => document["bands"] = JsonNode.Parse("""[{"key":"cold","from":0},{"key":"warm","from":30}]""")), new { notify });
        await Recount.EverythingAddsUpAsync(_app);
        var items = await client.FollowUntilAsync(cursor + "&type=transition", found => found.Count(item => item.LeadId is not null) >= 3);

        var gained = Assert.Single(items, item => item is { LeadId: "walt", Transition.Kind: TransitionKind.PqlGained }).Transition!;
        var band = Assert.Single(items, item => item is { LeadId: "vera", Transition.Kind: TransitionKind.BandChanged }).Transition!;
        Assert.Equal((TransitionCause.Model, 2, tellsGained), (gained.Cause, gained.ModelVersion, gained.Notify));
        Assert.Equal((TransitionCause.Model, 2, tellsOthers), (band.Cause, band.ModelVersion, band.Notify));
    }

    [Fact]
    public async Task What_happens_after_a_change_without_a_word_is_told()
    {
        using var client = _app.CreateClient();

        await client.PublishAsync(TestModels.Of(Default, TestModels.PqlFrom(140)), new { notify = "none" });
        await client.SendAsync(Given.EagerHistory("walt"));
        await Recount.EverythingAddsUpAsync(_app);

        Assert.Equal([(TransitionCause.Event, true)], (await _app.Database.TransitionsOfAsync("walt")).Where(IsOfPql).Select(each => (each.Cause, each.Notify)));
    }

    [Fact]
    public async Task Of_many_who_publish_at_once_each_gets_a_number_or_a_conflict()
    {
        await using var replica = _app.NewReplica();
        using var first = _app.CreateClient();
        using var second = replica.CreateClient();
        await first.SendModelAsync(HttpMethod.Put, Default, TestModels.Of(Default, TestModels.Velocity(10)));
        await first.SendModelAsync(HttpMethod.Post, "", """{"template":"product-led","key":"beside"}""");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? first : second).TryChangeModelAsync(i % 4 < 2 ? Default : "beside", "publish")));

        Assert.Equal(2, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Equal(6, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
        await using var db = _app.Database.OpenContext();
        Assert.Equal([1, 2, 3], await db.Activations.OrderBy(each => each.Number).Select(each => each.Number).ToListAsync());
        Assert.Equal([("beside", 1), (Default, 1), (Default, 2)], (await db.Models.OrderBy(each => each.Key).ThenBy(each => each.Version).ToListAsync()).Select(each => (each.Key, each.Version)));
        await Recount.EverythingAddsUpAsync(_app);
        await Recount.EverythingAddsUpAsync(replica);
    }

    [Fact]
    public async Task A_version_is_published_again_as_it_is_once_it_was_withdrawn()
    {
        using var client = _app.CreateClient();
        await client.PublishAsync(TestModels.Of("beside"));
        await client.ChangeModelAsync("beside", "withdraw");

        var again = await client.ChangeModelAsync("beside", "publish", new { version = 1 });

        Assert.Equal(("published", 1), (again.Change.Action, again.Change.Version));
        Assert.Equal([1], (await client.GetModelAsync("beside")).Versions.Select(version => version.Version));
        await Recount.EverythingAddsUpAsync(_app);
    }

    /// <summary>Whoever fits is a PQL.</summary>
    private static void Lenient(JsonNode document) => document["pql"] = JsonNode.Parse("""{ "total": 40, "fit": 15, "behavior": 0 }""");

    private static bool IsOfPql(Transition transition) => transition.Kind is TransitionKind.PqlGained or TransitionKind.PqlLost;

    private async Task<IEnumerable<string>> PqlCrossingsAsync(string leadId) => (await _app.Database.TransitionsOfAsync(leadId)).Where(IsOfPql).Select(each => each.Kind);

    private static (int, string, string, int?, bool, string?, string?, string) Shown(ModelChangeItem change) =>
        (change.Number, change.Model, change.Action, change.Version, change.Primary, change.By, change.Why, change.Notify);

    private static (string, long, long?, long) Shown(ModelProgress progress) => (progress.State, progress.Leads, progress.Backfilled, progress.Behind);
}
