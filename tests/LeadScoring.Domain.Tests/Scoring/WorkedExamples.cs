using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

/// <summary>The examples of docs/scoring.md, with numbers computed by hand.</summary>
public sealed class WorkedExamples
{
    [Fact]
    public void A_perfect_lead_with_every_key_action_within_two_days_scores_150()
    {
        var answer = Engine.OnDay(7, WorkedLeads.Eager, Profiles.Perfect());

        AssertScores(answer, fit: 50, raw: 75, velocity: 25, decay: 0, behavior: 100, total: 150);
        AssertLines(answer, ("company_size", 15), ("industry", 10), ("seniority", 10), ("tech_stack", 8), ("geography", 7),
            ("onboarding", 15), ("core_feature", 20), ("integration", 15), ("teammates", 15), ("pricing_page", 10), ("velocity", 25));
        Assert.True(answer.Numbers.IsPql);
        Assert.Equal(("strong", "high", "hot", 100), (answer.FitTier, answer.BehaviorTier, answer.Band, answer.Numbers.TotalPercent));
        Assert.Equal(new Shortfall(Points.Zero, Points.Zero, Points.Zero), answer.Missing);
        Assert.Equal(1m, answer.FitCoverage);
        Assert.Equal("integration_connected", Assert.Single(answer.Spikes).Key);
        Assert.Equal(History.Day(0.5 + 7), answer.Numbers.ValidUntil); // then the alert is over
    }

    [Fact]
    public void Seventy_five_idle_days_take_two_full_periods_from_70_points()
    {
        var answer = Engine.OnDay(40 + 75, WorkedLeads.Steady);

        AssertScores(answer, fit: 0, raw: 70, velocity: 0, decay: 20, behavior: 50, total: 50);
        Assert.Equal(History.Day(40 + 90), answer.Numbers.ValidUntil);
        Assert.Equal(new Evidence(LastAt: History.Day(40), Value: "75"), answer.Contributions[^1].Evidence);
    }

    [Fact]
    public void Seventy_five_idle_days_take_two_and_a_half_periods_in_proportion()
    {
        var answer = Engine.Evaluate(WorkedLeads.Proportional, LeadProfile.Unknown, WorkedLeads.Steady.Events, History.Day(40 + 75));

        AssertScores(answer, fit: 0, raw: 70, velocity: 0, decay: 25, behavior: 45, total: 45);
        Assert.Equal(History.Day(40 + 76), answer.Numbers.ValidUntil);
    }

    [Fact]
    public void Velocity_as_a_share_is_taken_of_the_points_in_the_burst()
    {
        var answer = WorkedLeads.Shared();

        AssertScores(answer, fit: 30, raw: 45, velocity: 15, decay: 5, behavior: 55, total: 85);
        Assert.True(answer.Numbers.IsPql);
    }

    [Fact]
    public void A_total_of_80_is_no_PQL_without_behavior_of_40()
    {
        var answer = Engine.OnDay(0, WorkedLeads.Halfway, Profiles.Perfect());

        AssertScores(answer, fit: 50, raw: 30, velocity: 0, decay: 0, behavior: 30, total: 80);
        Assert.False(answer.Numbers.IsPql);
        Assert.Equal(new Shortfall(Points.Zero, Points.Zero, Points.Of(10)), answer.Missing);
    }

    [Fact]
    public void Fit_20_and_behavior_60_is_a_PQL()
    {
        var answer = Engine.OnDay(9, WorkedLeads.Engaged, WorkedLeads.Fit20);

        AssertScores(answer, fit: 20, raw: 60, velocity: 0, decay: 0, behavior: 60, total: 80);
        Assert.True(answer.Numbers.IsPql);
    }

    [Fact]
    public void Fit_14_is_no_PQL_whatever_the_behavior()
    {
        var answer = Engine.OnDay(7, WorkedLeads.Eager, WorkedLeads.Fit14);

        AssertScores(answer, fit: 14, raw: 75, velocity: 25, decay: 0, behavior: 100, total: 114);
        Assert.False(answer.Numbers.IsPql);
        Assert.Equal(new Shortfall(Points.Zero, Points.Of(1), Points.Zero), answer.Missing);
    }

    [Fact]
    public void A_competitor_keeps_its_points_less_30_and_is_blocked()
    {
        var answer = Engine.OnDay(7, WorkedLeads.Eager, WorkedLeads.PerfectCompetitor);

        AssertScores(answer, fit: 20, raw: 75, velocity: 25, decay: 0, behavior: 100, total: 120);
        Assert.False(answer.Numbers.IsPql);
        Assert.Equal(["disqualified:competitor"], answer.BlockedBy);
    }

    [Theory]
    [InlineData(0, 20, 0)]
    [InlineData(30, 10, 10)]
    [InlineData(60, 5, 15)]
    public void A_half_life_of_30_days_halves_20_points_every_30_days(int days, int behavior, int decay)
    {
        var answer = Engine.Evaluate(WorkedLeads.HalfLife, LeadProfile.Unknown, new History().On(0, "A").Events, History.Day(days));

        AssertScores(answer, fit: 0, raw: 20, velocity: 0, decay, behavior, total: behavior);
        Assert.Equal(History.Day(days + 1), answer.Numbers.ValidUntil);
    }

    [Fact]
    public void The_floor_of_5_does_not_lift_a_lead_that_was_never_active()
    {
        AssertScores(Engine.OnDay(100, new History().On(0, "Signed Up")), fit: 0, raw: 0, velocity: 0, decay: 0, behavior: 0, total: 0);
        AssertScores(Engine.OnDay(0, new History()), fit: 0, raw: 0, velocity: 0, decay: 0, behavior: 0, total: 0);
    }

    [Fact]
    public void A_hundred_idle_days_leave_the_floor_of_5_from_12_points()
    {
        var answer = Engine.OnDay(100, WorkedLeads.Curious);

        AssertScores(answer, fit: 0, raw: 12, velocity: 0, decay: 7, behavior: 5, total: 5);
        Assert.Null(answer.Numbers.ValidUntil);
    }

    [Fact]
    public void Of_two_products_the_higher_counts_with_a_bonus_of_10()
    {
        var answer = Engine.Evaluate(WorkedLeads.TwoProducts, LeadProfile.Unknown, new History().On(0, "A").On(0, "B").Events, History.Day(0));

        AssertScores(answer, fit: 0, raw: 55, velocity: 0, decay: 0, behavior: 55, total: 55);
        AssertLines(answer, ("a", 30), ("b", 45), ("other_products", -30), ("product_bonus", 10));
    }

    private static void AssertScores(Evaluation answer, int fit, int raw, int velocity, int decay, int behavior, int total) => Assert.Equal(
        (fit, raw, velocity, decay, behavior, total),
        (answer.Numbers.Fit.ToDecimal(), answer.Numbers.BehaviorRaw.ToDecimal(), answer.Numbers.Velocity.ToDecimal(), answer.Numbers.Decay.ToDecimal(), answer.Numbers.Behavior.ToDecimal(), answer.Numbers.Total.ToDecimal()));

    private static void AssertLines(Evaluation answer, params (string, decimal)[] lines) =>
        Assert.Equal(lines, answer.Contributions.Select(line => (line.Criterion, line.Points.ToDecimal())));
}
