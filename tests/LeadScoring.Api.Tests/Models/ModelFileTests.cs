using System.Text.Json.Nodes;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Models;

/// <summary>A service that is started with a model file beside one that runs with the default model.</summary>
public sealed class ModelFileTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new(Given.SleepingWorker);
    private readonly string _folder = Directory.CreateTempSubdirectory("leadscoring-models-").FullName;

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        using var client = _app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "vera", "walt");
        await client.SendAsync([.. Given.EagerHistory("vera"), Given.Event("vera", 3, "Webinar Attended"), Given.Event("vera", 4, "Webinar Attended"), Given.NeutralEvent("walt", 1)]);
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose()
    {
        _app.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_new_version_of_the_model_scores_all_leads_again_with_what_it_counts_for_the_first_time()
    {
        await using var next = _app.NewReplica(With(StricterModel("product-led")));
        using var client = next.CreateClient();

        await Recount.EverythingAddsUpAsync(next);

        await using var db = _app.Database.OpenContext();
        Assert.Equal([("product-led", 1), ("product-led", 2)], (await db.Models.OrderBy(m => m.Version).ToListAsync()).Select(m => (m.Key, m.Version)));
        Assert.Equal([(1, 1), (2, 2)], (await db.Activations.OrderBy(a => a.Number).ToListAsync()).Select(a => (a.Number, a.Version)));
        var added = Assert.Single(await db.Signals.Where(signal => signal.Generation == 2).ToListAsync());
        Assert.Contains("Webinar Attended", added.Definition, StringComparison.Ordinal);
        Assert.All(await db.Leads.ToListAsync(), lead => Assert.Equal(2, DigestCodec.GenerationOf(lead.Digest)));
        Assert.All(await db.LeadScores.ToListAsync(), score => Assert.Equal(2, score.Activation));

        var score = await client.GetScoreAsync("vera");
        Assert.Equal((2, 95, false), (score.ModelVersion, score.Behavior.Raw, score.Pql.Qualified));
        Assert.Equal(2, score.Behavior.Contributions.Single(line => line.Criterion == "webinar").Evidence.Count);
        var lost = Assert.Single(await _app.Database.TransitionsOfAsync("vera"), transition => transition.Kind == TransitionKind.PqlLost);
        Assert.Equal((TransitionCause.Model, 2, _app.Clock.GetUtcNow()), (lost.Cause, lost.ModelVersion, lost.EffectiveAt));
    }

    [Fact]
    public async Task Another_model_takes_the_place_of_the_rows_of_the_old_one()
    {
        await using var next = _app.NewReplica(With(StricterModel("strict")));
        using var client = next.CreateClient();

        await Recount.EverythingAddsUpAsync(next);

        await using var db = _app.Database.OpenContext();
        Assert.All(await db.LeadScores.ToListAsync(), score => Assert.Equal("strict", score.ModelKey));
        Assert.Equal(("strict", 1), ((await client.GetScoreAsync("vera")).Model, (await client.GetScoreAsync("vera")).ModelVersion));
    }

    [Fact]
    public async Task A_service_that_still_has_the_old_model_in_mind_reloads_when_it_meets_a_newer_row()
    {
        using var old = _app.CreateClient();
        await using var next = _app.NewReplica(With(StricterModel("product-led")));
        using var client = next.CreateClient();
        await Recount.NothingIsDueAsync(next);

        var seen = await old.GetScoreAsync("vera");
        await old.SendAsync(Given.Event("vera", 5, "Webinar Attended"), Given.Event("new", 5, "Webinar Attended"));

        Assert.Equal((2, 95), (seen.ModelVersion, seen.Behavior.Raw));
        Assert.Equal(3, (await old.GetScoreAsync("vera")).Behavior.Contributions.Single(line => line.Criterion == "webinar").Evidence.Count);
        Assert.Equal(20, (await old.GetScoreAsync("new")).Behavior.Score);
        await Recount.EverythingAddsUpAsync(next);
    }

    [Fact]
    public async Task It_reloads_as_well_when_the_new_model_counts_the_same_events()
    {
        var document = JsonNode.Parse(ModelTemplates.ProductLed)!;
        document["behavior"]!["velocity"]!["points"] = 10;
        using var old = _app.CreateClient();
        await using var next = _app.NewReplica(With(document.ToJsonString()));
        using var client = next.CreateClient();
        await Recount.NothingIsDueAsync(next);

        await old.SendAsync(Given.NeutralEvent("vera", 6));

        var score = await old.GetScoreAsync("vera");
        Assert.Equal((2, 85), (score.ModelVersion, score.Behavior.Score));
        Assert.Equal((2, 13_500), ((await _app.Database.ScoreRowOfAsync("vera")).Activation, (await _app.Database.ScoreRowOfAsync("vera")).Total));
        await Recount.EverythingAddsUpAsync(next);
    }

    [Fact]
    public async Task A_service_that_still_has_the_old_model_in_mind_may_write_meanwhile()
    {
        using var old = _app.CreateClient();
        await using var next = _app.NewReplica(With(StricterModel("product-led")));
        using var client = next.CreateClient();
        await Recount.NothingIsDueAsync(next);

        // It does not meet a newer row here, and counts what it knows.
        await old.SendAsync(Given.Event("new", 5, "Webinar Attended"), Given.Event("new", 5, "Integration Connected"));
        await client.SendAsync(Given.Event("new", 6, "Webinar Attended"));

        Assert.Equal(35, (await client.GetScoreAsync("new")).Behavior.Score);
        await Recount.EverythingAddsUpAsync(next);
    }

    [Fact]
    public async Task An_event_may_come_before_the_worker_has_scored_its_lead_under_the_new_model()
    {
        await using var next = _app.NewReplica(With(StricterModel("product-led"), ("Rescoring:Enabled", "false")));
        using var client = next.CreateClient();
        await next.Services.GetRequiredService<ModelBackfill>().RunAsync(TimeSpan.FromHours(1), CancellationToken.None);

        var first = await client.GetScoreAsync("vera");
        Assert.Equal(1, (await _app.Database.ScoreRowOfAsync("vera")).Activation);
        await client.SendAsync(Given.Event("vera", 1, "Webinar Attended"), Given.Event("vera", 6, "Webinar Attended"));

        Assert.Equal((2, 95), (first.ModelVersion, first.Behavior.Raw));
        Assert.Equal(4, (await client.GetScoreAsync("vera")).Behavior.Contributions.Single(line => line.Criterion == "webinar").Evidence.Count);
        await Recount.EverythingAddsUpAsync(next);
    }

    [Fact]
    public async Task What_time_had_done_before_a_new_model_came_is_dated_and_scored_under_the_old_one()
    {
        _app.Clock.Set(Given.Day(170));
        await using var next = _app.NewReplica(With(StricterModel("product-led")));
        using var client = next.CreateClient();

        await Recount.EverythingAddsUpAsync(next);

        // Raw 75, last seen on day 2: under 40 points from the fourth period on.
        var lost = Assert.Single(await _app.Database.TransitionsOfAsync("vera"), transition => transition.Kind == TransitionKind.PqlLost);
        Assert.Equal((TransitionCause.Time, 1, Given.Day(122)), (lost.Cause, lost.ModelVersion, lost.EffectiveAt));
        Assert.Equal(Given.Day(122), (await client.GetScoreAsync("vera")).Pql.Since);
    }

    [Fact]
    public async Task The_same_file_again_or_none_publishes_nothing_and_the_file_before_publishes_a_third_version()
    {
        var settings = With(StricterModel("product-led"));
        foreach (var each in new[] { settings, settings, Given.SleepingWorker })
        {
            await using var next = _app.NewReplica(each);
            using var client = next.CreateClient();
            await Recount.NothingIsDueAsync(next);
            Assert.Equal(2, (await client.GetScoreAsync("vera")).ModelVersion);
        }

        await using var back = _app.NewReplica(With(ModelTemplates.ProductLed));
        using var last = back.CreateClient();

        Assert.Equal((3, 150), ((await last.GetScoreAsync("vera")).ModelVersion, (await last.GetScoreAsync("vera")).Total));
        await using var db = _app.Database.OpenContext();
        Assert.Equal([1, 2, 3], await db.Activations.OrderBy(a => a.Number).Select(a => a.Number).ToListAsync());
        Assert.Equal(2, await db.Signals.MaxAsync(signal => signal.Generation));
        await Recount.EverythingAddsUpAsync(back);
    }

    [Fact]
    public async Task Services_that_start_together_publish_once()
    {
        await using var fresh = new LeadScoringApp(With(StricterModel("strict")));
        await fresh.InitializeAsync();
        await using var other = fresh.NewReplica();
        await using var third = fresh.NewReplica();

        var clients = await Task.WhenAll(new[] { fresh, other, third }.Select(app => Task.Run(app.CreateClient)));

        await using (var db = fresh.Database.OpenContext())
        {
            Assert.Equal(1, await db.Models.CountAsync());
            Assert.Equal(1, await db.Activations.CountAsync());
        }

        foreach (var client in clients)
        {
            await client.SendAsync(Given.Event("vera", 1, "Webinar Attended"));
            client.Dispose();
        }

        await Recount.EverythingAddsUpAsync(fresh);
        await ((IAsyncLifetime)fresh).DisposeAsync();
    }

    [Fact]
    public async Task A_file_with_faults_stops_the_start_and_names_each_of_them()
    {
        var document = JsonNode.Parse(ModelTemplates.ProductLed)!;
        document["behavior"]!["criteria"]![0]!["tiers"]![0]!["points"] = "many";
        document["pql"]!["totall"] = 80;

        var (exitCode, error) = await ServiceProcess.RunWithAsync("--ConnectionStrings:LeadScoring=" + _app.Database.ConnectionString, "--Scoring:ModelFile=" + FileWith(document.ToJsonString()));

        Assert.NotEqual(0, exitCode);
        Assert.Contains("$.behavior.criteria[0].tiers[0].points", error, StringComparison.Ordinal);
        Assert.Contains("$.pql.totall", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_stops_the_start_and_is_named()
    {
        var missing = Path.Combine(_folder, "missing.json");

        var (exitCode, error) = await ServiceProcess.RunWithAsync("--ConnectionStrings:LeadScoring=" + _app.Database.ConnectionString, "--Scoring:ModelFile=" + missing);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(missing, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    /// <summary>Models that are published while they are being loaded are taken in as a whole or not at all.</summary>
    [Fact]
    public async Task Models_are_loaded_as_of_one_moment()
    {
        var model = ModelReader.Read(StricterModel("product-led"));
        var catalog = new ModelCatalog(_app.Services.GetRequiredService<IServiceScopeFactory>());
        await using var db = _app.Database.OpenContext();
        await using var publishing = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlAsync($"LOCK TABLE signals IN ACCESS EXCLUSIVE MODE");

        var loading = catalog.RefreshAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(
            async () =>
            {
                await using var watch = _app.Database.OpenContext();
                return await watch.Database.SqlQuery<bool>($"""SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'signals'::regclass AND NOT granted) AS "Value" """).SingleAsync();
            },
            "the catalog has read the activations and waits for the signals");
        var webinar = model.Signals.Single(signal => signal.Canonical.Contains("Webinar", StringComparison.Ordinal));
        db.Signals.Add(new StoredSignal { Id = 1_000, Definition = webinar.Canonical, Generation = 2 });
        db.Models.Add(new PublishedModel { Key = "product-led", Version = 2, Document = StricterModel("product-led"), PublishedAt = _app.Clock.GetUtcNow() });
        db.Activations.Add(new ModelActivation { Number = 2, ModelKey = "product-led", Version = 2, IsPrimary = true, Action = ModelAction.Published, Notify = ModelNotify.All, ActivatedAt = _app.Clock.GetUtcNow() });
        await db.SaveChangesAsync();
        await publishing.CommitAsync();
        await loading;

        Assert.Equal((1, 1), (catalog.Snapshot.Current.Activation, catalog.Snapshot.Layout.Generation));
        await catalog.RefreshAsync(CancellationToken.None);
        Assert.Equal((2, 2), (catalog.Snapshot.Current.Activation, catalog.Snapshot.Layout.Generation));
        Assert.True(catalog.Snapshot.Layout.Holds(model));
    }

    /// <summary>The default model with one more signal: worth 20 points, and a reason to block.</summary>
    private static string StricterModel(string key)
    {
        var document = JsonNode.Parse(ModelTemplates.ProductLed)!;
        document["key"] = key;
        document["signals"]!["webinar_attended"] = new JsonArray(new JsonObject { ["event"] = "Webinar Attended" });
        document["behavior"]!["criteria"]!.AsArray().Add(JsonNode.Parse("""{ "key": "webinar", "layer": "marketing", "signal": "webinar_attended", "tiers": [{ "points": 20 }] }"""));
        document["pql"]!["blocks"]!.AsArray().Add(JsonNode.Parse("""{ "key": "webinar_guest", "signal": "webinar_attended" }"""));
        return document.ToJsonString();
    }

    private IReadOnlyDictionary<string, string?> With(string document, params (string Name, string Value)[] more) =>
        Given.Settings([("Rescoring:Interval", "01:00:00"), ("Scoring:ModelFile", FileWith(document)), .. more]);

    private string FileWith(string document)
    {
        var path = Path.Combine(_folder, Path.GetRandomFileName() + ".json");
        File.WriteAllText(path, document);
        return path;
    }
}
