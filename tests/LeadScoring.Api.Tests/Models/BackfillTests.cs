using System.Net;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Leads;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Models;

/// <summary>Versions that count events which no digest holds yet.</summary>
public sealed class BackfillTests : IAsyncLifetime, IDisposable
{
    private const string Default = "product-led";

    private readonly LeadScoringApp _app = new(Given.Settings(("Rescoring:Enabled", "false"), ("Rescoring:Interval", "01:00:00"), ("Rescoring:Chunk", "3")));
    private readonly string[] _leads = [.. Enumerable.Range(0, 10).Select(i => $"lead-{i}")];
    private readonly string _counting = TestModels.Of(Default, TestModels.Counting("Webinar Attended", 20));

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        using var client = _app.CreateClient();
        await client.SendAsync(_leads.SelectMany(lead => (SentEvent[])[Given.Event(lead, 1, "Webinar Attended"), Given.Event(lead, 2, "Integration Connected")]));
        await Recount.NothingIsDueAsync(_app);
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_version_with_new_signals_waits_and_then_scores_as_if_it_had_been_there_from_the_start()
    {
        using var client = _app.CreateClient();
        await using var fresh = new LeadScoringApp(Given.SleepingWorker);
        await fresh.InitializeAsync();
        using var freshClient = fresh.CreateClient();
        await freshClient.PublishAsync(_counting);
        await freshClient.SendAsync(_leads.SelectMany(lead => (SentEvent[])[Given.Event(lead, 1, "Webinar Attended"), Given.Event(lead, 2, "Integration Connected")]));

        var published = await client.PublishAsync(_counting);
        var waiting = await client.GetModelAsync(Default);
        var before = await client.GetScoreAsync("lead-3");
        await Recount.EverythingAddsUpAsync(_app);

        Assert.Equal((null, ModelProgress.Backfilling, 10, 0, 0), (published.Change.ActivatedAt, published.Progress.State, published.Progress.Leads, published.Progress.Backfilled, published.Progress.Behind));
        Assert.Equal((1, 2, 2, 2), (waiting.Version, waiting.NewestVersion, waiting.Pending!.Version, (await client.ListModelsAsync()).Pending?.Version ?? 2));
        Assert.Equal((1, 15), (before.ModelVersion, before.Behavior.Score));
        foreach (var lead in _leads) Assert.Equal(await freshClient.GetComparableScoreAsync(lead), await client.GetComparableScoreAsync(lead));
        Assert.Equal(35, (await client.GetScoreAsync("lead-3")).Behavior.Score);
        Assert.Equal(10, (await ChangeAsync(2)).Backfilled);
        await ((IAsyncLifetime)fresh).DisposeAsync();
    }

    [Fact]
    public async Task What_a_replica_that_stops_leaves_another_one_completes()
    {
        using var client = _app.CreateClient();
        await using var replica = _app.NewReplica();
        using var other = replica.CreateClient();
        await client.PublishAsync(_counting);
        await using (var db = _app.Database.OpenContext())
        {
            // The fifth lead cannot be looked at, so the second chunk of three stands still until its replica is stopped.
            await using var blocking = await db.Database.BeginTransactionAsync();
            var fifth = (await db.Leads.OrderBy(lead => lead.Bucket).ThenBy(lead => lead.LeadId).Skip(4).FirstAsync()).LeadId;
            await db.Leads.FromSql($"SELECT * FROM leads WHERE lead_id = {fifth} FOR UPDATE").ToListAsync();
            using var stop = new CancellationTokenSource();
            var stopping = _app.Services.GetRequiredService<ModelBackfill>().RunAsync(TimeSpan.FromHours(1), stop.Token);
            await Eventually.IsTrueAsync(async () => (await ChangeAsync(2)).Backfilled == 3, "the first chunk is done");
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopping);
        }

        Assert.Equal((3, null), ((await ChangeAsync(2)).Backfilled, (await ChangeAsync(2)).ActivatedAt));
        await replica.Services.GetRequiredService<RescoreWorker>().RunRoundAsync(CancellationToken.None);

