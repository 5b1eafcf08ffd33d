using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class DecayBoundaries
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void A_period_is_full_exactly_30_days_after_the_last_activity()
    {
        var history = new History().On(0, "Onboarding Completed");

        var before = Engine.Evaluate(Engine.ProductLed, LeadProfile.Unknown, history.Events, History.Day(30) - Millisecond);
        var then = Engine.OnDay(30, history);

        Assert.Equal((0m, History.Day(30)), (before.Numbers.Decay.ToDecimal(), before.Numbers.ValidUntil));
        // 15 - 10 is the floor of 5: nothing more can happen.
        Assert.Equal((10m, null), (then.Numbers.Decay.ToDecimal(), then.Numbers.ValidUntil));
    }

    [Fact]
    public void Only_product_activity_stops_the_clock()
    {
        var history = new History().On(0, "Onboarding Completed").On(29, "Pricing Page Viewed");

        Assert.Equal(10, Engine.OnDay(30, history).Numbers.Decay.ToDecimal());
        Assert.Equal(0, Engine.OnDay(30, history.On(29, "Signed In")).Numbers.Decay.ToDecimal());
    }

    [Fact]
    public void Without_any_activity_the_clock_runs_from_the_start_and_without_a_start_not_at_all()
    {
        var history = new History().On(0, "Pricing Page Viewed");

        Assert.Equal((10m, 0m, null), Outcome(Engine.OnDay(1_000, history)));
        Assert.Equal((5m, 5m, null), Outcome(Engine.OnDay(1_000, history, Profiles.Of([("signedUpAt", "2026-03-02T09:00:00Z")]))));
    }

    [Fact]
    public void Another_signal_may_run_the_clock()
    {
        var model = WithDecay("""{ "kind": "step", "points": 10, "periodDays": 14, "clock": "b" }""");
        var log = new History().On(0, "B").On(10, "A").Events;

        Assert.Equal((90m, 10m, History.Day(28)), Outcome(Engine.Evaluate(model, LeadProfile.Unknown, log, History.Day(14))));
    }

    [Theory]
    [InlineData(39, 0, 40)]
    [InlineData(40, 10, 60)]
    [InlineData(60, 20, 90)]
    public void Grace_days_hold_decay_back_and_then_all_full_periods_count(int day, int taken, int next)
    {
        var model = WithDecay("""{ "kind": "step", "points": 10, "periodDays": 30, "graceDays": 40 }""");

        Assert.Equal((100m - taken, taken, History.Day(next)), Outcome(Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "A").Events, History.Day(day))));
    }

    [Theory]
    [InlineData("false", 29, 100, 30)]
    [InlineData("false", 30, 80, 60)]
    [InlineData("false", 60, 64, 90)]
    [InlineData("true", 15, 89.44, 16)] // 100 times the root of 0.8, to the nearest hundredth
    public void Percent_decay_takes_its_share_of_what_is_left(string proportional, int day, double left, int next)
    {
        var model = WithDecay($$"""{ "kind": "percent", "percent": 20, "periodDays": 30, "proportional": {{proportional}} }""");

        Assert.Equal(((decimal)left, 100 - (decimal)left, History.Day(next)), Outcome(Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "A").Events, History.Day(day))));
    }

    [Fact]
    public void Under_a_half_life_penalties_do_not_fade_and_each_criterion_has_its_own_age()
    {
        var model = SmallModel.Read("""
            "criteria": [
              { "key": "a", "layer": "product", "signal": "a", "tiers": [{ "points": 40 }] },
              { "key": "b", "layer": "product", "signal": "b", "tiers": [{ "points": 20 }] },
              { "key": "c", "layer": "product", "signal": "c", "tiers": [{ "points": -8 }] }
            ],
            "decay": { "kind": "halfLife", "periodDays": 10 }
            """);
        var log = new History().On(0, "A").On(10, "B").On(0, "C").Events;

        // 40 / 4 + 20 / 2 - 8
        Assert.Equal((12m, 40m, History.Day(21)), Outcome(Engine.Evaluate(model, LeadProfile.Unknown, log, History.Day(20))));
    }

    [Fact]
    public void Under_a_half_life_a_fresh_small_tier_is_worth_more_than_a_stale_great_one()
    {
        var model = SmallModel.Read("""
            "criteria": [{ "key": "a", "layer": "product", "tiers": [{ "points": 16, "signal": "a" }, { "points": 8, "signal": "b" }] }],
            "decay": { "kind": "halfLife", "periodDays": 10 }
            """);
        var log = new History().On(0, "A").On(40, "B").Events;

        // 16 / 16 = 1 is less than the fresh 8: the line says 16, and decay takes 8.
        Assert.Equal((8m, 8m, History.Day(41)), Outcome(Engine.Evaluate(model, LeadProfile.Unknown, log, History.Day(40))));
    }

    [Fact]
    public void A_fresh_small_tier_that_lapses_within_the_day_ends_the_answer()
    {
        var model = SmallModel.Read("""
            "criteria": [{ "key": "a", "layer": "product", "tiers": [{ "points": 16, "signal": "a" }, { "points": 8, "signal": "b", "atLeast": 2, "window": { "lastDays": 3 } }] }],
            "decay": { "kind": "halfLife", "periodDays": 10 }
            """);
        var log = new History().On(0, "A").On(39.5, "B").On(41.75, "B").Events;

        Assert.Equal((8m, 8m, History.Day(42.5)), Outcome(Engine.Evaluate(model, LeadProfile.Unknown, log, History.Day(42))));
        Assert.Equal((0.87m, 15.13m, History.Day(43)), Outcome(Engine.Evaluate(model, LeadProfile.Unknown, log, History.Day(42.5)))); // 16 halved 4.2 times
    }

    [Fact]
    public void The_floor_is_the_score_without_decay_when_that_is_lower()
    {
        var model = WithDecay("""{ "kind": "step", "points": 10, "periodDays": 1, "floor": 5 }""", points: 3);

        Assert.Equal((3m, 0m, null), Outcome(Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "A").Events, History.Day(9))));
    }

    private static (decimal Behavior, decimal Taken, DateTimeOffset? ValidUntil) Outcome(Evaluation answer) =>
        (answer.Numbers.Behavior.ToDecimal(), answer.Numbers.Decay.ToDecimal(), answer.Numbers.ValidUntil);

    private static Domain.Models.ScoringModel WithDecay(string decay, int points = 100) => SmallModel.Read($$"""
        "criteria": [{ "key": "a", "layer": "product", "signal": "a", "tiers": [{ "points": {{points}} }] }],
        "decay": {{decay}}
        """);
}
