using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

/// <summary>Alerts with several conditions.</summary>
public sealed class SpikeConditions
{
    /// <summary>A downgrade that was forced, in the last 14 days, and heavy use: a reverse trial that was worth something.</summary>
    private static readonly ScoringModel Model = SmallModel.Read(
        """ "criteria": [] """,
        """ "forced": [{ "event": "Plan Downgraded", "where": { "voluntary": false } }], "premium": [{ "event": "Feature Used", "where": { "premium": true } }] """,
        """
        "spikes": [{ "key": "reverse_trial_loss", "signal": "forced", "window": { "lastDays": 14 }, "and": [
          { "signal": "premium", "atLeast": 3, "window": { "lastDays": 30 } }, { "signal": "premium", "measure": "distinct", "property": "feature", "atLeast": 2 }] }]
        """);

    [Fact]
    public void An_alert_is_met_while_all_its_conditions_are()
    {
        var history = new History().On(1, "Feature Used", ("premium", true), ("feature", "a")).On(2, "Feature Used", ("premium", true), ("feature", "b")).On(3, "Feature Used", ("premium", true));
        Assert.Empty(On(20, history).Spikes);

        history.On(20, "Plan Downgraded", ("voluntary", false));
        var met = On(20, history);

        Assert.Equal("reverse_trial_loss", Assert.Single(met.Spikes).Key);
        Assert.Equal(new Evidence(1, History.Day(20), History.Day(20), "1"), met.Spikes[0].Evidence);
        // The third use from the end is 30 days old before the downgrade is 14 days old.
        Assert.Equal(History.Day(31), met.Numbers.ValidUntil);
        Assert.Empty(On(31, history).Spikes);
        Assert.Null(On(31, history).Numbers.ValidUntil);
    }

    [Theory]
    [InlineData(false, "a", "b", true)]
    [InlineData(true, "a", "b", false)]
    [InlineData(false, "a", "a", false)]
    public void Each_condition_alone_is_not_enough(bool voluntary, string one, string other, bool isMet)
    {
        var history = new History().On(1, "Plan Downgraded", ("voluntary", voluntary))
            .On(1, "Feature Used", ("premium", true), ("feature", one)).On(1, "Feature Used", ("premium", true), ("feature", other)).On(1, "Feature Used", ("premium", true), ("feature", one));

        Assert.Equal(isMet, On(2, history).Spikes.Count == 1);
    }

    [Fact]
    public void An_alert_rests_on_the_events_of_all_its_conditions()
    {
        static bool RestsOn(ProductEvent each) => PointsChange.RestsOn(Model, [], ["reverse_trial_loss"], [], each);

        Assert.All(new History().On(0, "Plan Downgraded", ("voluntary", false)).On(0, "Feature Used", ("premium", true)).Events, each => Assert.True(RestsOn(each)));
        Assert.False(RestsOn(new History().On(0, "Feature Used").Events[0]));
    }

    private static Evaluation On(double day, History history) => Engine.Evaluate(Model, LeadProfile.Unknown, history.Events, History.Day(day));
}
