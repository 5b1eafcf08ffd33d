using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class FitEffects
{
    private const string Gate = """{ "kind": "gate", "least": 20 }""";
    private const string Multiplier = """{ "kind": "multiplier", "factors": { "strong": 1.25, "moderate": 1, "weak": 0.5 } }""";

    [Theory]
    [InlineData("19.99", 0, -60)]
    [InlineData("20", 60, 0)]
    public void Below_the_gate_behavior_does_not_count(string fit, int behavior, int line)
    {
        var answer = Scored(Gate, fit, "60");

        Assert.Equal((behavior, line), (answer.Numbers.Behavior.ToDecimal(), answer.Line("fit_gate")));
        Assert.Equal(answer.Numbers.Fit + answer.Numbers.Behavior, answer.Numbers.Total);
        Assert.Equal(behavior == 0 ? "low" : "high", answer.BehaviorTier);
    }

    [Fact]
    public void The_gate_goes_by_fit_within_its_limits()
    {
        Assert.Equal(60, Scored("""{ "kind": "gate", "least": 50 }""", "70", "60").Numbers.Behavior.ToDecimal());
        Assert.Equal(60, Scored("""{ "kind": "gate", "least": 0 }""", "-10", "60").Numbers.Behavior.ToDecimal());
        Assert.Equal(0, Scored("""{ "kind": "gate", "least": 0.01 }""", "-10", "60").Numbers.Behavior.ToDecimal());
    }

    [Fact]
    public void Raw_velocity_and_decay_stay_what_they_are_behind_a_gate()
    {
        var answer = Scored(Gate, "1", "60", """, "decay": { "kind": "step", "points": 10, "periodDays": 30, "floor": 5 }""", day: 60);

        Assert.Equal((60m, 20m, 0m), (answer.Numbers.BehaviorRaw.ToDecimal(), answer.Numbers.Decay.ToDecimal(), answer.Numbers.Behavior.ToDecimal()));
        Assert.Equal((-20m, -40m), (answer.Line("decay"), answer.Line("fit_gate")));
    }

    [Theory]
    [InlineData("19.99", "60", 30, -30, 0)]
    [InlineData("20", "60", 60, 0, 0)]
    [InlineData("34.99", "60", 60, 0, 0)]
    [InlineData("35", "60", 75, 15, 0)]
    [InlineData("35", "90", 100, 22.5, -12.5)]
    [InlineData("1", "118", 59, -59, 0)] // halved before the cap
    [InlineData("1", "33.33", 16.67, -16.66, 0)] // 16.665
    [InlineData("1", "0.01", 0.01, 0, 0)] // 0.005
    public void The_tier_of_the_fit_multiplies_behavior_before_the_cap(string fit, string points, double behavior, double line, double cap)
    {
        var answer = Scored(Multiplier, fit, points);

        Assert.Equal(((decimal)behavior, (decimal)line, (decimal)cap), (answer.Numbers.Behavior.ToDecimal(), answer.Line("fit_multiplier"), answer.Line("cap")));
    }

    [Theory]
    [InlineData("1.15", "0.5", 0.58)] // 0.575, which no binary fraction is
    [InlineData("0", "60", 0)]
    [InlineData("3", "33.33", 99.99)]
    public void Factors_are_exact_to_hundredths(string factor, string points, double behavior) =>
        Assert.Equal((decimal)behavior, Scored($$"""{ "kind": "multiplier", "factors": { "strong": 1, "moderate": 1, "weak": {{factor}} } }""", "1", points).Numbers.Behavior.ToDecimal());

    [Fact]
    public void What_the_floor_leaves_is_multiplied_and_penalties_are_lifted_before()
    {
        var floor = Scored(Multiplier, "1", "12", """, "decay": { "kind": "step", "points": 10, "periodDays": 30, "floor": 5 }""", day: 100);
        var penalty = Scored(Multiplier, "1", "-5");

        Assert.Equal((2.5m, -7m, -2.5m), (floor.Numbers.Behavior.ToDecimal(), floor.Line("decay"), floor.Line("fit_multiplier")));
        Assert.Equal((0m, 5m, 0m), (penalty.Numbers.Behavior.ToDecimal(), penalty.Line("floor"), penalty.Line("fit_multiplier")));
    }

    private static Evaluation Scored(string effect, string fit, string behavior, string rules = "", int day = 0)
    {
        var model = SmallModel.Read(
            $$""" "criteria": [{ "key": "a", "layer": "product", "signal": "a", "tiers": [{ "points": {{behavior}} }] }] {{rules}} """,
            rest: $$"""
                "fit": {
                  "criteria": [{ "key": "known", "attribute": "traits.fit", "tiers": [{ "points": {{fit}}, "oneOf": ["yes"] }] }],
                  "tiers": [{ "key": "weak", "from": 0 }, { "key": "moderate", "from": 20 }, { "key": "strong", "from": 35 }],
                  "effect": {{effect}}
                }
                """);
        return Engine.Evaluate(model, SmallModel.Fitting, new History().On(0, "A").Events, History.Day(day));
    }
}