        Assert.Equal(10, (await ChangeAsync(2)).Backfilled);
        Assert.NotNull((await ChangeAsync(2)).ActivatedAt);
        await Recount.EverythingAddsUpAsync(replica);
    }

    [Fact]
    public async Task A_lead_that_is_born_while_a_change_waits_is_scored_by_both()
    {
        await using var replica = _app.NewReplica();
        using var client = _app.CreateClient();
        using var unaware = replica.CreateClient();
        await client.PublishAsync(_counting);

        await client.SendAsync(Given.Event("born", 3, "Webinar Attended"), Given.Event("born", 3, "Integration Connected"));
        await unaware.SendAsync(Given.Event("also-born", 3, "Webinar Attended"), Given.Event("lead-1", 3, "Webinar Attended"));
        var meanwhile = await client.GetScoreAsync("born");
        await Recount.EverythingAddsUpAsync(_app);

        Assert.Equal((1, 15), (meanwhile.ModelVersion, meanwhile.Behavior.Score));
        Assert.Equal((2, 35), ((await client.GetScoreAsync("born")).ModelVersion, (await client.GetScoreAsync("born")).Behavior.Score));
        Assert.Equal((2, 20), ((await unaware.GetScoreAsync("also-born")).ModelVersion, (await unaware.GetScoreAsync("also-born")).Behavior.Score));
        await using var db = _app.Database.OpenContext();
        Assert.All(await db.Leads.ToListAsync(), lead => Assert.Equal(2, DigestCodec.GenerationOf(lead.Digest)));
    }

    [Fact]
    public async Task While_a_change_waits_no_other_one_is_made()
    {
        using var client = _app.CreateClient();
        await client.PublishAsync(_counting);

        var answers = new[]
        {
            await client.TryChangeModelAsync(Default, "publish"),
            await client.TryChangeModelAsync(Default, "revert", new { version = 1 }),
            await client.TryChangeModelAsync(Default, "withdraw"),
        };

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.Conflict, "Another change waits."), (answer.Status, (string?)answer.Body["title"])));
        Assert.Contains($"DELETE /v1/models/{Default}/pending", (string?)answers[0].Body["detail"], StringComparison.Ordinal);
        await Recount.EverythingAddsUpAsync(_app);
        Assert.Equal(1, (await client.ChangeModelAsync(Default, "revert")).Change.Version);
    }

    [Fact]
    public async Task A_second_publish_while_one_waits_changes_nothing_and_its_draft_stays()
    {
        using var client = _app.CreateClient();
        await client.PublishAsync(_counting);
        await client.SendModelAsync(HttpMethod.Put, Default, TestModels.Of(Default, TestModels.Velocity(5)));

        var second = await client.TryChangeModelAsync(Default, "publish");
        var meanwhile = await client.GetModelAsync(Default);
        await Recount.EverythingAddsUpAsync(_app);

        Assert.Equal((HttpStatusCode.Conflict, 2, 1), (second.Status, meanwhile.Pending!.Version, meanwhile.Draft!.Revision));
        Assert.Equal((2, 35), ((await client.GetScoreAsync("lead-3")).ModelVersion, (await client.GetScoreAsync("lead-3")).Behavior.Score));
        Assert.Equal(3, (await client.ChangeModelAsync(Default, "publish")).Change.Version);
    }

    [Fact]
    public async Task A_model_file_ends_the_waiting_of_others()
    {
        using var client = _app.CreateClient();
        await client.PublishAsync(TestModels.Of("beside", TestModels.Counting("Webinar Attended", 20)));
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, TestModels.Of(Default, TestModels.Velocity(5)));
        try
        {
            await using var next = _app.NewReplica(Given.Settings(("Rescoring:Interval", "01:00:00"), ("Scoring:ModelFile", file)));
            using var other = next.CreateClient();
            await Recount.EverythingAddsUpAsync(next);

            var list = await other.ListModelsAsync();
            Assert.Equal([(Default, 2, true), ("beside", 1, false)], list.Items.Select(item => (item.Key, item.Version!.Value, item.Primary)));
            Assert.Null(list.Pending);
            Assert.Equal(4, (await other.ChangeModelAsync(Default, "revert")).Change.Number);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<ModelActivation> ChangeAsync(int number)
    {
        await using var db = _app.Database.OpenContext();
        return await db.Activations.AsNoTracking().SingleAsync(change => change.Number == number);
    }
}
