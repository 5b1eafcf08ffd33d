using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class SessionsAndPeriods
{
    [Theory]
    [InlineData(-1, 5)]
    [InlineData(0, 0)]
    public void A_session_ends_after_exactly_30_minutes_without_an_event(int milliseconds, int points)
    {
        var second = History.Day0.AddMinutes(30).AddMilliseconds(milliseconds);
        var history = new History()
            .At(History.Day0, "Feature Used", ("feature", "a"))
            .At(second, "Feature Used", ("feature", "b"))
            .At(second.AddMinutes(29), "Feature Used", ("feature", "c"));

        Assert.Equal(points, Engine.OnDay(1, history).Line("session_depth"));
    }

    [Fact]
    public void An_event_without_the_property_keeps_the_session_open()
    {
        var history = new History();
        foreach (var (minutes, feature) in new[] { (0, "a"), (20, ""), (40, "b"), (60, ""), (80, "c") })
        {
            history.At(History.Day0.AddMinutes(minutes), "Feature Used", ("feature", feature));
        }

        Assert.Equal(5, Engine.OnDay(1, history).Line("session_depth"));
    }

    [Fact]
    public void The_same_feature_three_times_is_one_feature()
    {
        var history = new History().On(0, "Feature Used", ("feature", "a")).On(0, "Feature Used", ("feature", "a")).On(0, "Feature Used", ("feature", "b"));

        Assert.Equal(0, Engine.OnDay(0, history).Line("session_depth"));
    }

    [Theory]
    [InlineData(-1, 15)]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    public void A_purchase_at_or_after_the_last_checkout_makes_it_void(int milliseconds, int points)
    {
        var history = new History().On(1, "Checkout Started").At(History.Day(1).AddMilliseconds(milliseconds), "Order Completed");

        Assert.Equal(points, Engine.OnDay(2, history).Line("checkout"));
    }

    [Fact]
    public void A_checkout_after_the_purchase_counts_again()
    {
        var history = new History().On(1, "Checkout Started").On(2, "Order Completed").On(3, "Upgrade Started");

        Assert.Equal(15, Engine.OnDay(3, history).Line("checkout"));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 8)]
    public void The_trial_includes_the_instant_it_begins(int milliseconds, int points) =>
        Assert.Equal(points, Premium(History.Day(1).AddMilliseconds(milliseconds)));

    [Theory]
    [InlineData(-1, 8)]
    [InlineData(0, 0)]
    public void The_trial_excludes_the_instant_it_ends(int milliseconds, int points) =>
        Assert.Equal(points, Premium(History.Day(15).AddMilliseconds(milliseconds)));

    [Fact]
    public void A_second_trial_counts_like_the_first() => Assert.Equal(8, Premium(History.Day(21)));

    [Fact]
    public void A_trial_that_begins_at_the_instant_another_ends_is_open_whatever_the_order_of_arrival()
    {
        var history = new History()
            .On(0, "Trial Started")
            .On(5, "Feature Used", ("premium", true))
            .On(5, "Trial Ended")
            .On(5, "Trial Started");

        Assert.Equal(8, Engine.OnDay(6, history).Line("premium_in_trial"));
        Assert.Equal(8, Engine.Evaluate(Engine.ProductLed, LeadProfile.Unknown, history.Events.Reverse(), History.Day(6)).Line("premium_in_trial"));
    }

    /// <summary>The trial is from day 1 to 15, and again from day 20 on.</summary>
    private static decimal Premium(DateTimeOffset used)
    {
        var history = new History().At(used, "Feature Used", ("premium", true)).On(1, "Trial Started").On(15, "Trial Ended").On(20, "Trial Started");
        return Engine.OnDay(30, history).Line("premium_in_trial");
    }
}
