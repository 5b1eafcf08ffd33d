using LeadScoring.Api.Changes;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Changes;

public sealed class TransitionTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task A_lead_that_becomes_a_PQL_crosses_each_line_once_with_the_points_and_the_events_that_did_it()
    {
        using var client = app.CreateClient();
        var after = await client.LatestAsync();
        await Given.PerfectFitAsync(client, "acme", "vera");

        var sent = Given.EagerHistory("vera");
        await client.SendAsync(sent);

        var crossings = await CrossingsAsync(client, after, "vera", TransitionKind.PqlGained);
        Assert.Equal(
            [TransitionKind.BandChanged, TransitionKind.FitTierChanged, TransitionKind.PqlGained, TransitionKind.BandChanged, TransitionKind.Spike],
            crossings.Select(crossing => crossing.Kind),
            StringComparer.Ordinal);
        Assert.Equal(Enumerable.Range(1, 5), crossings.Select(crossing => crossing.Sequence));
        var gained = crossings[2];
        Assert.Equal(TransitionCause.Event, gained.Cause);
        Assert.Equal((50, 0, 50, "review", "strong"), (gained.Before.Fit, gained.Before.Behavior, gained.Before.Total, gained.Before.Band, gained.Before.FitTier));
        Assert.Equal((50, 100, 150, "hot", "strong"), (gained.After.Fit, gained.After.Behavior, gained.After.Total, gained.After.Band, gained.After.FitTier));
        Assert.Equal(
            [("velocity", 25), ("core_feature", 20), ("onboarding", 15), ("integration", 15), ("teammates", 15), ("pricing_page", 10)],
            gained.Contributions.Select(line => (line.Criterion, (int)line.After)));
        Assert.Equal(
            sent.Where(each => each.Event != "Signed Up").OrderByDescending(each => each.Timestamp).Select(each => (each.MessageId, each.Event, each.Timestamp, "vera")),
            gained.Events.Select(each => (each.MessageId, each.Event!, each.Timestamp, each.SentAs)));
        Assert.Equal("integration_connected", crossings[4].Spike);
    }

    [Fact]
    public async Task Attributes_that_move_the_fit_to_another_tier_are_the_reason_themselves()
    {
        using var client = app.CreateClient();
        await client.PutAccountAsync("bolt", Given.PerfectAccount);
        var after = await client.LatestAsync();

        await client.PutLeadAsync("bea", new { accountId = "bolt", title = "VP Marketing" });

        var crossing = (await CrossingsAsync(client, after, "bea", TransitionKind.FitTierChanged)).Single(each => each.Kind == TransitionKind.FitTierChanged);
        Assert.Equal((TransitionCause.Attributes, "weak", "strong"), (crossing.Cause, crossing.Before.FitTier, crossing.After.FitTier));
        Assert.Equal(50, crossing.Contributions.Sum(line => line.After - line.Before));
        Assert.Equal("bea", Assert.Single(crossing.Events).SentAs);
        Assert.Null(crossing.Events[0].Event);
    }

    [Fact]
    public async Task An_account_that_changes_shows_which_of_its_attributes_made_the_difference()
    {
        using var client = app.CreateClient();
        var after = await client.LatestAsync();
        await Given.PerfectFitAsync(client, "cord", "cleo");

        await client.PutAccountAsync("cord", new { employees = 5, industry = "Farming", technologies = new[] { "Excel" }, country = "MX" });

        var crossing = (await CrossingsAsync(client, after, "cleo", TransitionKind.FitTierChanged, 2)).Last(each => each.Kind == TransitionKind.FitTierChanged);
        Assert.Equal((TransitionCause.Attributes, 50, 10), (crossing.Cause, crossing.Before.Fit, crossing.After.Fit));
        Assert.Equal(["company_size", "geography", "industry", "tech_stack"], crossing.Contributions.Select(line => line.Criterion).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Empty(crossing.Events);
    }

    [Fact]
    public async Task A_lead_that_is_lost_to_a_block_says_what_blocks_and_which_event_did_it()
    {
        using var client = app.CreateClient();
        var after = await client.LatestAsync();
        await Given.PerfectFitAsync(client, "deal", "dora");
        await client.SendAsync(Given.EagerHistory("dora"));

        var order = Given.Event("dora", 3, "Order Completed");
        await client.SendAsync(order);

        var lost = (await CrossingsAsync(client, after, "dora", TransitionKind.PqlLost)).Single(each => each.Kind == TransitionKind.PqlLost);
        Assert.Empty(lost.Before.BlockedBy);
        Assert.Equal("customer", Assert.Single(lost.After.BlockedBy));
        Assert.Equal((order.MessageId, "Order Completed"), (Assert.Single(lost.Events).MessageId, lost.Events[0].Event!));
    }

    [Fact]
    public async Task A_spike_is_noted_once_while_it_is_met_and_again_after_it_has_lapsed()
    {
        using var client = app.CreateClient();
        var after = await client.LatestAsync();

        await client.SendAsync(Given.Event("saul", 0, "Integration Connected"));
        await client.SendAsync(Given.Event("saul", 1, "Integration Connected"));
        await client.SendAsync(Given.Event("saul", 6, "Signed In"));
        app.Clock.Set(Given.Day(30));
        await client.SendAsync(Given.Event("saul", 29, "Integration Connected"));
        await client.SendAsync([.. Enumerable.Range(0, 3).Select(i => Given.Event("saul", 29.5, "Invite Sent", ("inviteeEmail", $"mate{i}@customer.example")))]);

        var spikes = (await CrossingsAsync(client, after, "saul", TransitionKind.Spike, 3)).Where(each => each.Kind == TransitionKind.Spike).ToList();
        Assert.Equal(["integration_connected", "integration_connected", "three_teammates"], spikes.Select(each => each.Spike!), StringComparer.Ordinal);
        Assert.Equal(3, spikes[2].Events.Count);
        await Recount.EverythingAddsUpAsync(app);
    }

    [Fact]
    public async Task What_time_takes_is_dated_by_the_instant_and_rests_on_no_event()
    {
        await using var fresh = new LeadScoringApp(Given.EagerWorker);
        await fresh.InitializeAsync();
        using var client = fresh.CreateClient();
        fresh.Clock.Set(Given.Day(6));
        await Given.PerfectFitAsync(client, "acme", "tess");
        await client.SendAsync(Given.EagerHistory("tess"));
        var after = await client.LatestAsync();

        fresh.Clock.Set(Given.Day(125));

        // Raw 75 with the last activity on day 2: two periods of decay leave 55, three 45, four 35.
        var lost = (await CrossingsAsync(client, after, "tess", TransitionKind.PqlLost)).Single(each => each.Kind == TransitionKind.PqlLost);
        Assert.Equal((TransitionCause.Time, Given.Day(122)), (lost.Cause, lost.EffectiveAt));
        Assert.Equal((45, 35), (lost.Before.Behavior, lost.After.Behavior));
        Assert.Equal(("decay", -30, -40), (Assert.Single(lost.Contributions).Criterion, lost.Contributions[0].Before, lost.Contributions[0].After));
        Assert.Empty(lost.Events);
    }

    /// <summary>A lead's crossings behind a place, once one of a kind is among them.</summary>
    private static async Task<List<TransitionResponse>> CrossingsAsync(HttpClient client, string after, string lead, string kind, int count = 1) =>
        [.. (await client.FollowUntilAsync(after, items => items.Count(item => item.LeadId == lead && item.Transition?.Kind == kind) == count && items.Exists(item => item.LeadId == lead && item.Score is not null))).Where(item => item.LeadId == lead).Select(item => item.Transition).OfType<TransitionResponse>()];
}
