using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

/// <summary>Events that count after others only, and on some days of a period only.</summary>
public sealed class Sequences
{
    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 10)]
    [InlineData(5, 10)]
    [InlineData(900 * 86_400_000.0, 10)]
    public void After_a_signal_counts_from_the_instant_of_its_first_event_on(double milliseconds, int points)
    {
        var history = new History().On(3, "Setup").On(30, "Setup").At(History.Day(3).AddMilliseconds(milliseconds), "X");

        Assert.Equal(points, Points(""" "after": "setup" """, history));
    }

    [Fact]
    public void A_period_without_an_end_is_the_same_and_nothing_counts_where_it_never_began()
    {
        Assert.Equal(10, Points(""" "during": { "from": "setup" } """, new History().On(3, "X").On(3, "Setup")));
        Assert.Equal(0, Points(""" "during": { "from": "setup" } """, new History().On(3, "X")));
    }

    [Theory]
    [InlineData(11, -1, 0)]
    [InlineData(11, 0, 10)]
    [InlineData(14, -1, 10)]
    [InlineData(14, 0, 0)]
    public void The_last_3_days_of_a_trial_of_14_days_include_their_beginning_and_exclude_their_end(double day, int milliseconds, int points)
    {
        // The trial began on day 100, and goes on.
        var history = new History().On(50, "Trial").On(100, "Trial").At(History.Day(100 + day).AddMilliseconds(milliseconds), "X");

        Assert.Equal(points, Points(""" "during": { "from": "trial", "until": "ended", "days": { "from": 11, "to": 14 } } """, history));
    }

    [Theory]
    [InlineData(12, 13, 10)]
    [InlineData(13, 13, 0)]
    [InlineData(13, 12.5, 0)]
    public void A_trial_that_has_ended_early_has_no_last_days(double day, double ended, int points)
    {
        var history = new History().On(0, "Trial").On(ended, "Ended").On(day, "X");

        Assert.Equal(points, Points(""" "during": { "from": "trial", "until": "ended", "days": { "from": 11, "to": 14 } } """, history));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(3, 0)]
    [InlineData(4, 10)]
    [InlineData(7, 0)]
    public void Days_of_a_period_without_an_end_count_from_its_last_beginning(double day, int points)
    {
        var history = new History().On(0, "Trial").On(4, "Trial").On(day, "X");

        Assert.Equal(points, Points(""" "during": { "from": "trial", "days": { "to": 3 } } """, history));
    }

    [Fact]
    public void An_event_must_lie_within_all_periods_that_its_pattern_names()
    {
        const string Both = """ "after": "setup", "during": { "from": "trial", "until": "ended" } """;

        Assert.Equal(10, Points(Both, new History().On(1, "Trial").On(2, "Setup").On(3, "X")));
        Assert.Equal(0, Points(Both, new History().On(1, "Trial").On(2, "X").On(3, "Setup")));
        Assert.Equal(0, Points(Both, new History().On(1, "Trial").On(2, "Setup").On(3, "Ended").On(4, "X")));
    }

    [Fact]
    public void A_late_event_folds_in_place_unless_it_may_change_what_counts()
    {
        var model = Model(""" "after": "setup" """);
        var digest = Digest.Fold(DigestLayout.For(model), new History().On(5, "Setup").On(9, "X").Events);

        Assert.True(digest.TryFold(Event(3, "X"))); // before the first set-up: known not to count
        Assert.True(digest.TryFold(Event(7, "X")));
        Assert.True(digest.TryFold(Event(6, "Setup"))); // not the first
        Assert.False(digest.TryFold(Event(4, "Setup")));
        Assert.Equal(10, ScoringEngine.Evaluate(model, new LeadFacts(LeadProfile.Unknown, digest), History.Day(9)).Line("x"));
    }

    [Fact]
    public void A_change_of_points_rests_on_what_begins_and_ends_a_period_too()
    {
        var model = Model(""" "during": { "from": "trial", "until": "ended" } """);
        var changes = PointsChange.Between([], ScoringEngine.Evaluate(model, Facts(model, new History().On(1, "Trial").On(2, "X")), History.Day(3)).Contributions);

        bool RestsOn(string name) => PointsChange.RestsOn(model, changes, [], [], Event(1, name));

        Assert.Equal((true, true, true, false), (RestsOn("X"), RestsOn("Trial"), RestsOn("Ended"), RestsOn("Setup")));
    }

    private static ProductEvent Event(double day, string name) => new History().On(day, name).Events[0];

    private static LeadFacts Facts(Domain.Models.ScoringModel model, History history) => new(LeadProfile.Unknown, Digest.Fold(DigestLayout.For(model), history.Events));

    private static decimal Points(string pattern, History history) =>
        Engine.Evaluate(Model(pattern), LeadProfile.Unknown, history.Events, History.Day(1000)).Line("x");

    private static Domain.Models.ScoringModel Model(string pattern) => SmallModel.Read(
        """ "criteria": [{ "key": "x", "layer": "product", "signal": "x", "tiers": [{ "points": 10 }] }] """,
        $$""" "setup": [{ "event": "Setup" }], "trial": [{ "event": "Trial" }], "ended": [{ "event": "Ended" }], "x": [{ "event": "X", {{pattern}} }] """);
}
