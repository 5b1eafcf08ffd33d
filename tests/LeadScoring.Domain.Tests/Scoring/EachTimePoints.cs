using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class EachTimePoints
{
    [Theory]
    [InlineData("2", "7", 0, 0)]
    [InlineData("2", "7", 1, 2)]
    [InlineData("2", "7", 3, 6)]
    [InlineData("2", "7", 4, 7)]
    [InlineData("2", "7", 9, 7)]
    [InlineData("-2.5", "-6", 2, -5)]
    [InlineData("-2.5", "-6", 3, -6)]
    [InlineData("0.33", "1", 3, 0.99)]
    [InlineData("0.33", "1", 4, 1)]
    [InlineData("20", "20", 5, 20)]
    [InlineData("1", "90", 80, 80)] // more than a digest keeps of any list
    public void Each_time_is_worth_its_points_up_to_the_most(string points, string most, int times, double line)
    {
        var model = Model($$""" "each": { "points": {{points}}, "most": {{most}} } """);
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, Times(times).Events, History.Day(1));

        Assert.Equal((decimal)line, answer.Line("did"));
        Assert.Equal((decimal)line, answer.Numbers.BehaviorRaw.ToDecimal());
        Assert.Equal(times > 0, answer.Contributions.Any(each => each.Criterion == "did"));
    }

    [Fact]
    public void Within_the_last_days_each_value_lapses_by_itself()
    {
        var model = Model(""" "measure": "distinct", "property": "p", "window": { "lastDays": 7 }, "each": { "points": 2, "most": 10 } """);
        var log = new History().On(0, "B", ("p", "x")).On(1, "B", ("p", "y")).On(2, "B", ("p", "z")).On(3, "B", ("p", "x")).On(3, "B").Events;

        Assert.Equal((6m, History.Day(8)), Outcome(model, log, 3));
        Assert.Equal((6m, History.Day(8)), Outcome(model, log, 7.999));
        Assert.Equal((4m, History.Day(9)), Outcome(model, log, 8));
        Assert.Equal((2m, History.Day(10)), Outcome(model, log, 9));
        Assert.Equal((0m, null), Outcome(model, log, 10));
    }

    [Fact]
    public void What_is_more_than_the_most_in_a_window_lapses_before_points_do()
    {
        var model = Model(""" "window": { "lastDays": 7 }, "each": { "points": 3, "most": 8 } """);
        var log = new History().On(0, "B").On(1, "B").On(2, "B").On(3, "B").Events;

        Assert.Equal((8m, History.Day(8)), Outcome(model, log, 3));
        Assert.Equal((6m, History.Day(9)), Outcome(model, log, 8));
    }

    [Fact]
    public void Within_the_first_days_the_instant_they_end_is_out_and_without_a_start_there_are_none()
    {
        var model = Model(""" "window": { "firstDays": 3 }, "each": { "points": 2, "most": 20 } """);
        var log = new History().On(0, "B").On(3, "B").At(History.Day(3).AddMilliseconds(-1), "B");

        Assert.Equal(0, Outcome(model, log.Events, 5).Points);
        Assert.Equal(4, Outcome(model, log.On(0, "A").Events, 5).Points);
    }

    [Fact]
    public void A_penalty_each_time_that_passes_lets_behavior_rise_by_time()
    {
        var model = Model(""" "window": { "lastDays": 7 }, "each": { "points": -2, "most": -20 } """, """{ "key": "good", "layer": "product", "signal": "a", "tiers": [{ "points": 30 }] }, """);
        var log = new History().On(0, "A").On(0, "B").On(1, "B").Events;

        Assert.True(model.MayRiseByTime);
        Assert.Equal([26m, 28m, 30m], new[] { 1, 7, 8 }.Select(day => Engine.Evaluate(model, LeadProfile.Unknown, log, History.Day(day)).Numbers.Behavior.ToDecimal()));
    }

    [Fact]
    public void All_of_them_are_void_together_and_count_again_together()
    {
        var model = Model(""" "voidedBy": ["c"], "each": { "points": 2, "most": 20 } """);
        var log = new History().On(0, "B").On(1, "B").On(1, "C");

        Assert.Equal(0, Outcome(model, log.Events, 2).Points);
        Assert.Equal(6, Outcome(model, log.On(2, "B").Events, 2).Points);
    }

    [Fact]
    public void Half_of_them_are_left_a_half_life_after_the_last()
    {
        var model = Model(""" "each": { "points": 10, "most": 30 } """, rules: """, "decay": { "kind": "halfLife", "periodDays": 10 }""");

        Assert.Equal(15, Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "B").On(5, "B").On(10, "B").Events, History.Day(20)).Numbers.Behavior.ToDecimal());
    }

    [Fact]
    public void Their_points_are_shared_by_velocity()
    {
        var model = Model(""" "keyAction": true, "each": { "points": 3, "most": 8 } """, rules: """, "velocity": { "actions": 3, "hours": 24, "share": 0.5, "lapseDays": 30 }""");
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, Times(3).Events, History.Day(0));

        Assert.Equal((8m, 4m), (answer.Line("did"), answer.Line("velocity")));
    }

    [Fact]
    public void The_evidence_is_what_was_counted()
    {
        var model = Model(""" "measure": "distinct", "property": "p", "each": { "points": 3, "most": 8 } """);
        var log = new History().On(0, "B", ("p", "x")).On(1, "B", ("p", "y")).On(2, "B", ("p", "x")).Events;

        var line = Assert.Single(Engine.Evaluate(model, LeadProfile.Unknown, log, History.Day(2)).Contributions);

        Assert.Equal(new Contribution("did", "did", Points.Of(6), "product", new Evidence(3, History.Day(0), History.Day(2), "2")), line);
    }

    private static History Times(int times)
    {
        var history = new History();
        for (var i = 0; i < times; i++)
        {
            history.On(0, "B");
        }

        return history;
    }

    private static (decimal Points, DateTimeOffset? ValidUntil) Outcome(ScoringModel model, IEnumerable<ProductEvent> log, double day)
    {
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, log, History.Day(day));
        return (answer.Numbers.Behavior.ToDecimal(), answer.Numbers.ValidUntil);
    }

    private static ScoringModel Model(string members, string others = "", string rules = "") =>
        SmallModel.Read($$""" "criteria": [{{others}}{ "key": "did", "layer": "product", "signal": "b", {{members}} }] {{rules}} """);
}
