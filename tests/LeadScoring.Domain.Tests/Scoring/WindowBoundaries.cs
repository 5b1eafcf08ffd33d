using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class WindowBoundaries
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(-1, 20)]
    [InlineData(0, 0)]
    public void The_first_14_days_exclude_the_instant_14_days_after_the_start(int milliseconds, int points)
    {
        var history = new History()
            .On(0, "Signed Up")
            .On(1, "Feature Used", ("core", true))
            .On(2, "Feature Used", ("core", true))
            .At(History.Day(14).AddMilliseconds(milliseconds), "Feature Used", ("core", true));

        Assert.Equal(points, Engine.OnDay(20, history).Line("core_feature"));
    }

    [Fact]
    public void The_first_days_count_from_the_earliest_of_signing_up_and_the_first_activity()
    {
        var history = new History().On(10, "Signed Up").On(8, "Signed In").On(16, "Signed In");

        Assert.Equal(2, Engine.OnDay(20, history).Line("logins"));
        Assert.Equal(2, Engine.OnDay(20, history).Contributions[0].Evidence.Count);
        Assert.Equal("1", Engine.OnDay(20, history).Contributions[0].Evidence.Value);
        Assert.Equal(0, Engine.OnDay(20, history, Profiles.Of([("signedUpAt", "2026-03-01T00:00:00Z")])).Line("logins"));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 5)]
    [InlineData(4, 5)]
    [InlineData(5, 10)]
    [InlineData(9, 10)]
    public void Logins_in_the_first_week_count_by_steps(int logins, int points)
    {
        var history = new History();
        for (var i = 0; i < logins; i++)
        {
            history.On(i * 0.5, "Signed In");
        }

        Assert.Equal(points, Engine.OnDay(8, history).Line("logins"));
    }

    [Fact]
    public void Without_a_start_there_are_no_first_days()
    {
        var model = SmallModel.Read("""
            "criteria": [{ "key": "b", "layer": "product", "signal": "b", "window": { "firstDays": 3 }, "tiers": [{ "points": 20 }] }]
            """);

        Assert.Equal(0, Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "B").Events, History.Day(1)).Line("b"));
        Assert.Equal(20, Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "B").On(0, "A").Events, History.Day(1)).Line("b"));
    }

    [Fact]
    public void An_event_exactly_7_days_old_is_out_of_the_last_7_days()
    {
        var history = new History().On(0, "Integration Connected");

        var justBefore = Engine.Evaluate(Engine.ProductLed, LeadProfile.Unknown, history.Events, History.Day(7) - Millisecond);
        var then = Engine.OnDay(7, history);

        Assert.Equal(History.Day(7), justBefore.Numbers.ValidUntil);
        Assert.Single(justBefore.Spikes);
        Assert.Empty(then.Spikes);
        Assert.Equal(History.Day(30), then.Numbers.ValidUntil);
    }

    [Theory]
    [InlineData("count", 3, 3)]
    [InlineData("distinct", 3, 3)]
    [InlineData("sessionDistinct", 2, 4)]
    [InlineData("greatest", 3, 4)]
    public void Each_measure_holds_in_the_last_days_until_its_last_evidence_is_too_old(string measure, int atLeast, double lapses)
    {
        // Values 1, 1 and 2 on day 0; 2 on day 1; on day 2 a session with 3 and 1.
        var property = measure == "count" ? "" : "\"property\": \"n\",";
        var model = SmallModel.Read($$"""
            "criteria": [{ "key": "a", "layer": "product", "signal": "a", "measure": "{{measure}}", {{property}} "window": { "lastDays": 2 }, "tiers": [{ "points": 20, "atLeast": {{atLeast}} }] }]
            """);
        var history = new History().On(0, "A", ("n", 1)).On(0, "A", ("n", 1)).On(0, "A", ("n", 2)).On(1, "A", ("n", 2)).On(2, "A", ("n", 3)).On(2, "A", ("n", 1));

        Assert.Equal(20, Engine.Evaluate(model, LeadProfile.Unknown, history.Events, History.Day(lapses) - Millisecond).Line("a"));
        Assert.Equal(History.Day(lapses), Engine.Evaluate(model, LeadProfile.Unknown, history.Events, History.Day(lapses) - Millisecond).Numbers.ValidUntil);
        Assert.Equal(0, Engine.Evaluate(model, LeadProfile.Unknown, history.Events, History.Day(lapses)).Line("a"));
    }

    [Theory]
    [InlineData(49.99, 0)]
    [InlineData(50, 0)]
    [InlineData(50.01, 8)]
    public void Onboarding_progress_must_be_above_50_percent(double percent, int points) =>
        Assert.Equal(points, Engine.OnDay(0, new History().On(0, "Onboarding Progressed", ("percent", percent))).Line("onboarding"));

    [Fact]
    public void The_better_tier_counts_and_tiers_are_not_added()
    {
        var both = new History().On(0, "Pricing Page Viewed").Anonymously(0, "Pricing Page Viewed");
        var progress = new History().On(0, "Onboarding Progressed", ("percent", 80)).On(1, "Onboarding Completed");

        Assert.Equal(10, Engine.OnDay(0, both).Line("pricing_page"));
        Assert.Equal(3, Engine.OnDay(0, new History().Anonymously(0, "Pricing Page Viewed")).Line("pricing_page"));
        Assert.Equal(15, Engine.OnDay(1, progress).Line("onboarding"));
    }

    [Fact]
    public void Teammates_are_counted_once_each()
    {
        var history = new History().On(0, "Invite Sent", ("inviteeEmail", "ann@x.example")).On(1, "Invite Sent", ("inviteeEmail", "ann@x.example"));

        Assert.Equal(10, Engine.OnDay(1, history).Line("teammates"));
        Assert.Equal(15, Engine.OnDay(1, history.On(1, "Invite Sent", ("inviteeEmail", "bob@x.example"))).Line("teammates"));
        Assert.Equal(0, Engine.OnDay(1, new History().On(0, "Invite Sent")).Line("teammates"));
    }
}
