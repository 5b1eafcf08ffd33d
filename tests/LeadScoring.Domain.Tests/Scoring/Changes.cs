using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Scoring.Gaps;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

/// <summary>The last days against as many days before, by the calendar of UTC.</summary>
public sealed class Changes
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData("change", 3, 5, "\"atLeast\": 2", true)]
    [InlineData("change", 3, 5, "\"atLeast\": 3", false)]
    [InlineData("change", 0, 2, "\"atLeast\": 2", true)]
    [InlineData("change", 5, 3, "\"atMost\": -2", true)]
    [InlineData("change", 5, 3, "\"atMost\": -3", false)]
    [InlineData("change", 3, 4, "\"atLeast\": -1, \"atMost\": 1", true)]
    [InlineData("change", 3, 5, "\"atLeast\": -1, \"atMost\": 1", false)]
    [InlineData("change", 0, 0, "\"atMost\": 0", false)] // what never happened is no steady use
    [InlineData("changePercent", 3, 4, "\"atLeast\": 33", true)] // a third
    [InlineData("changePercent", 3, 4, "\"atLeast\": 34", false)]
    [InlineData("changePercent", 3, 2, "\"atMost\": -33", true)]
    [InlineData("changePercent", 3, 2, "\"atMost\": -34", false)]
    [InlineData("changePercent", 3, 0, "\"atMost\": -100", true)]
    [InlineData("changePercent", 0, 9, "\"atLeast\": -100", false)] // nothing to compare with
    [InlineData("changePercent", 4, 8, "\"atLeast\": 100, \"atMost\": 100", true)]
    public void A_change_is_the_difference_and_a_percentage_is_compared_exactly(string measure, int before, int recent, string thresholds, bool isMet)
    {
        var history = new History();
        Enumerable.Range(0, before).ToList().ForEach(i => history.At(Midnight.AddDays(6.9).AddMinutes(i), "B"));
        Enumerable.Range(0, recent).ToList().ForEach(i => history.At(Midnight.AddDays(7).AddMinutes(i), "B"));

        Assert.Equal(isMet, Evaluate(Model(measure, thresholds), history, Midnight.AddDays(13.5)).Line("pace") == 10);
    }

    [Theory]
    [InlineData(6, 23.99, 0)]
    [InlineData(7, 0, 10)]
    [InlineData(13, 23.99, 10)]
    public void The_last_7_days_are_today_and_the_6_days_before(int day, double hour, int points) =>
        Assert.Equal(points, Evaluate(Model("change", "\"atLeast\": 1"), new History().At(Midnight.AddDays(day).AddHours(hour), "B"), Midnight.AddDays(13).AddHours(23.995)).Line("pace"));

    [Fact]
    public void A_day_is_a_day_of_UTC_wherever_the_sender_is()
    {
        var history = new History().At(new DateTimeOffset(2026, 3, 9, 1, 0, 0, TimeSpan.FromHours(2)), "B");

        // 23:00 UTC on March 8, which is before the last 7 days of March 15.
        Assert.Equal(0, Evaluate(Model("change", "\"atLeast\": 1"), history, new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero)).Line("pace"));
    }

    [Fact]
    public void A_drop_becomes_true_by_time_alone_and_passes()
    {
        var (model, history) = (Model("change", "\"atMost\": -3"), new History().At(Midnight.AddHours(1), "B").At(Midnight.AddHours(2), "B").At(Midnight.AddHours(25), "B"));
        (double Day, int Points, double? Until)[] expected = [(1, 0, 8), (7.9, 0, 8), (8, 10, 14), (13.9, 10, 14), (14, 0, null), (99, 0, null)];

        foreach (var (day, points, until) in expected)
        {
            var answer = Evaluate(model, history, Midnight.AddDays(day) + TimeSpan.FromHours(1));
            Assert.Equal((points, until), (answer.Line("pace"), (answer.Numbers.ValidUntil - Midnight)?.TotalDays));
        }

        var forecast = Forecast.Of(model, Facts(model, history), Midnight.AddDays(2), Midnight.AddDays(99), 10);
        Assert.Equal([Midnight.AddDays(8), Midnight.AddDays(14)], forecast.Changes.Select(change => change.AsOf).ToArray());
        Assert.True(forecast.IsComplete);
    }

    [Fact]
    public void An_alert_of_a_drop_begins_and_ends_at_midnight()
    {
        var model = SmallModel.Read(""" "criteria": [] """, rest: """
            "spikes": [{ "key": "drop", "label": "Use drops", "signal": "b", "measure": "changePercent", "window": { "lastDays": 7 }, "atMost": -50, "and": [{ "signal": "c" }] }]
            """);
        var history = new History().At(Midnight, "B").At(Midnight, "B").At(Midnight, "B").At(Midnight.AddDays(1), "C");

        Assert.Equal(Midnight.AddDays(7), Evaluate(model, history, Midnight.AddDays(1)).Numbers.ValidUntil);
        Assert.Empty(Evaluate(model, history, Midnight.AddDays(7) - Millisecond).Spikes);
        Assert.Equal(new Evidence(3, Midnight, Midnight, "-100"), Assert.Single(Evaluate(model, history, Midnight.AddDays(7)).Spikes).Evidence);
        Assert.Empty(Evaluate(model, history, Midnight.AddDays(14)).Spikes);
        Assert.Null(Evaluate(model, new History().At(Midnight, "B"), Midnight.AddDays(1)).Numbers.ValidUntil); // never without C
    }

    [Fact]
    public void The_evidence_is_the_change_at_that_moment()
    {
        var history = new History().At(Midnight, "B").At(Midnight.AddDays(1), "B").At(Midnight.AddDays(1), "B").At(Midnight.AddDays(7), "B").At(Midnight.AddDays(8), "B");

        // On the 9th 2 events against 3; on the 16th nothing against 2.
        Assert.Equal("-33.33", Evaluate(Model("changePercent", "\"atMost\": -1"), history, Midnight.AddDays(8)).Contributions[0].Evidence.Value);
        Assert.Equal("-2", Evaluate(Model("change", "\"atMost\": -1"), history, Midnight.AddDays(14)).Contributions[0].Evidence.Value);
    }

    [Fact]
    public void The_days_of_all_people_of_an_account_count_together()
    {
        var model = Model("change", "\"atLeast\": 3");
        var layout = DigestLayout.For(model);
        var merger = new DigestMerger(layout);
        merger.Add(Digest.Fold(layout, new History().At(Midnight.AddDays(7), "B").At(Midnight.AddDays(13), "B").Events));
        merger.Add(Digest.Fold(layout, new History().At(Midnight.AddDays(-300), "B").At(Midnight.AddDays(0), "B").At(Midnight.AddDays(9), "B").At(Midnight.AddDays(9), "B").Events));

        Assert.Equal(10, ScoringEngine.Evaluate(model, new LeadFacts(LeadProfile.Unknown, merger.Merged), Midnight.AddDays(13)).Line("pace"));
        Assert.Equal(0, ScoringEngine.Evaluate(model, new LeadFacts(LeadProfile.Unknown, merger.Merged), Midnight.AddDays(14)).Line("pace"));
    }

    [Fact]
    public void Late_events_fold_in_place_however_old_they_are()
    {
        var model = Model("change", "\"atMost\": -2");
        var digest = Digest.Fold(DigestLayout.For(model), new History().At(Midnight.AddDays(13), "B").Events);
        var late = new History().At(Midnight.AddDays(-500), "B").At(Midnight.AddDays(-1), "B").At(Midnight, "B").At(Midnight.AddDays(6), "B").At(Midnight.AddDays(6), "B").At(Midnight.AddDays(6), "B");

        Assert.All(late.Events, each => Assert.True(digest.TryFold(each)));
        Assert.Equal("-3", ScoringEngine.Evaluate(model, new LeadFacts(LeadProfile.Unknown, digest), Midnight.AddDays(13)).Contributions[0].Evidence.Value);
    }

    [Fact]
    public void More_events_are_counted_than_any_list_holds()
    {
        var history = new History();
        Enumerable.Range(0, 1_000).ToList().ForEach(i => history.At(Midnight.AddMinutes(i), "B"));

        Assert.Equal("1000", Evaluate(Model("change", "\"atLeast\": 999"), history, Midnight.AddDays(1)).Contributions[0].Evidence.Value);
    }

    [Fact]
    public void Totals_may_rise_by_time_alone()
    {
        Assert.True(Model("change", "\"atLeast\": 1").MayRiseByTime);
        Assert.False(Engine.ProductLed.MayRiseByTime);
    }

    [Fact]
    public void An_action_is_as_many_events_as_the_change_still_needs_and_a_drop_is_no_action()
    {
        var history = new History().At(Midnight.AddDays(1), "B").At(Midnight.AddDays(1), "B").At(Midnight.AddDays(9), "B");

        Gap GapOf(string thresholds) => Gap.Of(GapModel(thresholds), Facts(GapModel(thresholds), history) with { Profile = SmallModel.Fitting }, Midnight.AddDays(10));

        Assert.Equal(["B", "B", "B"], Assert.Single(GapOf("\"atLeast\": 2").Sets).Actions[0].Events.Select(each => each.Name).ToArray());
        Assert.Empty(GapOf("\"atMost\": -2").Sets);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(86_399_999, 0)]
    [InlineData(86_400_000, 1)]
    [InlineData(-1, -1)]
    [InlineData(-86_400_000, -1)]
    [InlineData(-86_400_001, -2)]
    public void A_midnight_belongs_to_the_day_that_it_begins(long instant, long day) => Assert.Equal(day, DayCounts.DayOf(instant));

    private static ScoringModel GapModel(string thresholds) => SmallModel.Read(Criterion("change", thresholds, 50), rest: SmallModel.FitOf(40));

    private static ScoringModel Model(string measure, string thresholds) => SmallModel.Read(Criterion(measure, thresholds, 10));

    private static string Criterion(string measure, string thresholds, int points) => $$"""
        "criteria": [{ "key": "pace", "layer": "product", "signal": "b", "measure": "{{measure}}", "window": { "lastDays": 7 }, "tiers": [{ "points": {{points}}, {{thresholds}} }] }]
        """;

    private static LeadFacts Facts(ScoringModel model, History history) => new(LeadProfile.Unknown, Digest.Fold(DigestLayout.For(model), history.Events));

    private static Evaluation Evaluate(ScoringModel model, History history, DateTimeOffset asOf) => Engine.Evaluate(model, LeadProfile.Unknown, history.Events, asOf);
}
