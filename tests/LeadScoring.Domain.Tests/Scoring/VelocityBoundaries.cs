using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class VelocityBoundaries
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(0, 25)]
    [InlineData(1, 0)]
    public void Five_key_actions_count_when_the_last_is_at_most_48_hours_after_the_first(int milliseconds, int bonus)
    {
        var history = Exports(0, 0.5, 1, 1.5).At(History.Day(2).AddMilliseconds(milliseconds), "Data Exported");

        Assert.Equal(bonus, Engine.OnDay(3, history).Numbers.Velocity.ToDecimal());
    }

    [Fact]
    public void The_bonus_is_dated_by_the_last_action_and_has_lapsed_exactly_30_days_later()
    {
        var history = Exports(0, 0.5, 1, 1.5, 2).On(20, "Signed In");

        var before = Engine.Evaluate(Engine.ProductLed, LeadProfile.Unknown, history.Events, History.Day(32) - Millisecond);
        var line = before.Contributions.Single(each => each.Criterion == Contribution.Velocity);

        Assert.Equal(new Evidence(5, History.Day(0), History.Day(2), "5"), line.Evidence);
        Assert.Equal((25m, History.Day(32)), (line.Points.ToDecimal(), before.Numbers.ValidUntil));
        Assert.Equal(0, Engine.OnDay(32, history).Numbers.Velocity.ToDecimal());
    }

    [Fact]
    public void A_later_burst_renews_the_bonus_and_never_doubles_it()
    {
        var history = Exports(0, 0.1, 0.2, 0.3, 0.4, 31, 31.1, 31.2, 31.3, 31.4);

        Assert.Equal(25, Engine.OnDay(32, history).Line("velocity"));
        Assert.Equal(0, Engine.OnDay(61.4, history).Line("velocity"));
    }

    [Fact]
    public void An_event_counts_once_whatever_it_matches()
    {
        // A premium core feature in the trial matches two key criteria, and is one event.
        var history = new History().On(0, "Trial Started");
        for (var i = 0; i < 4; i++)
        {
            history.On(1, "Feature Used", ("core", true), ("premium", true));
        }

        Assert.Equal(0, Engine.OnDay(1, history).Line("velocity"));
        Assert.Equal(25, Engine.OnDay(1, history.On(1, "Feature Used", ("core", true), ("premium", true))).Line("velocity"));
    }

    [Fact]
    public void Events_of_criteria_that_are_no_key_actions_do_not_count()
    {
        var history = new History();
        for (var i = 0; i < 9; i++)
        {
            history.On(0, "Signed In").On(0, "Feature Used");
        }

        Assert.Equal(0, Engine.OnDay(0, history).Line("velocity"));
    }

    [Fact]
    public void A_share_leaves_out_criteria_whose_last_event_was_before_the_burst()
    {
        var history = new History().On(0, "B").On(10, "A").On(10, "A").On(10, "A").On(10, "A").On(10, "A");

        var answer = Engine.Evaluate(WorkedLeads.SharedVelocity, LeadProfile.Unknown, history.Events, History.Day(10));

        Assert.Equal(10, answer.Numbers.Velocity.ToDecimal()); // half of 20; the 10 of B are not in it
    }

    private static History Exports(params ReadOnlySpan<double> days)
    {
        var history = new History();
        foreach (var day in days)
        {
            history.On(day, "Data Exported");
        }

        return history;
    }
}
