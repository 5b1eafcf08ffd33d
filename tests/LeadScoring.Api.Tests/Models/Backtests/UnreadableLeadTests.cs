using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Models.Backtests;

public sealed class UnreadableLeadTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new(BacktestCalls.Settings);

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("backtest")]
    [InlineData("impact")]
    public async Task A_lead_that_cannot_be_read_is_skipped_and_counted_and_its_neighbours_are_looked_at(string what)
    {
        using var client = _app.CreateClient();
        await Crowd.GatherAsync(_app, client);
        await SpoilAsync();

        var done = await client.RunAsync(what, what == "backtest" ? Crowd.Week : null);

        var (leads, skipped) = what == "backtest" ? (done.Result!.Leads, done.Result.Skipped) : (done.Impact!.Leads, done.Impact.Skipped);
        Assert.Equal((Crowd.Size - 2, 2, Crowd.Size), (leads, skipped, done.LeadsDone));
        Assert.Equal(Crowd.Names.Except(["lead-3", "lead-8"], StringComparer.Ordinal).Order(StringComparer.Ordinal), (await client.FlipsAsync(done.Id)).Select(flip => flip.LeadId).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>Of one lead this program cannot read what is stored, at another the database itself fails: 0 is a divisor where the identity has 11 characters.</summary>
    private async Task SpoilAsync()
    {
        await using var db = _app.Database.OpenContext();
        await db.Database.ExecuteSqlAsync($"""UPDATE events SET properties = '"text"' WHERE identity = 'user:lead-3' AND kind = 'identify'""");
        await db.Database.ExecuteSqlRawAsync("""UPDATE leads SET attributes = '{{"title": 5}}' WHERE lead_id = 'user:lead-3'""");
        await db.Database.ExecuteSqlRawAsync("""UPDATE leads SET digest = '\x02' WHERE lead_id = 'user:lead-8'""");
        await db.Database.ExecuteSqlRawAsync(
            """
            ALTER TABLE events RENAME TO events_as_stored;
            CREATE VIEW events AS SELECT bucket, identity, source, message_id, kind, name, occurred_at, original_at, received_at, anonymous_id, context,
                CASE WHEN identity = 'user:lead-8' THEN (1 / (length(identity) - 11))::text::jsonb ELSE properties END AS properties
            FROM events_as_stored
            """);
    }
}
