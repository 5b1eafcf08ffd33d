using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class RecencyBoundaries
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void What_happened_less_than_72_hours_ago_is_worth_half_as_much_again()
    {
        var model = Model("""{ "key": "b", "layer": "product", "signal": "b", "tiers": [{ "points": 20 }] }""");
        var log = new History().On(0, "B").On(1, "B").Events;

        var (before, then) = (Engine.Evaluate(model, LeadProfile.Unknown, log, History.Day(4) - Millisecond), Engine.Evaluate(model, LeadProfile.Unknown, log, History.Day(4)));

        Assert.Equal((20m, 10m, 30m, 30m, History.Day(4)), (before.Line("b"), before.Line("recency"), before.Numbers.BehaviorRaw.ToDecimal(), before.Numbers.Behavior.ToDecimal(), before.Numbers.ValidUntil));
        Assert.Equal((20m, 0m, 20m, null), (then.Line("b"), then.Line("recency"), then.Numbers.Behavior.ToDecimal(), then.Numbers.ValidUntil));
        Assert.Equal(Contribution.AdjustmentLayer, before.Contributions.Single(line => line.Criterion == Contribution.Recency).Layer);
    }

    [Theory]
    [InlineData("20", """ "most": 25, """, 5)]
    [InlineData("20", """ "most": 20, """, 0)]
    [InlineData("20", """ "most": 40, """, 10)]
    [InlineData("33.33", "", 16.67)] // 49.995 becomes 50
    [InlineData("0.01", "", 0.01)] // 0.015 becomes 0.02
    [InlineData("-20", "", 0)]
    public void The_most_of_a_criterion_limits_it_and_penalties_are_not_multiplied(string points, string most, double extra)
    {
        var model = Model($$"""{ "key": "b", "layer": "product", "signal": "b", {{most}} "tiers": [{ "points": {{points}} }] }""");

        Assert.Equal((decimal)extra, Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "B").Events, History.Day(1)).Line("recency"));
    }

    [Fact]
    public void Multipliers_are_exact()
    {
        var model = SmallModel.Read(""" "criteria": [{ "key": "b", "layer": "product", "signal": "b", "tiers": [{ "points": 0.5 }] }], "recency": { "hours": 72, "multiplier": 1.15 } """);

        Assert.Equal(0.58m, Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "B").Events, History.Day(1)).Numbers.Behavior.ToDecimal()); // 0.575, which no binary fraction is
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)] // 6 would be 9: 8 is the most
    public void Points_each_time_are_limited_by_their_own_most(int times, int extra)
    {
        var model = Model("""{ "key": "b", "layer": "product", "signal": "b", "each": { "points": 2, "most": 8 } }""");
        var history = new History();
        for (var i = 0; i < times; i++)
        {
            history.On(0, "B");
        }

        Assert.Equal(extra, Engine.Evaluate(model, LeadProfile.Unknown, history.Events, History.Day(1)).Line("recency"));
    }

    [Fact]
    public void Only_the_signal_of_the_tier_that_counts_matters()
    {
        var model = Model("""{ "key": "x", "layer": "product", "tiers": [{ "points": 20, "signal": "b" }, { "points": 10, "signal": "c" }] }""");
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "B").On(9, "C").Events, History.Day(9));

        Assert.Equal((20m, 0m), (answer.Line("x"), answer.Line("recency")));
    }

    [Fact]
    public void Any_event_of_the_signal_refreshes_a_tier_that_was_reached_long_ago()
    {
        var model = Model("""{ "key": "b", "layer": "product", "signal": "b", "window": { "firstDays": 3 }, "tiers": [{ "points": 20, "atLeast": 2 }] }""");

        Assert.Equal(10, Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "A").On(0, "B").On(1, "B").On(30, "B").Events, History.Day(31)).Line("recency"));
    }

    [Fact]
    public void The_extras_of_all_criteria_are_one_line_and_each_is_rounded()
    {
        var model = Model("""
            { "key": "a", "layer": "product", "signal": "a", "tiers": [{ "points": 0.01 }] },
            { "key": "b", "layer": "product", "signal": "b", "tiers": [{ "points": 0.01 }] },
            { "key": "c", "layer": "product", "signal": "c", "tiers": [{ "points": 20 }] }
            """);
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "A").On(0, "B").On(0, "C").Events, History.Day(1));

        Assert.Equal(10.02m, answer.Line("recency"));
    }

    [Fact]
    public void A_share_of_velocity_is_of_the_multiplied_points()
    {
        var model = Model(
            """{ "key": "b", "layer": "product", "signal": "b", "keyAction": true, "most": 28, "tiers": [{ "points": 20 }] }""",
            """, "velocity": { "actions": 2, "hours": 24, "share": 0.5, "lapseDays": 30 }""");
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "B").On(0, "B").Events, History.Day(1));

        Assert.Equal((8m, 14m, 42m), (answer.Line("recency"), answer.Line("velocity"), answer.Numbers.Behavior.ToDecimal()));
    }

    [Fact]
    public void The_highest_product_is_found_with_what_recency_adds()
    {
        var model = Model(
            """
            { "key": "b", "layer": "product", "signal": "b", "product": "crm", "tiers": [{ "points": 20 }] },
            { "key": "c", "layer": "product", "signal": "c", "product": "chat", "tiers": [{ "points": 25 }] }
            """,
            """, "products": { "keys": ["crm", "chat"] }""");
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, new History().On(9, "B").On(0, "C").Events, History.Day(9));

        Assert.Equal((10m, -25m, 30m), (answer.Line("recency"), answer.Line("other_products"), answer.Numbers.Behavior.ToDecimal()));
    }

    [Fact]
    public void Steps_take_from_what_recency_adds_and_a_half_life_does_not()
    {
        const string Criterion = """{ "key": "b", "layer": "product", "signal": "b", "tiers": [{ "points": 20 }] }""";
        var log = new History().On(0, "A").On(10, "B").Events;
        var step = Engine.Evaluate(Model(Criterion, """, "decay": { "kind": "step", "points": 25, "periodDays": 12 }"""), LeadProfile.Unknown, log, History.Day(12));
        var halfLife = Engine.Evaluate(Model(Criterion, """, "decay": { "kind": "halfLife", "periodDays": 2 }"""), LeadProfile.Unknown, log, History.Day(12));

        Assert.Equal((-25m, 5m), (step.Line("decay"), step.Numbers.Behavior.ToDecimal()));
        Assert.Equal((-10m, 20m), (halfLife.Line("decay"), halfLife.Numbers.Behavior.ToDecimal()));
    }

    private static ScoringModel Model(string criteria, string rules = "") =>
        SmallModel.Read($$""" "criteria": [{{criteria}}], "recency": { "hours": 72, "multiplier": 1.5 } {{rules}} """);
}
