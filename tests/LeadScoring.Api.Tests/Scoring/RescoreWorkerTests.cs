using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Scoring;

public sealed class RescoreWorkerTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new(Given.EagerWorker);

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_digest_that_is_damaged_is_folded_again()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.EagerHistory("vera"));
        var digest = await _app.Database.DigestOfAsync("vera");
        await using var db = _app.Database.OpenContext();
        await db.Database.ExecuteSqlAsync($"UPDATE leads SET digest = substr(digest, 1, 9)");

        var score = await client.GetScoreAsync("vera");
        _app.Clock.Set(Given.Day(40));
        await Recount.NothingIsDueAsync(_app);

        Assert.Equal(100, score.Behavior.Score);
        Assert.Equal(digest, await _app.Database.DigestOfAsync("vera"));
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_keeps_nobody_else_waiting()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.EagerHistory("vera"));
        await client.SendAsync(Given.EagerHistory("walt"));
        await using var db = _app.Database.OpenContext();
        await db.Database.ExecuteSqlAsync($$"""UPDATE leads SET attributes = '{"title": 5}' WHERE lead_id = 'user:vera'""");
        _app.Clock.Set(Given.Day(40));

        await Eventually.IsTrueAsync(
            async () => await db.LeadScores.AsNoTracking().AnyAsync(score => score.LeadId == "user:walt" && score.ValidUntil > _app.Clock.GetUtcNow()),
            "the lead that is due together with the unreadable one is scored");
        Assert.True(await db.LeadScores.AsNoTracking().AnyAsync(score => score.LeadId == "user:vera" && score.ValidUntil <= _app.Clock.GetUtcNow()));
        await db.Database.ExecuteSqlAsync($$"""UPDATE leads SET attributes = '{}' WHERE lead_id = 'user:vera'""");

        await Recount.EverythingAddsUpAsync(_app);
    }

    [Fact]
    public async Task A_row_that_cannot_be_written_keeps_nobody_else_waiting()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.EagerHistory("vera"));
        await client.SendAsync(Given.EagerHistory("walt"));
        await using var db = _app.Database.OpenContext();
        await db.Database.ExecuteSqlAsync($"ALTER TABLE lead_scores ADD CONSTRAINT not_vera CHECK (lead_id <> 'user:vera') NOT VALID");
        _app.Clock.Set(Given.Day(40));

        await Eventually.IsTrueAsync(
            async () => await db.LeadScores.AsNoTracking().AnyAsync(score => score.LeadId == "user:walt" && score.ValidUntil > _app.Clock.GetUtcNow()),
            "the lead that is due together with the refused one is scored");
        await db.Database.ExecuteSqlAsync($"ALTER TABLE lead_scores DROP CONSTRAINT not_vera");

        await Recount.EverythingAddsUpAsync(_app);
    }

    /// <summary>More leads than the worker takes in one go, due at many instants.</summary>
    [Fact]
    public async Task Everything_that_is_due_is_scored_in_chunks()
    {
        await using var chunked = _app.NewReplica(Given.Settings(("Rescoring:Interval", "00:00:00.020"), ("Rescoring:Chunk", "7")));
        using var client = chunked.CreateClient();
        string[] leads = [.. Enumerable.Range(0, 50).Select(i => $"lead-{i}")];
        await Given.PerfectFitAsync(client, "acme", leads);
        await client.SendAsync(leads.SelectMany((lead, i) => Given.EagerHistory(lead).Append(Given.Event(lead, 2 + (i / 10.0), "Signed In"))));
        _app.Clock.Set(Given.Day(33));

        await client.PutAccountAsync("acme", new { industry = "Media" });

        await Recount.EverythingAddsUpAsync(chunked);
    }
}
