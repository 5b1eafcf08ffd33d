using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class FasterDecays
{
    private const string Step = """{ "kind": "step", "points": 10, "periodDays": 30, "faster": { "after": "b", "until": "c", "factor": 2 } }""";

    [Theory]
    [InlineData(30, 10, 60)]
    [InlineData(39, 10, 60)]
    [InlineData(60, 40, 90)] // B on day 40
    [InlineData(90, 60, 120)]
    public void From_its_event_on_every_period_counts_twice(int day, int taken, int next) => Assert.Equal(
        (taken, History.Day(next)), Outcome(Step, day < 40 ? new History().On(0, "A") : new History().On(0, "A").On(40, "B"), day));

    [Fact]
    public void All_periods_do_also_those_before_its_event() => Assert.Equal(20, Outcome(Step, new History().On(0, "A").On(40, "B"), 40).Taken);

    [Theory]
    [InlineData(39.999, 20)]
    [InlineData(40, 20)] // where both fall into one instant it goes on
    [InlineData(40.001, 10)]
    public void Until_an_event_that_comes_later_ends_it(double day, int taken) =>
        Assert.Equal(taken, Outcome(Step, new History().On(0, "A").On(40, "B").On(day, "C"), 41).Taken);

    [Fact]
    public void It_begins_again_after_the_end() => Assert.Equal(20, Outcome(Step, new History().On(0, "A").On(40, "B").On(41, "C").On(42, "B"), 43).Taken);

    [Fact]
    public void Without_an_end_it_goes_on_for_ever() =>
        Assert.Equal(20, Outcome("""{ "kind": "step", "points": 10, "periodDays": 30, "faster": { "after": "b", "factor": 2 } }""", new History().On(0, "A").On(0, "B").On(1, "C"), 30).Taken);

    [Theory]
    [InlineData(""" "kind": "step", "points": 0.33, "periodDays": 30 """, 1.5, 30, 0.5)] // 0.495
    [InlineData(""" "kind": "step", "points": 10, "periodDays": 30, "proportional": true """, 3, 10, 10)]
    [InlineData(""" "kind": "step", "points": 10, "periodDays": 30, "graceDays": 31 """, 2, 30, 0)]
    [InlineData(""" "kind": "percent", "percent": 20, "periodDays": 30 """, 2, 30, 36)] // 100 x 0.8 x 0.8
    [InlineData(""" "kind": "percent", "percent": 50, "periodDays": 30, "proportional": true """, 2, 45, 87.5)]
    [InlineData(""" "kind": "halfLife", "periodDays": 30 """, 2, 30, 75)]
    [InlineData(""" "kind": "halfLife", "periodDays": 30 """, 10, 30, 99.9)] // 100 / 1024 = 0.0977
    public void It_is_so_for_every_kind_of_decay(string kind, double factor, int day, double taken) => Assert.Equal(
        (decimal)taken,
        Outcome(string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{ {{kind}}, "faster": { "after": "b", "factor": {{factor}} } }"""), new History().On(0, "A").On(0, "B"), day).Taken);

    [Fact]
    public void Layers_with_numbers_of_their_own_fade_faster_too() => Assert.Equal(
        10, Outcome("""{ "kind": "step", "points": 10, "periodDays": 30, "layers": { "product": { "points": 5, "periodDays": 10 } }, "faster": { "after": "b", "factor": 2 } }""", new History().On(0, "A").On(0, "B"), 10).Taken);

    private static (decimal Taken, DateTimeOffset? ValidUntil) Outcome(string decay, History history, double day)
    {
        var model = SmallModel.Read($$""" "criteria": [{ "key": "a", "layer": "product", "signal": "a", "tiers": [{ "points": 100 }] }], "decay": {{decay}} """);
        var answer = Engine.Evaluate(model, LeadProfile.Unknown, history.Events, History.Day(day));
        return (answer.Numbers.Decay.ToDecimal(), answer.Numbers.ValidUntil);
    }
}
