using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Scoring.Gaps;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

/// <summary>What is missing to a PQL where fit and behavior do not simply add up.</summary>
public sealed class GapRules
{
    private const string Two = """
        "criteria": [
          { "key": "a", "layer": "product", "signal": "a", "tiers": [{ "points": 40 }] },
          { "key": "b", "layer": "product", "signal": "b", "tiers": [{ "points": 30 }] }
        ]
        """;

    [Fact]
    public void Behind_a_gate_what_opens_it_is_missing()
    {
        var model = SmallModel.Read(Two, rest: Fit("""{ "kind": "gate", "least": 20 }""", 20, 35));

        // Behavior is 0 before and 70 behind the gate: nothing that is done counts before.
        var gap = Of(model, 1, new History().On(0, "A").On(0, "B"));

        Assert.Equal((0m, -15m, -40m), (gap.Now.Behavior.ToDecimal(), gap.Margins.Fit.ToDecimal(), gap.Margins.Behavior.ToDecimal()));
        Assert.Equal(["industry", "size"], gap.Sets.Select(Text).Order(StringComparer.Ordinal).ToArray());
        Assert.Equal((35m, 70m, 105m), (gap.Sets[0].After.Fit.ToDecimal(), gap.Sets[0].After.Behavior.ToDecimal(), gap.Sets[0].After.Total.ToDecimal()));
    }

    [Fact]
    public void Behind_a_gate_that_nothing_opens_the_fit_is_unreachable_for_behavior()
    {
        var model = SmallModel.Read(Two, rest: Fit("""{ "kind": "gate", "least": 40 }""", 15, 20));

        // 35 of fit pass the 15 of a PQL, but not the gate.
        Assert.Equal([new UnreachableThreshold("total", Points.Of(80), Points.Of(35)), new UnreachableThreshold("behavior", Points.Of(40), Points.Zero)], Of(model, 1, new History().On(0, "A")).Unreachable);
    }

    [Fact]
    public void A_better_fit_may_be_all_that_behavior_lacks()
    {
        var model = SmallModel.Read(Two, rest: Fit("""{ "kind": "multiplier", "factors": { "weak": 0.5, "strong": 1.25 } }""", 15, 40));

        // 40 x 0.5 + 15 = 35; 40 x 1.25 + 40 = 90; 70 x 0.5 = 35 is too little.
        var gap = Of(model, 1, new History().On(0, "A"));

        Assert.Equal(["size"], gap.Sets.Select(Text).ToArray());
        Assert.Equal((50m, 90m), (gap.Sets[0].After.Behavior.ToDecimal(), gap.Sets[0].After.Total.ToDecimal()));
    }

    [Fact]
    public void Where_fit_and_behavior_are_reached_one_at_a_time_only_the_later_one_is_unreachable()
    {
        var model = SmallModel.Read(
            Two,
            rest: Fit("""{ "kind": "multiplier", "factors": { "weak": 1, "strong": 0.5 } }""", 15, 40) + """, "pql": { "total": 0, "fit": 35, "behavior": 40 } """);

        // A fit of 40 halves the 70 that there can be; a fit of 15 is too small.
        Assert.Equal([new UnreachableThreshold("behavior", Points.Of(40), Points.Of(35))], Of(model, 1, new History().On(0, "A")).Unreachable);
    }

    [Theory]
    [InlineData("0.7", "0.3", "size")] // 84 + 18 = 102; industry makes 31.5 + 18 = 49.5
    [InlineData("0.1", "0.9", "b & size, b & industry")] // 12 + 94.5 = 106.5, 4.5 + 94.5 = 99; a fit of 50 makes 15 + 54 = 69
    public void A_weighted_total_is_reached_by_what_weighs_most(string fit, string behavior, string sets)
    {
        var model = SmallModel.Read(Two, rest: Fit(null, 15, 40) + $$""", "total": { "kind": "weighted", "fit": {{fit}}, "behavior": {{behavior}} } """);

        Assert.Equal(sets, string.Join(", ", Of(model, 1, new History().On(0, "A")).Sets.Select(Text)));
    }

