using System.Globalization;
using LeadScoring.Api.Models;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Leads;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Scoring;

/// <summary>Most events change no score. They must cost no index anything.</summary>
public sealed class NeutralEventTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private const int Events = 60;

    [Fact]
    public async Task Events_that_change_no_score_leave_the_score_row_alone_and_are_counted()
    {
        using var client = app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "vera");
        // The last one fixes the day of the last event, which lists show.
        await client.SendAsync([.. Given.EagerHistory("vera"), Given.NeutralEvent("vera", 7)]);
        var (row, events) = (await app.Database.ScoreRowVersionOfAsync("vera"), await EventsInDigestAsync("vera"));
        var validUntil = (await client.GetScoreAsync("vera")).ValidUntil;

        for (var i = 0; i < Events; i++)
        {
            await client.SendAsync(i % 3 == 0 ? Given.Event("vera", 7, "Signed In") : Given.NeutralEvent("vera", 6));
        }

        Assert.Equal(row, await app.Database.ScoreRowVersionOfAsync("vera"));
        Assert.Equal(events + Events, await EventsInDigestAsync("vera"));
        Assert.True((await app.Database.ScoreRowOfAsync("vera")).ValidUntil <= validUntil, "The row says that it is right for longer than it is.");
        await Recount.EverythingAddsUpAsync(app);
    }

    /// <summary>PostgreSQL updates a row in place (HOT) where no indexed column changes and the page has room.</summary>
    [Fact]
    public async Task Leads_are_updated_in_place()
    {
        using var client = app.CreateClient();
        string[] leads = [.. Enumerable.Range(0, 10).Select(i => string.Create(CultureInfo.InvariantCulture, $"lead-{i}"))];
        await Given.PerfectFitAsync(client, "acme", leads);

        for (var i = 0; i < 30; i++) await client.SendAsync(leads.Select(lead => Given.NeutralEvent(lead, i / 10.0)));

        await using var db = app.Database.OpenContext();
        // The other one is of email addresses, which such events leave as they are.
        Assert.Equal(["ix_leads_email", "pk_leads"], await db.Database.SqlQuery<string>($"SELECT indexname AS \"Value\" FROM pg_indexes WHERE tablename = 'leads' ORDER BY indexname").ToListAsync());
        Assert.Equal(["fillfactor=70"], await db.Database.SqlQuery<string>($"SELECT unnest(reloptions) AS \"Value\" FROM pg_class WHERE relname = 'leads'").ToListAsync());
        // How many there are depends on who else holds a snapshot; the server publishes its statistics a little later.
        await Eventually.IsTrueAsync(
            async () => await db.Database.SqlQuery<long>($"SELECT n_tup_hot_upd AS \"Value\" FROM pg_stat_user_tables WHERE relname = 'leads'").SingleAsync() > 0,
            "Rows of leads are updated in place.");
    }

    private async Task<int> EventsInDigestAsync(string lead) =>
        DigestCodec.Decode(app.Services.GetRequiredService<ModelCatalog>().Snapshot.Layout, await app.Database.DigestOfAsync(lead))!.Events;
}
