using LeadScoring.Api.Leads;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Scoring;

/// <summary>
/// A lead of 150 points that goes quiet. Raw 77 and a burst that ends on day 2, last seen on day 5: the bonus lapses on day 32, and
/// from day 35 on decay takes 10 points every 30 days.
/// </summary>
public sealed class QuietLeadTests : IAsyncLifetime, IDisposable
{
    private const string Lead = "vera";

    private static readonly (string, string, DateTimeOffset, string, string)[] Crossings =
    [
        (TransitionKind.BandChanged, TransitionCause.Time, Given.Day(35), "hot", "mql"),
        (TransitionKind.PqlLost, TransitionCause.Time, Given.Day(125), "mql", "mql"),
        (TransitionKind.BandChanged, TransitionCause.Time, Given.Day(155), "mql", "review"),
    ];

    private readonly LeadScoringApp _app = new(Given.SleepingWorker);

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        using var client = _app.CreateClient();
        _app.Clock.Set(Given.Day(6));
        await GoQuietAsync(client, Lead);
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task The_flag_falls_on_the_day_that_decay_says_though_nobody_looks()
    {
        _app.Clock.Set(Given.Day(170.5));

        await RunWorkerAsync(_app);

        var crossings = await CrossingsByTimeAsync();
        Assert.Equal(Crossings, crossings.Select(Essence));
        Assert.All(crossings, crossing => Assert.Equal(Given.Day(170.5), crossing.RecordedAt));
        var lost = crossings.Single(crossing => crossing.Kind == TransitionKind.PqlLost);
        Assert.Equal((4_700, 3_700), (lost.BehaviorBefore, lost.BehaviorAfter));
        await Recount.EverythingAddsUpAsync(_app);
    }

    [Fact]
    public async Task The_same_is_noted_when_the_worker_comes_often()
    {
        for (var day = 6.7; day < 170; day += 7.3)
        {
            _app.Clock.Set(Given.Day(day));
            await RunWorkerAsync(_app);
        }

        Assert.Equal(Crossings, (await CrossingsByTimeAsync()).Select(Essence));
        await Recount.EverythingAddsUpAsync(_app);
    }

    [Fact]
    public async Task The_same_is_noted_when_the_worker_comes_at_each_instant_and_just_before()
    {
        using var client = _app.CreateClient();
        while ((await client.GetScoreAsync(Lead)).ValidUntil is { } until && until <= Given.Day(160))
        {
            _app.Clock.Set(until.AddMilliseconds(-1));
            await RunWorkerAsync(_app);
            _app.Clock.Set(until);
            await RunWorkerAsync(_app);
        }

        Assert.Equal(Crossings, (await CrossingsByTimeAsync()).Select(Essence));
        Assert.Equal((await CrossingsByTimeAsync()).Select(crossing => crossing.EffectiveAt), (await CrossingsByTimeAsync()).Select(crossing => crossing.RecordedAt));
    }

    [Fact]
    public async Task The_same_is_noted_when_an_event_comes_before_the_worker()
    {
        using var client = _app.CreateClient();
        _app.Clock.Set(Given.Day(170));

        await client.SendAsync(Given.NeutralEvent(Lead, 169));

        Assert.Equal(Crossings, (await CrossingsByTimeAsync()).Select(Essence));
        await Recount.EverythingAddsUpAsync(_app);
    }

    [Fact]
    public async Task An_event_that_brings_the_lead_back_comes_after_what_time_has_done()
    {
        using var client = _app.CreateClient();
        _app.Clock.Set(Given.Day(170));

        await client.SendAsync(Given.Event(Lead, 169.5, "Signed In"));

        var crossings = await _app.Database.TransitionsOfAsync(Lead);
        Assert.Equal(Crossings, crossings.Where(crossing => crossing.Cause == TransitionCause.Time).Select(Essence));
        Assert.Equal(
            [(TransitionKind.PqlGained, TransitionCause.Event, Given.Day(170), "review", "hot"), (TransitionKind.BandChanged, TransitionCause.Event, Given.Day(170), "review", "hot")],
            crossings.TakeLast(2).Select(Essence));
        Assert.Equal(Given.Day(170), (await client.GetScoreAsync(Lead)).Pql.Since);
        await Recount.EverythingAddsUpAsync(_app);
    }