    [Theory]
    [InlineData(0, 8, 40)]
    [InlineData(3, 5, 40)]
    public void Of_points_each_time_only_as_many_are_named_as_are_needed(int done, int missing, int points)
    {
        var model = SmallModel.Read(""" "criteria": [{ "key": "b", "layer": "product", "signal": "b", "each": { "points": 5, "most": 100 } }] """, rest: SmallModel.FitOf(40));
        var history = new History();
        for (var i = 0; i < done; i++)
        {
            history.On(0, "B");
        }

        var action = Assert.Single(Assert.Single(Of(model, 1, history, SmallModel.Fitting).Sets).Actions);

        Assert.Equal(("b", missing, points), (action.Criterion, action.Events.Count, action.Points.ToDecimal()));
    }

    [Fact]
    public void Values_that_are_counted_each_time_are_new_ones()
    {
        var model = SmallModel.Read(
            """ "criteria": [{ "key": "b", "layer": "product", "signal": "b", "measure": "distinct", "property": "p", "window": { "lastDays": 7 }, "each": { "points": 20, "most": 60 } }] """, rest: SmallModel.FitOf(40));
        var action = Assert.Single(Assert.Single(Of(model, 1, new History().On(0, "B", ("p", "example 1")), SmallModel.Fitting).Sets).Actions);

        Assert.Equal("example 2", Assert.Single(action.Events).Properties["p"].Text);
    }

    [Fact]
    public void The_same_once_more_may_be_enough_where_what_is_new_counts_more()
    {
        var model = SmallModel.Read(""" "criteria": [{ "key": "b", "layer": "product", "signal": "b", "tiers": [{ "points": 30 }] }], "recency": { "hours": 72, "multiplier": 1.5 } """, rest: SmallModel.FitOf(40));

        Assert.Equal("b", Text(Assert.Single(Of(model, 10, new History().On(0, "B"), SmallModel.Fitting).Sets)));
        Assert.True(Of(model, 2, new History().On(0, "B"), SmallModel.Fitting).Now.IsPql);
    }

    [Fact]
    public void What_lifts_the_ceiling_of_the_free_tier_is_named()
    {
        var gap = Of(FreeTier(), 90, new History().On(0, "A"), SmallModel.Fitting);

        Assert.Equal(["free_tier_ceiling"], gap.BlockedBy);
        Assert.Equal(["free_tier_ceiling: Up", "free_tier_ceiling: Paid"], gap.Sets.Select(set => $"{Text(set)}: {Assert.Single(set.Actions[0].Events).Name}").ToArray());
        Assert.All(gap.Sets, set => Assert.Equal((20m, 100m), (set.Actions[0].Points.ToDecimal(), set.After.Total.ToDecimal())));
    }

    [Fact]
    public void What_blocks_for_ever_besides_is_not_lifted()
    {
        var gap = Of(FreeTier(), 90, new History().On(0, "A").On(0, "C"), SmallModel.Fitting);

        Assert.Equal(["customer", "free_tier_ceiling"], gap.BlockedBy);
        Assert.Empty(gap.Sets);
    }

