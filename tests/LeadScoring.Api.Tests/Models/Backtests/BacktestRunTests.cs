using System.Net;
using LeadScoring.Api.Models.Backtests;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Models.Backtests;

/// <summary>What can come in between while a backtest runs. A run is held up by a lock on the logs of accounts, which it reads after its snapshot was taken.</summary>
public sealed class BacktestRunTests : IAsyncLifetime, IDisposable
{
    private const int Leads = Crowd.Size;

    // Each lead is a chunk of its own.
    private readonly LeadScoringApp _app = new(BacktestCalls.With(("ChunkEvents", "12"), ("Lease", "00:01:00")));
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        _client = _app.CreateClient();
        await Crowd.GatherAsync(_app, _client);
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _app.Dispose();
    }

    [Fact]
    public async Task What_comes_while_it_runs_changes_nothing()
    {
        var expected = await _client.RunAsync("backtest", Crowd.Week);
        var flips = await _client.FlipsAsync(expected.Id);
        Assert.Equal((Leads, Leads), (flips.Count, expected.Result!.Leads));
        BacktestResponse running;
        await using (var _ = await HoldUpAsync())
        {
            running = await UntilHeldUpAsync(await _client.OrderAsync("backtest", Crowd.Week));
            await _client.SendAsync([.. Crowd.Names.Select(name => Given.Event(name, 0.05, "Order Completed")), Given.Event("latecomer", 1, "Signed In")]);
        }

        var done = await _client.UntilAsync(running.Id, BacktestState.Done);

        Assert.Equivalent(expected.Result, done.Result, strict: true);
        Assert.Equivalent(flips, await _client.FlipsAsync(done.Id), strict: true);
        var later = await _client.RunAsync("backtest", Crowd.Week);
        Assert.Equal((Leads + 1, 0, 0), (later.Result!.Leads, later.Result.Before.PqlsInPeriod.Leads, later.Result.After.PqlsInPeriod.Leads));
    }

    [Fact]
    public async Task A_run_whose_replica_is_silent_for_too_long_is_begun_again_by_another_one_and_the_first_writes_nothing_more()
    {
        var expected = await _client.RunAsync("backtest", Crowd.Week);
        await using var other = _app.NewReplica();
        BacktestResponse running;
        await using (var _ = await HoldUpAsync(afterLeads: 5))
        {
            running = await UntilHeldUpAsync(await _client.OrderAsync("backtest", Crowd.Week), leads: 5);
            using var second = other.CreateClient();
            _app.Clock.Advance(TimeSpan.FromSeconds(59));
            Assert.Equal(1, await AttemptAsync(running.Id));
            _app.Clock.Advance(TimeSpan.FromSeconds(1));
            await Eventually.IsTrueAsync(async () => await AttemptAsync(running.Id) == 2, "another replica has taken it over");
            await UntilHeldUpAsync(running, leads: 5);
            Assert.Equal(5, (await second.FlipsAsync(running.Id)).Count);
        }

        var done = await _client.UntilAsync(running.Id, BacktestState.Done);

        Assert.Equivalent(expected.Result, done.Result, strict: true);
        Assert.Equivalent(await _client.FlipsAsync(expected.Id), await _client.FlipsAsync(done.Id), strict: true);
        Assert.Equal(2, await AttemptAsync(running.Id));
        await using var db = _app.Database.OpenContext();
        Assert.Equal(Enumerable.Range(1, Leads).Select(i => (long)i), await db.BacktestFlips.Where(f => f.BacktestId == done.Id).OrderBy(f => f.Number).Select(f => f.Number).ToListAsync());
    }

    [Fact]
    public async Task A_replica_that_stops_leaves_its_run_to_the_others_at_once()
    {
        await using var other = _app.NewReplica();
        BacktestResponse running;
        await using (var _ = await HoldUpAsync())
        {
            running = await UntilHeldUpAsync(await _client.OrderAsync("backtest", Crowd.Week));
            await _app.Services.GetRequiredService<BacktestWorker>().StopAsync(CancellationToken.None);
            Assert.Equal(BacktestState.Waiting, (await _client.BacktestAsync(running.Id)).State);
        }

        using var second = other.CreateClient();
        var done = await second.UntilAsync(running.Id, BacktestState.Done);

        Assert.Equal((2, Leads), (await AttemptAsync(running.Id), (await second.FlipsAsync(done.Id)).Count));
    }

    [Fact]
    public async Task One_that_runs_can_be_cancelled_and_one_that_has_ended_removed()
    {
        BacktestResponse running, waiting;
        await using (var _ = await HoldUpAsync(afterLeads: 3))
        {
            running = await UntilHeldUpAsync(await _client.OrderAsync("backtest", Crowd.Week), leads: 3);
            waiting = await _client.OrderAsync("impact");
            Assert.Equal(BacktestState.Waiting, waiting.State);
            foreach (var each in new[] { running, waiting })
            {
                var (status, body) = await _client.AskAsync(HttpMethod.Delete, $"/v1/backtests/{each.Id}");
                Assert.Equal((HttpStatusCode.Accepted, BacktestState.Cancelled), (status, (string)body!["state"]!));
            }
        }

        // The next one is run when the worker has let go of the first.
        var next = await _client.RunAsync("backtest", Crowd.Week);

        Assert.Equal((BacktestState.Cancelled, null, 3), ((await _client.BacktestAsync(running.Id)).State, (await _client.BacktestAsync(running.Id)).Result, (await _client.FlipsAsync(running.Id)).Count));
        Assert.Equal((BacktestState.Cancelled, null), ((await _client.BacktestAsync(waiting.Id)).State, (await _client.BacktestAsync(waiting.Id)).StartedAt));
        foreach (var each in new[] { running, waiting, next })
        {
            Assert.Equal(HttpStatusCode.NoContent, (await _client.AskAsync(HttpMethod.Delete, $"/v1/backtests/{each.Id}")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await _client.AskAsync(HttpMethod.Delete, $"/v1/backtests/{each.Id}")).Status);
        }

        await using var db = _app.Database.OpenContext();
        Assert.Equal((0, 0), (await db.Backtests.CountAsync(), await db.BacktestFlips.CountAsync()));
    }

    [Fact]
    public async Task An_impact_that_was_ordered_before_other_models_came_into_force_fails_and_says_so()
    {
        BacktestResponse waiting;
        await using (var _ = await HoldUpAsync())
        {
            await UntilHeldUpAsync(await _client.OrderAsync("backtest", Crowd.Week));
            waiting = await _client.OrderAsync("impact");
            await _app.PublishAsync(BacktestCalls.ProductLed(document => document["pql"]!["total"] = 90));
        }

        var failed = await _client.UntilAsync(waiting.Id, BacktestState.Failed);

        Assert.Contains("Ask again", failed.Error, StringComparison.Ordinal);
    }

    /// <summary>Holds runs up until disposed: at the lead behind so many, as no lead before it has an account.</summary>
    private async Task<IAsyncDisposable> HoldUpAsync(int afterLeads = 0)
    {
        await using (var db = _app.Database.OpenContext())
        {
            var lead = (await db.Leads.OrderBy(l => l.Bucket).ThenBy(l => l.LeadId).Select(l => l.LeadId).ToListAsync())[afterLeads];
            await _client.PutLeadAsync(lead["user:".Length..], new { accountId = "acme" });
        }

        return await TableLock.TakeAsync(_app.Database, "account_events");
    }

    /// <summary>Comes back when the run has done so many leads and waits at the next.</summary>
    private async Task<BacktestResponse> UntilHeldUpAsync(BacktestResponse ordered, int leads = 0)
    {
        await Eventually.IsTrueAsync(async () => await _client.BacktestAsync(ordered.Id) is { State: BacktestState.Running, Leads: > 0 } seen && seen.LeadsDone == leads, "it runs and is held up");
        return ordered;
    }

    private async Task<int> AttemptAsync(Guid id)
    {
        await using var db = _app.Database.OpenContext();
        return await db.Backtests.Where(b => b.Id == id).Select(b => b.Attempt).SingleAsync();
    }
}