    [Fact]
    public async Task Attributes_that_come_before_the_worker_count_from_then_on_only()
    {
        using var client = _app.CreateClient();
        _app.Clock.Set(Given.Day(170));

        await client.PutLeadAsync(Lead, new { title = "Analyst" });

        Assert.Equal(Crossings, (await CrossingsByTimeAsync()).Select(Essence));
        Assert.Equal(42, (await client.GetScoreAsync(Lead)).Fit.Score);
        await Recount.EverythingAddsUpAsync(_app);
    }

    [Fact]
    public async Task A_changed_account_counts_from_the_change_on_only()
    {
        using var client = _app.CreateClient();
        _app.Clock.Set(Given.Day(170));

        await client.PutAccountAsync("acme", new { employees = 5, industry = "Farming", country = "MX", technologies = new[] { "Excel" } });
        var score = await client.GetScoreAsync(Lead);
        await RunWorkerAsync(_app);

        Assert.Equal((10, Given.Day(125)), (score.Fit.Score, score.Pql.Since));
        Assert.Equal(Crossings, (await CrossingsByTimeAsync()).Select(Essence));
        Assert.Equal(
            (TransitionKind.BandChanged, TransitionCause.Attributes, Given.Day(170), "review", "nurture"),
            Essence((await _app.Database.TransitionsOfAsync(Lead)).Last(crossing => crossing.Kind == TransitionKind.BandChanged)));
        await Recount.EverythingAddsUpAsync(_app);
    }

    [Fact]
    public async Task The_answer_is_right_before_the_worker_comes_and_dates_the_loss()
    {
        using var client = _app.CreateClient();
        _app.Clock.Set(Given.Day(125).AddMilliseconds(-1));
        var before = await client.GetScoreAsync(Lead);

        _app.Clock.Set(Given.Day(170));
        var after = await client.GetScoreAsync(Lead);

        Assert.Equal((true, Given.Day(6), 97), (before.Pql.Qualified, before.Pql.Since, before.Total));
        Assert.Equal((false, Given.Day(125), 77, "review"), (after.Pql.Qualified, after.Pql.Since, after.Total, after.Band));
        Assert.Equal(13, after.Pql.Missing.Behavior);
        Assert.True((await _app.Database.ScoreRowOfAsync(Lead)).IsPql, "Reading has written.");
    }

    [Fact]
    public async Task The_answer_changes_at_valid_until_and_not_before()
    {
        using var client = _app.CreateClient();
        var steps = 0;
        for (var score = await client.GetScoreAsync(Lead); score.ValidUntil is { } until; steps++)
        {
            _app.Clock.Set(until.AddMilliseconds(-1));
            Assert.Equal(Numbers(score), Numbers(await client.GetScoreAsync(Lead)));
            _app.Clock.Set(until);
            var next = await client.GetScoreAsync(Lead);
            Assert.NotEqual(Numbers(score), Numbers(next), StringComparer.Ordinal);
            score = next;
        }

        // The spike of day 0.5, the bonus, and decay down to the floor of 5: 7 steps of 10 and the rest.
        Assert.Equal(10, steps);
    }

    [Fact]
    public async Task A_replica_whose_clock_is_behind_does_not_bring_the_flag_back()
    {
        var slow = new ManualClock();
        slow.Set(Given.Day(124));
        await using var behind = _app.NewReplica(slow);
        using var client = behind.CreateClient();
        _app.Clock.Set(Given.Day(126));
        await RunWorkerAsync(_app);

        var score = await client.GetScoreAsync(Lead);
        await client.SendAsync(Given.NeutralEvent(Lead, 123));
        await client.PutLeadAsync(Lead, new { department = "Marketing" });
        await RunWorkerAsync(behind);

        Assert.Equal((false, Given.Day(125), Given.Day(125)), (score.Pql.Qualified, score.Pql.Since, score.AsOf));
        Assert.Equal(Crossings.Take(2), (await CrossingsByTimeAsync()).Select(Essence));
        await Recount.EverythingAddsUpAsync(_app);
    }

    [Fact]
    public async Task An_event_from_a_clock_that_is_ahead_is_not_scored_before_it_happened()
    {
        var fast = new ManualClock();
        fast.Set(Given.Day(200));
        await using var ahead = _app.NewReplica(fast);
        using var client = ahead.CreateClient();
        using var slow = _app.CreateClient();
        _app.Clock.Set(Given.Day(10));
        await client.SendAsync(Given.NeutralEvent(Lead, 200));

        await slow.SendAsync(Given.NeutralEvent(Lead, 9));

        Assert.Equal((false, Given.Day(200)), ((await slow.GetScoreAsync(Lead)).Pql.Qualified, (await slow.GetScoreAsync(Lead)).AsOf));
        Assert.Equal(Crossings, (await CrossingsByTimeAsync()).Select(Essence));
    }

