using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class Disqualifiers
{
    [Fact]
    public void One_without_points_blocks_and_leaves_fit_as_it_is()
    {
        var answer = On("Student");

        Assert.Equal(["disqualified:title"], answer.BlockedBy);
        Assert.Equal((20m, 20m), (answer.Numbers.Fit.ToDecimal(), answer.Numbers.FitRaw.ToDecimal()));
        Assert.DoesNotContain(answer.Contributions, line => line.Criterion == "title");
    }

    [Fact]
    public void A_tier_with_points_beside_it_takes_them_and_blocks_too()
    {
        var answer = On("Agent");

        Assert.Equal(["disqualified:title"], answer.BlockedBy);
        Assert.Equal((5m, -15m), (answer.Numbers.Fit.ToDecimal(), answer.Line("title")));
    }

    [Fact]
    public void Where_both_match_the_points_count() => Assert.Equal(-15, On("Student Agent").Line("title"));

    [Fact]
    public void What_matches_neither_does_nothing()
    {
        Assert.Empty(On("CTO").BlockedBy);
        Assert.Equal(20, On("CTO").Numbers.Fit.ToDecimal());
    }

    [Fact]
    public void It_is_neither_missing_nor_part_of_the_coverage()
    {
        var answer = Engine.Evaluate(Model, SmallModel.Fitting, [], History.Day(0));

        Assert.Equal((1m, 0), (answer.FitCoverage, answer.FitMissing.Count));
    }

    private static ScoringModel Model => SmallModel.Read(""" "criteria": [] """, rest: """
        "fit": {
          "criteria": [
            { "key": "known", "attribute": "traits.fit", "tiers": [{ "points": 20, "oneOf": ["yes"] }] },
            { "key": "title", "attribute": "title", "blocks": true, "tiers": [{ "containsWord": ["student"] }, { "points": -15, "containsWord": ["agent"] }] }
          ],
          "tiers": [{ "key": "any", "from": 0 }]
        }
        """);

    private static Evaluation On(string title) => Engine.Evaluate(Model, Profiles.Of([("traits.fit", "yes"), ("title", title)]), [], History.Day(0));
}
