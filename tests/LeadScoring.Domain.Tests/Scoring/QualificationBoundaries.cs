using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class QualificationBoundaries
{
    private const string Bands = """
        "bands": [{ "key": "hot", "from": 81 }, { "key": "nurture", "from": 0 }, { "key": "mql", "from": 53 }, { "key": "review", "from": 31 }]
        """;

    [Theory]
    [InlineData("40", 40, true)]
    [InlineData("65", 15, true)]
    [InlineData("39.99", 50, false)]
    [InlineData("64.99", 15, false)]
    [InlineData("100", 14, false)]
    public void The_thresholds_of_a_PQL_are_included(string behavior, int fit, bool isPql)
    {
        var answer = Scored(behavior, fit);

        Assert.Equal(isPql, answer.Numbers.IsPql);
        Assert.Equal(isPql, answer.Missing == new Shortfall(Points.Zero, Points.Zero, Points.Zero));
    }

    [Fact]
    public void What_is_missing_to_a_PQL_is_named_for_each_score()
    {
        Assert.Equal(new Shortfall(new Points(25_01), Points.Of(5), Points.Zero), Scored("44.99", 10).Missing);
        Assert.Equal(new Shortfall(Points.Of(80), Points.Of(15), Points.Of(40)), Engine.OnDay(0, new History()).Missing);
    }

    [Theory]
    [InlineData("46.49", 30, "review")]  // 46.49 of 150 are 30.99 %
    [InlineData("46.5", 31, "review")]
    [InlineData("79.49", 52, "review")]
    [InlineData("79.5", 53, "mql")]
    public void Percentages_are_rounded_down_before_bands_are_compared(string behavior, int percent, string band)
    {
        var answer = Scored(behavior, fit: 0);

        Assert.Equal(percent, answer.Numbers.TotalPercent);
        Assert.Equal(percent < 31 ? "nurture" : band, answer.Band);
    }

    [Theory]
    [InlineData("91.49", 30, "mql")]
    [InlineData("91.5", 30, "hot")]
    public void Hot_begins_at_81_percent_of_150(string behavior, int fit, string band) => Assert.Equal(band, Scored(behavior, fit).Band);

    [Theory]
    [InlineData("59.99", "low")]
    [InlineData("60", "high")]
    public void The_start_of_a_tier_is_included(string behavior, string tier) => Assert.Equal(tier, Scored(behavior, fit: 0).BehaviorTier);

    [Fact]
    public void A_customer_is_no_PQL_from_the_first_order_on()
    {
        var before = Engine.OnDay(9, WorkedLeads.Engaged, WorkedLeads.Fit20);
        var after = Engine.OnDay(9, WorkedLeads.Engaged.On(9, "Order Completed"), WorkedLeads.Fit20);

        Assert.True(before.Numbers.IsPql);
        Assert.False(after.Numbers.IsPql);
        Assert.Equal("customer", Assert.Single(after.BlockedBy));
        Assert.Equal(before.Numbers.Total, after.Numbers.Total);
    }

    [Fact]
    public void Points_above_100_are_cut_after_decay_so_that_a_very_active_lead_keeps_100_longer()
    {
        var model = SmallModel.Read("""
            "criteria": [{ "key": "a", "layer": "product", "signal": "a", "tiers": [{ "points": 118 }] }],
            "decay": { "kind": "step", "points": 10, "periodDays": 30 }
            """);
        var log = new History().On(0, "A").Events;

        var after30 = Engine.Evaluate(model, LeadProfile.Unknown, log, History.Day(30));
        var after60 = Engine.Evaluate(model, LeadProfile.Unknown, log, History.Day(60));

        Assert.Equal((100m, -10m, -8m), (after30.Numbers.Behavior.ToDecimal(), after30.Line("decay"), after30.Line("cap")));
        Assert.Equal((98m, -20m, 0m), (after60.Numbers.Behavior.ToDecimal(), after60.Line("decay"), after60.Line("cap")));
    }

    [Fact]
    public void Penalties_do_not_take_behavior_below_0()
    {
        var answer = Engine.OnDay(0, new History().On(0, "Email Unsubscribed"));

        Assert.Equal((0m, -5m, 5m), (answer.Numbers.Behavior.ToDecimal(), answer.Line("unsubscribed"), answer.Line("floor")));
    }

    private static Evaluation Scored(string behavior, int fit)
    {
        var criteria = $$"""
            "criteria": [{ "key": "a", "layer": "product", "signal": "a", "tiers": [{ "points": {{behavior}} }] }]
            """;
        var model = SmallModel.Read(criteria, rest: (fit > 0 ? SmallModel.FitOf(fit) + "," : "") + Bands);
        return Engine.Evaluate(model, SmallModel.Fitting, new History().On(0, "A").Events, History.Day(0));
    }
}