    [Fact]
    public async Task The_velocity_bonus_lapses_30_days_after_the_burst()
    {
        using var client = _app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "fast");
        await client.SendAsync(
            Given.Event("fast", 0, "Onboarding Completed"),
            Given.Event("fast", 0.1, "Integration Connected"),
            Given.Event("fast", 0.2, "Integration Connected"),
            Given.Event("fast", 0.3, "Integration Connected"),
            Given.Event("fast", 1.7, "Integration Connected"));
        _app.Clock.Set(Given.Day(20));
        await client.SendAsync(Given.Event("fast", 20, "Signed In"));
        Assert.Equal((30, 25, true), await VelocityAsync(client));

        _app.Clock.Set(Given.Day(40));
        await RunWorkerAsync(_app);

        Assert.Equal((30, 0, false), await VelocityAsync(client));
        Assert.Equal(
            [(TransitionKind.PqlLost, TransitionCause.Time, Given.Day(31.7), "mql", "mql")],
            (await _app.Database.TransitionsOfAsync("fast")).Where(crossing => crossing.Cause == TransitionCause.Time).Select(Essence));
    }

    [Fact]
    public async Task Workers_and_intake_at_two_replicas_note_each_crossing_once()
    {
        await using var other = _app.NewReplica(Given.EagerWorker);
        await using var third = _app.NewReplica(Given.EagerWorker);
        HttpClient[] clients = [other.CreateClient(), third.CreateClient()];
        string[] leads = [.. Enumerable.Range(0, 30).Select(i => $"quiet-{i}")];
        foreach (var lead in leads) await GoQuietAsync(clients[0], lead);

        foreach (var day in (double[])[30, 36, 100, 124.9, 125, 140, 170])
        {
            _app.Clock.Set(Given.Day(day));
            await Task.WhenAll(leads.Select((lead, i) => clients[i % 2].SendAsync(Given.NeutralEvent(lead, day), Given.NeutralEvent(leads[^(i + 1)], day))));
        }

        await Recount.EverythingAddsUpAsync(other);
        foreach (var lead in leads) Assert.Equal(Crossings, (await CrossingsByTimeAsync(lead)).Select(Essence));
        foreach (var client in clients) client.Dispose();
    }

    [Fact]
    public async Task A_lead_of_a_thousand_years_ago_is_settled_at_once()
    {
        using var client = _app.CreateClient();
        _app.Clock.Set(Given.Day(365_000));

        await client.SendAsync(Given.NeutralEvent(Lead, 364_999));

        Assert.Equal((55, (DateTimeOffset?)null), ((await client.GetScoreAsync(Lead)).Total, (await client.GetScoreAsync(Lead)).ValidUntil));
        Assert.Equal(Crossings, (await CrossingsByTimeAsync()).Select(Essence));
    }

    private static async Task GoQuietAsync(HttpClient client, string lead)
    {
        await Given.PerfectFitAsync(client, "acme", lead);
        await client.SendAsync([.. Given.EagerHistory(lead), Given.Event(lead, 5, "Signed In")]);
    }

    /// <summary>Wakes the worker and waits until it has done all there is to do.</summary>
    private static Task RunWorkerAsync(LeadScoringApp app) => Recount.NothingIsDueAsync(app);

    private async Task<List<Transition>> CrossingsByTimeAsync(string lead = Lead) =>
        [.. (await _app.Database.TransitionsOfAsync(lead)).Where(crossing => crossing.Cause == TransitionCause.Time)];

    private static (string Kind, string Cause, DateTimeOffset EffectiveAt, string BandBefore, string BandAfter) Essence(Transition transition) =>
        (transition.Kind, transition.Cause, transition.EffectiveAt, transition.BandBefore, transition.BandAfter);

    private static async Task<(decimal Raw, decimal Velocity, bool Qualified)> VelocityAsync(HttpClient client)
    {
        var score = await client.GetScoreAsync("fast");
        return (score.Behavior.Raw, score.Behavior.Velocity, score.Pql.Qualified);
    }

    private static string Numbers(LeadScoreResponse score) => string.Join(
        ' ', score.Fit.Score, score.Behavior.Score, score.Behavior.Velocity, score.Behavior.Decay, score.Total, score.Band, score.Pql.Qualified, score.Spikes.Count);
}
