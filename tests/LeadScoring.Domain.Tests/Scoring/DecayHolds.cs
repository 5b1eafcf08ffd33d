using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class DecayHolds
{
    private const string Step = """{ "kind": "step", "points": 10, "periodDays": 30, "hold": { "signal": "c", "days": 45 } }""";

    [Theory]
    [InlineData(30, 0, 80)]
    [InlineData(50, 0, 80)]
    [InlineData(79.999, 0, 80)]
    [InlineData(80, 10, 110)]
    [InlineData(110, 20, 140)]
    public void The_clock_starts_when_the_hold_after_the_milestone_is_over_and_without_a_jump(double day, int taken, int next) =>
        Assert.Equal((taken, History.Day(next)), Outcome(Model(Step), new History().On(0, "A").On(5, "C"), day));

    [Fact]
    public void A_later_activity_starts_it_as_usual() =>
        Assert.Equal((10m, History.Day(120)), Outcome(Model(Step), new History().On(5, "C").On(60, "A"), 90));

    [Fact]
    public void The_last_milestone_counts() =>
        Assert.Equal((0m, History.Day(115)), Outcome(Model(Step), new History().On(0, "A").On(5, "C").On(40, "C"), 100));

    [Fact]
    public void Without_a_milestone_there_is_no_hold() =>
        Assert.Equal((10m, History.Day(60)), Outcome(Model(Step), new History().On(0, "A"), 30));

    [Fact]
    public void Grace_days_count_from_the_end_of_the_hold()
    {
        var model = Model("""{ "kind": "step", "points": 10, "periodDays": 10, "graceDays": 15, "hold": { "signal": "c", "days": 20 } }""");

        Assert.Equal((0m, History.Day(35)), Outcome(model, new History().On(0, "A").On(0, "C"), 34));
        Assert.Equal((10m, History.Day(40)), Outcome(model, new History().On(0, "A").On(0, "C"), 35));
    }

    [Fact]
    public void A_milestone_starts_no_clock_of_a_lead_that_never_came()
    {
        var model = SmallModel.Read($$""" "criteria": [{ "key": "b", "layer": "product", "signal": "b", "tiers": [{ "points": 60 }] }], "decay": {{Step}} """);

        Assert.Equal((0m, null), Outcome(model, new History().On(0, "B").On(0, "C"), 900));
    }

    [Fact]
    public void It_shows_the_activity_that_the_clock_is_of()
    {
        var answer = Engine.Evaluate(Model(Step), LeadProfile.Unknown, new History().On(0, "A").On(5, "C").Events, History.Day(80));

        Assert.Equal(new Evidence(LastAt: History.Day(0), Value: "30"), answer.Contributions.Single(line => line.Criterion == "decay").Evidence);
    }

    [Fact]
    public void Layers_are_held_too()
    {
        var model = Model("""{ "kind": "step", "points": 10, "periodDays": 30, "hold": { "signal": "c", "days": 45 }, "layers": { "product": { "points": 5, "periodDays": 10 } } }""");

        Assert.Equal((5m, History.Day(70)), Outcome(model, new History().On(0, "A").On(5, "C"), 60));
    }

    [Theory]
    [InlineData(20, 0)]
    [InlineData(30, 30)]
    [InlineData(40, 45)]
    public void Under_a_half_life_no_criterion_ages_before_the_hold_is_over(int day, int taken)
    {
        var model = Model("""{ "kind": "halfLife", "periodDays": 10, "hold": { "signal": "c", "days": 15 } }""");

        Assert.Equal(taken, Outcome(model, new History().On(0, "A").On(5, "C"), day).Taken);
    }

    private static (decimal Taken, DateTimeOffset? ValidUntil) Outcome(ScoringModel model, History history, double day)
    {
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, history.Events, History.Day(day));
        return (answer.Numbers.Decay.ToDecimal(), answer.Numbers.ValidUntil);
    }

    private static ScoringModel Model(string decay) =>
        SmallModel.Read($$""" "criteria": [{ "key": "a", "layer": "product", "signal": "a", "tiers": [{ "points": 60 }] }], "decay": {{decay}} """);
}
