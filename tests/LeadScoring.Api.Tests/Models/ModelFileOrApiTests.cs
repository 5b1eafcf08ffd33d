using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Models;

/// <summary>A model file beside models that are published over HTTP. No worker looks by itself, so what waits does so until a test has it done.</summary>
public sealed class ModelFileOrApiTests : IAsyncLifetime, IDisposable
{
    private const string Default = "product-led";

    private readonly LeadScoringApp _app = new(Given.Settings(("Rescoring:Enabled", "false")));
    private readonly string _file = Path.GetTempFileName();
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        _client = _app.CreateClient();
        await _client.SendAsync(Given.Event("vera", 1, "Webinar Attended"), Given.Event("vera", 2, "Integration Connected"));
        await Recount.NothingIsDueAsync(_app);
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _app.Dispose();
        File.Delete(_file);
    }

    [Fact]
    public async Task What_was_published_by_hand_stays_in_force_at_starts_with_the_same_file_and_a_changed_file_replaces_it()
    {
        await StartAsync(TestModels.Of(Default, TestModels.Velocity(5)));
        Assert.Equal((2, "configured"), await InForceAsync());
        await _client.PublishAsync(TestModels.Of(Default, TestModels.Velocity(10)));

        await StartAsync(TestModels.Of(Default, TestModels.Velocity(5)));
        Assert.Equal((3, "published"), await InForceAsync());

        await StartAsync(TestModels.Of(Default, TestModels.Velocity(15)));
        Assert.Equal((4, "configured"), await InForceAsync());
        await Recount.EverythingAddsUpAsync(_app);
    }

    [Fact]
    public async Task A_file_with_what_is_in_force_already_makes_no_version_and_is_not_put_back_after_another_one_was_published()
    {
        var inForce = TestModels.Of(Default, TestModels.Velocity(5));
        await _client.PublishAsync(inForce);

        await StartAsync(inForce);
        await StartAsync(inForce);
        Assert.Equal((2, "configured"), await InForceAsync());
        await _client.PublishAsync(TestModels.Of(Default, TestModels.Velocity(10)));
        await StartAsync(inForce);

        Assert.Equal((3, "published"), await InForceAsync());
        Assert.Equal([4, 3, 2, 1], (await _client.GetModelAsync(Default)).Changes.Select(change => change.Number));
        await Recount.EverythingAddsUpAsync(_app);
    }

    [Fact]
    public async Task The_model_of_a_file_waits_until_its_signals_are_counted_and_only_then_replaces_the_primary_one()
    {
        await StartAsync(TestModels.Of("from-file", TestModels.Counting("Webinar Attended", 20)));
        // A start while it waits has nothing to add.
        await StartAsync(TestModels.Of("from-file", TestModels.Counting("Webinar Attended", 20)));
        var (waiting, before) = (await _client.ListModelsAsync(), await _client.GetScoreAsync("vera"));

        await Recount.EverythingAddsUpAsync(_app);

        Assert.Equal(("from-file", "configured", 2, null), (waiting.Pending!.Model, waiting.Pending.Action, waiting.Pending.Number, waiting.Pending.ActivatedAt));
        Assert.Equal((Default, 15), (before.Model, before.Behavior.Score));
        var after = await _client.GetScoreAsync("vera");
        Assert.Equal(("from-file", 35), (after.Model, after.Behavior.Score));
        var list = await _client.ListModelsAsync();
        Assert.Equal([("from-file", 1, true), (Default, null, false)], list.Items.Select(item => (item.Key, item.Version, item.Primary)));
        Assert.Equal("withdrawn", (await _client.GetModelAsync(Default)).Changes[0].Action);
        await using var db = _app.Database.OpenContext();
        Assert.Equal("from-file", Assert.Single(await db.LeadScores.Select(score => score.ModelKey).Distinct().ToListAsync()));
    }

    [Fact]
    public async Task A_file_that_changes_while_its_version_waits_takes_that_ones_place()
    {
        await StartAsync(TestModels.Of(Default, TestModels.Counting("Webinar Attended", 20)));
        await StartAsync(TestModels.Of(Default, TestModels.Counting("Webinar Attended", 30)));
        await Recount.EverythingAddsUpAsync(_app);

        Assert.Equal((3, "configured"), await InForceAsync());
        Assert.Equal(["configured", "called_off", "published"], (await _client.GetModelAsync(Default)).Changes.Select(change => change.Action), StringComparer.Ordinal);
        Assert.Equal(45, (await _client.GetScoreAsync("vera")).Behavior.Score);
    }

    private async Task StartAsync(string document)
    {
        await File.WriteAllTextAsync(_file, document);
        await using var next = _app.NewReplica(Given.Settings(("Rescoring:Enabled", "false"), ("Scoring:ModelFile", _file)));
        using var client = next.CreateClient();
        await client.ListModelsAsync();
    }

    private async Task<(int? Version, string Action)> InForceAsync()
    {
        var model = await _client.GetModelAsync(Default);
        return (model.Version, model.Changes[0].Action);
    }
}
