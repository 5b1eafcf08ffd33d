using System.Net;
using System.Text;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Webhooks;
using LeadScoring.Api.Webhooks.FanOut;
using LeadScoring.Api.Webhooks.Sending;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Tests.Webhooks;

/// <summary>The parts that need no service: waits, pauses, and what a message says.</summary>
public sealed class WebhookRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Waits_are_shorter_or_longer_by_a_fifth_at_the_most()
    {
        var waits = new WebhookOptions().Waits;

        Assert.Equal(TimeSpan.FromMinutes(4), new RetrySchedule(waits, 0.2, () => 0).WaitAfter(2, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromMinutes(5), new RetrySchedule(waits, 0.2, () => 0.5).WaitAfter(2, TimeSpan.Zero));
        Assert.InRange(new RetrySchedule(waits, 0.2, () => 0.999).WaitAfter(2, TimeSpan.Zero)!.Value, TimeSpan.FromMinutes(5.9), TimeSpan.FromMinutes(6));
        Assert.Equal(new TimeSpan(3, 3, 35, 5), waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait));
    }

    [Fact]
    public void A_message_is_given_up_when_it_was_tried_often_enough_and_long_enough()
    {
        var schedule = new RetrySchedule([TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.FromHours(3)], 0, () => 0.5);

        Assert.Equal(TimeSpan.FromHours(3), schedule.WaitAfter(2, TimeSpan.FromHours(100)));
        Assert.Null(schedule.WaitAfter(3, TimeSpan.FromHours(4)));
        Assert.Equal(TimeSpan.FromHours(3), schedule.WaitAfter(7, TimeSpan.FromHours(3.9)));
    }

    [Theory]
    [InlineData(429, 30, 300, 300)]
    [InlineData(429, 600, 300, 600)]
    [InlineData(503, 7200, 300, 3600)]
    [InlineData(503, 1_000_000, 14_400, 28_800)]
    [InlineData(500, 60, 5, 60)]
    [InlineData(429, null, 5, 60)]
    [InlineData(500, null, 5, 5)]
    public void What_is_asked_for_is_granted_up_to_an_hour_or_twice_the_wait(int status, int? askedFor, int wait, int expected) => Assert.Equal(
        TimeSpan.FromSeconds(expected),
        RetrySchedule.Stretch(TimeSpan.FromSeconds(wait), (HttpStatusCode)status, askedFor is { } asked ? TimeSpan.FromSeconds(asked) : null));

    [Fact]
    public void Settings_that_cannot_be_meant_stop_the_start()
    {
        var check = new WebhookOptionsCheck();

        Assert.True(check.Validate(null, new WebhookOptions()).Succeeded);
        Assert.Contains("\"10.0.0.0/33\"", check.Validate(null, new WebhookOptions { AllowedNetworks = ["127.0.0.0/8", "10.0.0.0/33"] }).FailureMessage, StringComparison.Ordinal);
        // 24:00:00 is read as 24 days.
        Assert.Contains("Webhooks:Schedule", check.Validate(null, new WebhookOptions { Schedule = [TimeSpan.Zero, TimeSpan.FromDays(24)] }).FailureMessage, StringComparison.Ordinal);
        Assert.Contains("Webhooks:Lease", check.Validate(null, new WebhookOptions { Lease = TimeSpan.FromSeconds(29) }).FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Pauses_double_from_five_seconds_to_five_minutes()
    {
        var (health, pauses) = (new EndpointHealth(null, 0, null, null), new List<double?>());
        for (var i = 0; i < 14; i++)
        {
            health = health.AfterFailure(Now, new Verdict("no"), isProbe: i > 4, new WebhookOptions());
            pauses.Add((health.PausedUntil - Now)?.TotalSeconds);
        }

        Assert.Equal([null, null, null, null, 5, 10, 20, 40, 80, 160, 300, 300, 300, 300], pauses);
    }

    [Fact]
    public void A_pause_that_was_asked_for_goes_on_when_what_was_under_way_fails_and_a_probe_ends_the_one_that_was_held_for_it()
    {
        var options = new WebhookOptions();
        var asked = new EndpointHealth(null, 4, null, null).AfterFailure(Now, new Verdict("no") { AskedFor = TimeSpan.FromHours(1) }, isProbe: false, options);

        var late = asked.AfterFailure(Now.AddSeconds(1), new Verdict("timed out"), isProbe: false, options);
        var probed = (asked with { PausedUntil = Now + options.Lease }).AfterFailure(Now, new Verdict("no"), isProbe: true, options);

        Assert.Equal((Now.AddHours(1), Now.AddHours(1)), (asked.PausedUntil, late.PausedUntil));
        Assert.Equal(Now.AddSeconds(10), probed.PausedUntil);
    }

    [Fact]
    public void A_message_stays_below_twenty_kilobytes_and_loses_its_events_first()
    {
        var events = Enumerable.Range(1, 10).Select(i => new EventBehind(new string('m', 100), new string('é', 200), Now, new string('s', 256))).ToList();
        var lines = Enumerable.Range(1, 100).Select(i => new ChangedContribution($"criterion_{i}", new string('l', 80), "product", 0, 100 - i)).ToList();

        var whole = Fit(events, lines[..50]);
        var cut = Fit(events, lines);
        var tiny = Fit(events, [.. lines.Select(line => line with { Label = new string('l', 500) })]);

        Assert.Equal((10, 50, false), (whole.Events.Count, whole.Contributions.Count, whole.Truncated));
        Assert.Equal((100, true), (cut.Contributions.Count, cut.Truncated));
        Assert.InRange(cut.Events.Count, 1, 9);
        Assert.Equal((0, true), (tiny.Events.Count, tiny.Truncated));
        Assert.InRange(tiny.Contributions.Count, 1, 99);
        Assert.Equal(lines[0].Criterion, tiny.Contributions[0].Criterion);
    }

    [Fact]
    public void Reasons_go_along_with_the_crossing_and_plays_with_what_was_just_done()
    {
        var model = ModelReader.Read(ModelWithPlays);
        ChangedContribution[] lines = [new("decay", "Decay", "adjustment", 0, -20), new("integration", "Integration connected", "product", 0, 15), new("teammates", "Teammates invited", "product", 10, 7.5m)];

        var gained = TopReasons.Of(Crossing(TransitionKind.PqlGained), lines, model);
        var lost = TopReasons.Of(Crossing(TransitionKind.PqlLost), lines, model);
        var blocked = TopReasons.Of(Crossing(TransitionKind.PqlLost) with { BlockedByAfter = "customer" }, [], model);
        var spike = TopReasons.Of(Crossing(TransitionKind.Spike) with { Spike = "connected" }, [], model);
        var unknown = TopReasons.Of(Crossing(TransitionKind.Spike) with { Spike = "connected" }, lines, null);

        Assert.Equal(("Integration connected +15", "Ask what they sync."), gained);
        Assert.Equal(("Decay -20; Teammates invited -2.5", null), lost);
        Assert.Equal(("Now blocked by customer", null), blocked);
        Assert.Equal(("Just connected", "Offer help with the set-up."), spike);
        Assert.Equal(("connected; Integration connected +15", null), unknown);
    }

    internal const string ModelWithPlays =
        """
        {
          "key": "plays", "name": "Plays",
          "signals": { "connected": [{ "event": "Integration Connected" }], "invited": [{ "event": "Invite Sent" }] },
          "activity": "connected",
          "fit": { "criteria": [{ "key": "size", "attribute": "employees", "tiers": [{ "points": 10, "from": 1 }] }], "tiers": [{ "key": "any", "from": 0 }] },
          "behavior": {
            "criteria": [
              { "key": "integration", "label": "Integration connected", "play": "Ask what they sync.", "layer": "product", "signal": "connected", "tiers": [{ "points": 40 }] },
              { "key": "teammates", "label": "Teammates invited", "play": "Ask who else works with it.", "layer": "product", "signal": "invited", "tiers": [{ "points": 40 }] }
            ],
            "tiers": [{ "key": "any", "from": 0 }]
          },
          "pql": { "total": 40, "fit": 0, "behavior": 40 },
          "bands": [{ "key": "low", "from": 0 }],
          "spikes": [{ "key": "connected", "label": "Just connected", "play": "Offer help with the set-up.", "signal": "connected", "window": { "lastDays": 7 } }]
        }
        """;

    internal static Transition Crossing(string kind) => new()
    {
        LeadId = "user:ada",
        Sequence = 1,
        ModelKey = "plays",
        ModelVersion = 1,
        Kind = kind,
        Cause = TransitionCause.Event,
        EffectiveAt = Now,
        RecordedAt = Now,
        BandBefore = "low",
        BandAfter = "low",
        FitTierBefore = "any",
        FitTierAfter = "any",
    };

    internal static WebhookData Data(IReadOnlyList<EventBehind> events, IReadOnlyList<ChangedContribution> lines) => new(
        "ada", new MessageLead("ada", "ada@acme.example", "Ada", []), new MessageAccount("acme", "Acme", null, null), "plays", 1, 1, TransitionKind.PqlGained, null, null, TransitionCause.Event, Now, Now,
        new CrossingNumbers(0, 0, 0, "low", "any", []), new CrossingNumbers(10, 40, 50, "low", "any", []), true, Now, lines, events, "Integration connected +40", "Ask what they sync.", Truncated: false);

    private static WebhookData Fit(IReadOnlyList<EventBehind> events, IReadOnlyList<ChangedContribution> lines)
    {
        var json = MessageBuilder.Fit(new WebhookPayload("lead.pql_gained", Now, Data(events, lines)));
        Assert.InRange(Encoding.UTF8.GetByteCount(json), 1, 20_000);
        return WebhookPayload.Read(json).Data;
    }
}
