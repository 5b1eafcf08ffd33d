using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class DecayByLayer
{
    private const string Criteria = """
        { "key": "used", "layer": "product", "signal": "a", "tiers": [{ "points": 30 }] },
        { "key": "opened", "layer": "marketing", "signal": "b", "tiers": [{ "points": 25 }] },
        { "key": "asked", "layer": "intent", "signal": "c", "tiers": [{ "points": 20 }] }
        """;

    private static readonly History All = new History().On(0, "A").On(0, "B").On(0, "C");

    [Theory]
    [InlineData(13, 0, 0, 75, 14)]
    [InlineData(14, 0, 20, 55, 28)]
    [InlineData(28, 0, 25, 50, 30)] // 40 of 25
    [InlineData(30, 10, 25, 40, 60)]
    [InlineData(60, 20, 25, 30, 90)]
    [InlineData(90, 30, 25, 20, null)]
    [InlineData(900, 30, 25, 20, null)]
    public void Each_layer_with_numbers_of_its_own_fades_by_itself_and_one_with_none_stays(int day, int common, int marketing, int behavior, int? next)
    {
        var model = Model("""{ "kind": "step", "points": 10, "periodDays": 30, "layers": { "marketing": { "points": 20, "periodDays": 14 }, "intent": { "none": true } } }""");
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, All.Events, History.Day(day));

        Assert.Equal((-common, -marketing, 0m), (answer.Line("decay"), answer.Line("decay:marketing"), answer.Line("decay:intent")));
        Assert.Equal((common + marketing, behavior), (answer.Numbers.Decay.ToDecimal(), answer.Numbers.Behavior.ToDecimal()));
        Assert.Equal(next is { } then ? History.Day(then) : null, answer.Numbers.ValidUntil);
    }

    [Theory]
    [InlineData(28, 0, 25, 30)]
    [InlineData(30, 10, 15, 60)]
    [InlineData(60, 20, 5, 90)]
    [InlineData(90, 25, 0, null)]
    public void The_floor_is_of_the_sum_and_spares_the_layers_first(int day, int common, int marketing, int? next)
    {
        var model = Model("""{ "kind": "step", "points": 10, "periodDays": 30, "floor": 30, "layers": { "marketing": { "points": 20, "periodDays": 14 } } }""");
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "A").On(0, "B").Events, History.Day(day));

        Assert.Equal((-common, -marketing, 30m), (answer.Line("decay"), answer.Line("decay:marketing"), answer.Numbers.Behavior.ToDecimal()));
        Assert.Equal(next is { } then ? History.Day(then) : null, answer.Numbers.ValidUntil);
    }

    [Theory]
    [InlineData(""" "intent": { "points": 20, "periodDays": 30 }, "marketing": { "points": 20, "periodDays": 30 } """, 20, 5)]
    [InlineData(""" "marketing": { "points": 20, "periodDays": 30 }, "intent": { "points": 20, "periodDays": 30 } """, 5, 20)]
    public void Of_several_layers_the_last_of_the_document_is_spared_first(string layers, int intent, int marketing)
    {
        var model = Model($$"""{ "kind": "step", "points": 5, "periodDays": 30, "floor": 45, "layers": { {{layers}} } }""");
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, All.Events, History.Day(30));

        Assert.Equal((-5m, -intent, -marketing), (answer.Line("decay"), answer.Line("decay:intent"), answer.Line("decay:marketing")));
    }

    [Fact]
    public void A_layer_may_have_another_clock_and_grace_days()
    {
        var model = Model("""{ "kind": "step", "points": 10, "periodDays": 30, "layers": { "marketing": { "points": 5, "periodDays": 10, "graceDays": 15, "clock": "b" } } }""");
        var log = new History().On(0, "A").On(0, "B").On(10, "B").Events;

        Assert.Equal([0m, -5m, -10m], new[] { 24.999, 25, 30 }.Select(day => Engine.Evaluate(model, LeadProfile.Unknown, log, History.Day(day)).Line("decay:marketing")));
        Assert.Equal(History.Day(10), Engine.Evaluate(model, LeadProfile.Unknown, log, History.Day(30)).Contributions.Single(line => line.Criterion == "decay:marketing").Evidence.LastAt);
    }

    [Fact]
    public void Where_a_layer_names_no_clock_it_is_that_of_the_model()
    {
        var model = Model("""{ "kind": "step", "points": 10, "periodDays": 30, "clock": "c", "layers": { "marketing": { "points": 5, "periodDays": 10 } } }""");
        var log = new History().On(0, "A").On(0, "B").On(20, "C").Events;

        Assert.Equal((0m, -5m), (Engine.Evaluate(model, LeadProfile.Unknown, log, History.Day(29)).Line("decay:marketing"), Engine.Evaluate(model, LeadProfile.Unknown, log, History.Day(30)).Line("decay:marketing")));
    }

    [Theory]
    [InlineData("false", 10, 30, 12.5, -12.5)]
    [InlineData("true", 5, 28.9, 17.68, -7.32)] // 30 x 0.8^(1/6) = 28.9048...; 25 x 0.5^0.5 = 17.677...
    public void Percentages_are_of_what_is_left_of_each(string proportional, int day, double common, double marketing, double line)
    {
        var model = Model($$"""{ "kind": "percent", "percent": 20, "periodDays": 30, "proportional": {{proportional}}, "layers": { "marketing": { "percent": 50, "periodDays": 10 } } }""");
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "A").On(0, "B").Events, History.Day(day));

        Assert.Equal(((decimal)line, (decimal)(common + marketing)), (answer.Line("decay:marketing"), answer.Numbers.Behavior.ToDecimal()));
    }

    [Fact]
    public void Under_a_half_life_each_layer_has_its_own()
    {
        var model = Model("""{ "kind": "halfLife", "periodDays": 30, "layers": { "marketing": { "periodDays": 10 }, "intent": { "none": true } } }""");
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, All.Events, History.Day(30));

        Assert.Equal((-15m, -21.87m, 0m), (answer.Line("decay"), answer.Line("decay:marketing"), answer.Line("decay:intent"))); // 25 / 8 = 3.125, rounded up
        Assert.Equal(38.13m, answer.Numbers.Behavior.ToDecimal());
    }

    [Fact]
    public void Velocity_fades_with_everything_that_has_no_numbers_of_its_own()
    {
        var model = SmallModel.Read("""
            "criteria": [{ "key": "opened", "layer": "marketing", "signal": "b", "keyAction": true, "tiers": [{ "points": 20 }] }],
            "velocity": { "actions": 2, "hours": 24, "points": 25, "lapseDays": 90 },
            "decay": { "kind": "step", "points": 30, "periodDays": 30, "clock": "b", "layers": { "marketing": { "none": true } } }
            """);
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "B").On(0, "B").Events, History.Day(30));

        Assert.Equal((-25m, 20m), (answer.Line("decay"), answer.Numbers.Behavior.ToDecimal()));
    }

    [Fact]
    public void What_recency_adds_fades_with_its_layer()
    {
        var model = SmallModel.Read($$"""
            "criteria": [{{Criteria}}], "recency": { "hours": 720, "multiplier": 2 },
            "decay": { "kind": "step", "points": 10, "periodDays": 30, "layers": { "marketing": { "points": 40, "periodDays": 14 } } }
            """);
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "A").On(0, "B").Events, History.Day(14));

        Assert.Equal((-40m, 0m, 70m), (answer.Line("decay:marketing"), answer.Line("decay"), answer.Numbers.Behavior.ToDecimal())); // 60 + 50 - 40
    }

    [Theory]
    [InlineData("product", 25, -15)] // what 25 of marketing have above 0 beside a penalty of 10
    [InlineData("marketing", 25, -15)]
    [InlineData("marketing", 5, 0)] // the layer is below 0 already
    public void Nothing_fades_below_0(string layerOfPenalty, int points, int line)
    {
        var model = SmallModel.Read($$"""
            "criteria": [
              { "key": "opened", "layer": "marketing", "signal": "b", "tiers": [{ "points": {{points}} }] },
              { "key": "left", "layer": "{{layerOfPenalty}}", "signal": "c", "tiers": [{ "points": -10 }] }
            ],
            "decay": { "kind": "step", "points": 10, "periodDays": 30, "clock": "b", "layers": { "marketing": { "points": 20, "periodDays": 14 } } }
            """);
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "B").On(0, "C").Events, History.Day(90));

        Assert.Equal((0m, line, 0m), (answer.Line("decay"), answer.Line("decay:marketing"), answer.Numbers.Behavior.ToDecimal()));
    }

    [Fact]
    public void What_a_layer_without_decay_has_is_not_taken_by_others()
    {
        var model = Model("""{ "kind": "step", "points": 100, "periodDays": 30, "layers": { "intent": { "none": true } } }""");

        Assert.Equal((-55m, 20m), (Engine.Evaluate(model, LeadProfile.Unknown, All.Events, History.Day(30)).Line("decay"), Engine.Evaluate(model, LeadProfile.Unknown, All.Events, History.Day(30)).Numbers.Behavior.ToDecimal()));
    }

    private static ScoringModel Model(string decay) => SmallModel.Read($$""" "criteria": [{{Criteria}}], "decay": {{decay}} """);
}
