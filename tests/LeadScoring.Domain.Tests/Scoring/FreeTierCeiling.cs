using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class FreeTierCeiling
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void After_90_days_on_the_free_tier_behavior_is_not_above_40_and_blocks()
    {
        var log = new History().On(0, "A").Events;
        var (before, then) = (Engine.Evaluate(Model(60), LeadProfile.Unknown, log, History.Day(90) - Millisecond), Engine.Evaluate(Model(60), LeadProfile.Unknown, log, History.Day(90)));

        Assert.Equal((60m, 0m, History.Day(90)), (before.Numbers.Behavior.ToDecimal(), before.Line("free_tier_ceiling"), before.Numbers.ValidUntil));
        Assert.Equal((40m, -20m, null), (then.Numbers.Behavior.ToDecimal(), then.Line("free_tier_ceiling"), then.Numbers.ValidUntil));
        Assert.Empty(before.BlockedBy);
        Assert.Equal(["free_tier_ceiling"], then.BlockedBy);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(30)]
    public void It_blocks_also_where_behavior_is_not_above_it(int points)
    {
        var answer = Engine.Evaluate(Model(points), SmallModel.Fitting, new History().On(0, "A").Events, History.Day(90));

        Assert.Equal((points, 0m, false), (answer.Numbers.Behavior.ToDecimal(), answer.Line("free_tier_ceiling"), answer.Numbers.IsPql));
        Assert.Equal(["free_tier_ceiling"], answer.BlockedBy);
    }

    [Fact]
    public void A_PQL_is_none_any_more_though_it_reaches_all_thresholds()
    {
        var log = new History().On(0, "A").Events;
        var (before, then) = (Engine.Evaluate(Model(60), SmallModel.Fitting, log, History.Day(89)), Engine.Evaluate(Model(60), SmallModel.Fitting, log, History.Day(90)));

        Assert.True(before.Numbers.IsPql);
        Assert.Equal((false, 80m, Points.Zero), (then.Numbers.IsPql, then.Numbers.Total.ToDecimal(), then.Missing.Behavior));
    }

    public static TheoryData<string, string, int?> Plans => new()
    {
        { "the start is not known", "B0", null },
        { "it pays", "A0 Paid1", null },
        { "it paid and went back to the free tier", "A0 Paid1 Free50", 140 },
        { "both at one instant", "A0 Paid1 Free1", 91 },
        { "the free tier came before", "A0 Free1 Paid2", null },
        { "it paid again", "A0 Paid1 Free50 Paid51", null },
        { "the free tier is named and nothing was paid", "A0 Free20", 110 },
        { "the last time on it counts", "A0 Free20 Free30", 120 },
        { "it is named and the start is not known", "B0 Free20", 110 },
        { "it shows a sign of leaving", "A0 Up10", null },
        { "the sign comes when the time on it begins", "A0 Up0", null },
        { "the sign came before the time on it began", "A0 Up10 Paid11 Free50", 140 },
        { "the sign comes again", "A0 Up10 Paid11 Free50 Up51", null },
        { "a sign that comes late lifts it", "A0 Up95", null },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void It_holds_from_the_time_on_the_free_tier_on(string when, string events, int? from)
    {
        var history = new History();
        foreach (var each in events.Split(' '))
        {
            var name = each.TrimEnd([.. "0123456789"]);
            history.On(int.Parse(each[name.Length..]), name);
        }

        foreach (var day in Enumerable.Range(96, 60))
        {
            var holds = Engine.Evaluate(Model(60), LeadProfile.Unknown, history.Events, History.Day(day)).BlockedBy.Count > 0;
            Assert.True(holds == day >= from, $"{when}, on day {day}");
        }
    }

    [Fact]
    public void Without_signals_for_the_free_tier_and_signs_only_the_paid_plan_lifts_it()
    {
        var model = Model(60, """{ "most": 40, "afterDays": 90, "paid": "paid" }""");

        Assert.Single(Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "A").On(50, "Free").On(51, "Up").Events, History.Day(90)).BlockedBy);
        Assert.Empty(Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "A").On(50, "Paid").On(60, "Free").Events, History.Day(900)).BlockedBy);
    }

    [Fact]
    public void It_comes_after_the_cap()
    {
        var answer = Engine.Evaluate(Model(118), LeadProfile.Unknown, new History().On(0, "A").Events, History.Day(90));

        Assert.Equal((-18m, -60m, 40m), (answer.Line("cap"), answer.Line("free_tier_ceiling"), answer.Numbers.Behavior.ToDecimal()));
    }

    [Fact]
    public void Its_reason_stands_after_the_others()
    {
        var model = SmallModel.Read(
            Behavior(60, Usual),
            Signals,
            """ "pql": { "total": 80, "fit": 15, "behavior": 40, "blocks": [{ "key": "customer", "signal": "b" }] } """);

        Assert.Equal(["customer", "free_tier_ceiling"], model.BlockReasons);
        Assert.Equal(["customer"], Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "A").On(1, "B").Events, History.Day(89)).BlockedBy);
        Assert.Equal(["customer", "free_tier_ceiling"], Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "A").On(1, "B").Events, History.Day(90)).BlockedBy);
    }

    private const string Signals = """ "paid": [{ "event": "Paid" }], "free": [{ "event": "Free" }], "up": [{ "event": "Up" }] """;
    private const string Usual = """{ "most": 40, "afterDays": 90, "paid": "paid", "free": "free", "unless": "up" }""";

    private static string Behavior(int points, string rule) =>
        $$""" "criteria": [{ "key": "a", "layer": "product", "tiers": [{ "points": {{points}}, "signal": "a" }, { "points": {{points - 1}}, "signal": "b" }] }], "freeTier": {{rule}} """;

    private static ScoringModel Model(int points, string rule = Usual) => SmallModel.Read(Behavior(points, rule), Signals, SmallModel.FitOf(40));
}
