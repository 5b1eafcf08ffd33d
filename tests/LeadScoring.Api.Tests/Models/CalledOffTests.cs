using System.Net;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Models;

/// <summary>Versions that wait until their signals are counted in every log, and of which somebody thinks better meanwhile.</summary>
public sealed class CalledOffTests : IAsyncLifetime, IDisposable
{
    private const string Default = "product-led";

    private readonly LeadScoringApp _app = new(Given.Settings(("Rescoring:Enabled", "false"), ("Rescoring:Interval", "01:00:00"), ("Rescoring:Chunk", "3")));
    private readonly string _counting = TestModels.Of(Default, TestModels.Counting("Webinar Attended", 20));

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        using var client = _app.CreateClient();
        await client.SendAsync(Enumerable.Range(0, 10).SelectMany(i => (SentEvent[])[Given.Event($"lead-{i}", 1, "Webinar Attended"), Given.Event($"lead-{i}", 2, "Integration Connected")]));
        await Recount.NothingIsDueAsync(_app);
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_change_that_waits_can_be_called_off_and_its_version_waits_again_when_it_is_published_after_all()
    {
        using var client = _app.CreateClient();
        await using var replica = _app.NewReplica();
        using var other = replica.CreateClient();
        await client.PublishAsync(_counting, new { by = "ada", why = "Webinars." });
        await other.ListModelsAsync();

        var calledOff = await client.SendModelAsync(HttpMethod.Delete, $"{Default}/pending");
        var again = await client.SendModelAsync(HttpMethod.Delete, $"{Default}/pending");
        await replica.Services.GetRequiredService<RescoreWorker>().RunRoundAsync(CancellationToken.None);
        await Recount.EverythingAddsUpAsync(_app);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (calledOff.Status, again.Status));
        var model = await client.GetModelAsync(Default);
        Assert.Equal((1, 2, null, "called_off", 2, "ada"), (model.Version, model.NewestVersion, model.Pending, model.Changes[0].Action, model.Changes[0].Version, model.Changes[0].By));
        Assert.Equal((ModelProgress.Done, 0), (model.Progress!.State, model.Progress.Behind));
        Assert.Equal((1, 15), ((await other.GetScoreAsync("lead-3")).ModelVersion, (await other.GetScoreAsync("lead-3")).Behavior.Score));

        // No digest has been counted through for it, so it waits as it did.
        Assert.Null((await client.ChangeModelAsync(Default, "publish", new { version = 2 })).Change.ActivatedAt);
        await Recount.EverythingAddsUpAsync(_app);

        Assert.Equal((2, 35), ((await client.GetScoreAsync("lead-3")).ModelVersion, (await client.GetScoreAsync("lead-3")).Behavior.Score));
        await using var db = _app.Database.OpenContext();
        Assert.Equal(10, (await db.Activations.SingleAsync(change => change.Number == 3)).Backfilled);
        Assert.Equal(1, (await client.ChangeModelAsync(Default, "revert")).Change.Version);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_change_was_called_off_whatever_has_its_signals_waits_and_nothing_else_does(bool hasItsSignals)
    {
        using var client = _app.CreateClient();
        await client.PublishAsync(_counting);
        await client.SendModelAsync(HttpMethod.Delete, $"{Default}/pending");

        var next = await client.PublishAsync(TestModels.Of(Default, hasItsSignals ? [TestModels.Velocity(5), TestModels.Counting("Webinar Attended", 30)] : [TestModels.Velocity(5)]));

        Assert.Equal(hasItsSignals, next.Change.ActivatedAt is null);
        await Recount.EverythingAddsUpAsync(_app);
        Assert.Equal((3, hasItsSignals ? 45 : 15), ((await client.GetScoreAsync("lead-3")).ModelVersion, (await client.GetScoreAsync("lead-3")).Behavior.Score));
    }
}