    [Theory]
    [InlineData(""" "hold": { "signal": "c", "days": 10 } """, "A", "decay: A, decay: C")]
    [InlineData(""" "faster": { "after": "b", "until": "c", "factor": 3 } """, "A B", "decay: A, decay: C")]
    [InlineData(""" "faster": { "after": "b", "until": "c", "factor": 3 } """, "A", "")] // fades slowly anyway: a PQL
    public void What_stops_the_fading_or_makes_it_slower_is_offered(string rule, string events, string expected)
    {
        var model = SmallModel.Read(
            $$""" "criteria": [{ "key": "a", "layer": "product", "tiers": [{ "signal": "a", "points": 60 }] }], "decay": { "kind": "step", "points": {{(rule.Contains("hold", StringComparison.Ordinal) ? 30 : 10)}}, "periodDays": 30, {{rule}} } """,
            rest: SmallModel.FitOf(40));
        var history = new History();
        foreach (var name in events.Split(' '))
        {
            history.On(0, name);
        }

        Assert.Equal(expected, string.Join(", ", Of(model, 30, history, SmallModel.Fitting).Sets.Select(set => $"{Text(set)}: {Assert.Single(set.Actions[0].Events).Name}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Activity_on_the_clock_of_a_layer_is_offered_by_its_line()
    {
        var model = SmallModel.Read(
            """ "criteria": [{ "key": "c", "layer": "marketing", "signal": "c", "tiers": [{ "points": 60 }] }], "decay": { "kind": "step", "points": 10, "periodDays": 300, "layers": { "marketing": { "points": 30, "periodDays": 30, "clock": "b" } } } """,
            rest: SmallModel.FitOf(40));
        var action = Assert.Single(Assert.Single(Of(model, 30, new History().On(0, "A").On(0, "B").On(0, "C"), SmallModel.Fitting).Sets).Actions);

        Assert.Equal(("decay:marketing", 30m, "B"), (action.Criterion, action.Points.ToDecimal(), Assert.Single(action.Events).Name));
    }

    [Theory]
    [InlineData(""" "criteria": [{ "key": "a", "layer": "product", "signal": "a", "tiers": [{ "points": 60 }] }, { "key": "no", "layer": "product", "signal": "b", "each": { "points": -8, "most": -80 } }] """, "no: B B B")]
    [InlineData(""" "criteria": [{ "key": "a", "layer": "product", "signal": "a", "tiers": [{ "points": 60 }] }], "decay": { "kind": "step", "points": 10, "periodDays": 30, "faster": { "after": "b", "factor": 3 } } """, "decay: B")]
    public void What_takes_points_each_time_or_makes_them_fade_faster_may_lose_a_PQL(string behavior, string loss)
    {
        var gap = Of(SmallModel.Read(behavior, rest: SmallModel.FitOf(40)), 30, new History().On(0, "A"), SmallModel.Fitting);

        Assert.True(gap.Now.IsPql);
        Assert.Equal([loss], gap.Losses.Select(each => $"{each.Key}: {string.Join(' ', each.Events.Select(happened => happened.Name))}").ToArray());
    }

    private static ScoringModel FreeTier() => SmallModel.Read(
        """ "criteria": [{ "key": "a", "layer": "product", "signal": "a", "tiers": [{ "points": 60 }] }], "freeTier": { "most": 40, "afterDays": 90, "paid": "paid", "unless": "up" } """,
        """ "paid": [{ "event": "Paid" }], "up": [{ "event": "Up" }] """,
        SmallModel.FitOf(40) + """, "pql": { "total": 80, "fit": 15, "behavior": 40, "blocks": [{ "key": "customer", "signal": "c" }] } """);

    /// <summary>Two attributes that are not known; strong from 35 on.</summary>
    private static string Fit(string? effect, int industry, int size) => $$"""
        "fit": {
          "criteria": [
            { "key": "industry", "attribute": "industry", "tiers": [{ "points": {{industry}}, "oneOf": ["SaaS"] }] },
            { "key": "size", "attribute": "employees", "tiers": [{ "points": {{size}}, "from": 50 }] }
          ],
          "tiers": [{ "key": "weak", "from": 0 }, { "key": "strong", "from": 35 }]
          {{(effect is null ? "" : ", \"effect\": " + effect)}}
        }
        """;

    private static string Text(GapSet set) => string.Join(" & ", set.Actions.Select(action => action.Criterion).Concat(set.Attributes.Select(each => each.Criterion)));

    private static Gap Of(ScoringModel model, double day, History history, LeadProfile? profile = null) =>
        Gap.Of(model, new LeadFacts(profile ?? LeadProfile.Unknown, Digest.Fold(DigestLayout.For(model), history.Events)), History.Day(day));
}
