using System.Text.Json.Nodes;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Models;

public sealed class ModelReviewTests
{
    private const string Decay = """ "decay": { "kind": "step", "points": 10, "periodDays": 30 } """;

    [Fact]
    public void There_is_nothing_to_say_against_the_default_model() => Assert.Empty(ModelReview.Of(ModelTemplates.ProductLed));

    [Theory]
    [InlineData("standard", 9, "There are 9 criteria: a score of fewer than 10 is hard to trust; 15 to 25 are usual.")]
    [InlineData("standard", 10, "There are 10 criteria, which is few: 15 to 25 are usual.")]
    [InlineData("standard", 14, "There are 14 criteria, which is few: 15 to 25 are usual.")]
    [InlineData("standard", 15, null)]
    [InlineData("standard", 25, null)]
    [InlineData("standard", 26, "There are 26 criteria, which is many: 15 to 25 are usual.")]
    [InlineData("standard", 35, "There are 35 criteria, which is many: 15 to 25 are usual.")]
    [InlineData("standard", 36, "There are 36 criteria: a score of more than 35 is hard to trust; 15 to 25 are usual.")]
    [InlineData("starter", 2, "There are 2 criteria, which is few: 3 to 8 are usual to begin with.")]
    [InlineData("starter", 3, null)]
    [InlineData("starter", 8, null)]
    [InlineData("starter", 9, "There are 9 criteria, which is many before conversions tell which of them matter: 3 to 8 are usual to begin with.")]
    public void Few_criteria_and_many_criteria_are_named(string maturity, int criteria, string? message)
    {
        var list = string.Join(',', Enumerable.Range(0, criteria).Select(i => $$"""{ "key": "c{{i}}", "layer": "product", "signal": "a", "tiers": [{ "points": 9 }] }"""));
        var document = SmallModel.Document($$""" "criteria": [{{list}}] """, rest: $$""" "maturity": "{{maturity}}" """);

        Assert.Equal(message, ModelReview.Of(document).SingleOrDefault(warning => warning.Path == "$")?.Message);
    }

    [Theory]
    [InlineData("halfLife", 60, 15, null)]
    [InlineData("halfLife", 60, 14, "A half-life of 14 days is shorter than a quarter of the sales cycle of 60 days: leads fade before they can buy; half a cycle is usual.")]
    [InlineData("step", 29, 14, null)]
    [InlineData("step", 29, 30, "A period of 30 days does not fit a sales cycle of 29 days: 14 are usual.")]
    [InlineData("step", 30, 30, null)]
    [InlineData("step", 90, 30, null)]
    [InlineData("step", 90, 60, "A period of 60 days does not fit a sales cycle of 90 days: 30 are usual.")]
    [InlineData("step", 91, 60, null)]
    [InlineData("step", 91, 90, null)]
    [InlineData("step", 91, 30, "A period of 30 days does not fit a sales cycle of 91 days: 60 to 90 are usual.")]
    public void The_sales_cycle_says_how_fast_behavior_may_fade(string kind, int cycle, int days, string? message)
    {
        var points = kind == "step" ? "\"points\": 10," : "";
        var document = SmallModel.Document($$""" "criteria": [], "decay": { "kind": "{{kind}}", {{points}} "periodDays": {{days}} } """, rest: $$""" "salesCycleDays": {{cycle}} """);

        Assert.Equal(message, ModelReview.Of(document).SingleOrDefault(warning => warning.Path == "$.behavior.decay.periodDays")?.Message);
    }

    [Fact]
    public void Signals_and_lists_without_a_use_are_named_also_those_that_only_each_other_use()
    {
        var document = SmallModel.Document(
            """ "criteria": [{ "key": "x", "layer": "product", "signal": "x", "voidedBy": ["b"], "tiers": [{ "points": 9 }] }] """,
            """ "x": [{ "event": "X", "after": "c" }], "lost": [{ "event": "L", "during": { "from": "e" } }], "e": [{ "event": "E" }] """,
            """ "lists": { "no": ["x"] } """);

        Assert.Equal(["$.lists.no", "$.signals.e", "$.signals.lost"], PathsOf(document).Where(path => path.StartsWith("$.lists", StringComparison.Ordinal) || path.StartsWith("$.signals", StringComparison.Ordinal)).ToArray());
        Assert.Contains(new ModelWarning("$.signals.lost", "No rule uses this: it has no effect on any score."), ModelReview.Of(document));
    }

    [Theory]
    [InlineData("$.pql.total", "140", "This can never be reached: a lead has at most 139 of the 140 points of total, and so is never a PQL.")]
    [InlineData("$.pql.fit", "50", "This can never be reached: a lead has at most 49 of the 50 points of fit, and so is never a PQL.")]
    [InlineData("$.pql.behavior", "91", "This can never be reached: a lead has at most 90 of the 91 points of behavior, and so is never a PQL.")]
    [InlineData("$.account.pql.total", "130", "This can never be reached: an account has at most 129 of the 130 points of total, and so is never a PQL.")]
    [InlineData("$.account.pql.fit", "40", "This can never be reached: an account has at most 39 of the 40 points of fit, and so is never a PQL.")]
    [InlineData("$.fit.tiers[0].from", "49.5", "Nobody reaches this tier from 49.5: fit comes to 49 at most.")]
    [InlineData("$.behavior.tiers[1].from", "91", "Nobody reaches this tier from 91: behavior comes to 90 at most.")]
    [InlineData("$.bands[1].from", "93", "No lead reaches this band from 93 %: all criteria together come to 92 % of 150.")]
    public void What_the_greatest_points_never_reach_is_named(string path, string json, string message)
    {
        // Fit 39 of the account and 10 of the title; behavior 20 + 30 of the better product + 15 for two + 25 of velocity.
        var document = JsonNode.Parse(SmallModel.Document(
            $$"""
            "criteria": [
              { "key": "one", "layer": "product", "signal": "a", "keyAction": true, "tiers": [{ "points": 20 }] },
              { "key": "two", "layer": "product", "product": "p", "signal": "b", "tiers": [{ "points": 30 }] },
              { "key": "three", "layer": "product", "product": "q", "signal": "c", "tiers": [{ "points": 12 }] },
              { "key": "bad", "layer": "product", "signal": "c", "tiers": [{ "points": -5 }] }],
            "products": { "keys": ["p", "q"], "bonuses": [{ "products": 2, "points": 15 }, { "products": 3, "points": 40 }] },
            "velocity": { "actions": 5, "hours": 48, "points": 25, "lapseDays": 30 }, {{Decay}}
            """,
            rest: """
            "fit": { "criteria": [
              { "key": "size", "attribute": "employees", "tiers": [{ "points": 15, "from": 50 }, { "points": 39, "from": 500 }] },
              { "key": "title", "attribute": "title", "tiers": [{ "points": 10, "oneOf": ["CTO"] }] },
              { "key": "far", "attribute": "country", "tiers": [{ "points": -5, "oneOf": ["XX"] }] }], "tiers": [{ "key": "high", "from": 49 }, { "key": "any", "from": 0 }] },
            "account": { "pql": { "total": 80, "fit": 15, "behavior": 40 } },
            "bands": [{ "key": "all", "from": 0 }, { "key": "hot", "from": 92 }]
            """))!;
        string[] Reach() => [.. ModelReview.Of(document.ToJsonString()).Where(warning => warning.Message.Contains("reach", StringComparison.Ordinal)).Select(warning => $"{warning.Path}: {warning.Message}")];
        Assert.Empty(Reach());

        KitchenSink.Set(document, path, json);

        Assert.Equal([$"{(path.EndsWith(".from", StringComparison.Ordinal) ? path[..^5] : path)}: {message}"], Reach());
    }

    [Theory]
    [InlineData(-5, false)]
    [InlineData(-6, true)]
    public void Penalties_of_more_than_a_quarter_are_named(int points, bool isNamed)
    {
        var document = SmallModel.Document($$"""
            "criteria": [{ "key": "one", "layer": "product", "signal": "a", "tiers": [{ "points": 20 }] }, { "key": "bad", "layer": "product", "signal": "b", "tiers": [{ "points": {{points}} }, { "points": -1, "atLeast": 1, "signal": "c" }] }]
            """);

        Assert.Equal(isNamed, ModelReview.Of(document).Contains(new ModelWarning("$", "Penalties come to 6 points, 30 % of the 20 that can be gained: more than 25 % bury good leads.")));
    }

    [Fact]
    public void A_competitor_who_is_only_given_fewer_points_still_qualifies()
    {
        var document = ModelTemplates.ProductLed.Replace("\"blocks\": true,", "", StringComparison.Ordinal);

        Assert.Contains(
            new ModelWarning("$.fit.criteria[5]", "This disqualifies no one: a lead with all 50 points of fit keeps 20 and passes the 15 of a PQL. With blocks it cannot be one."),
            ModelReview.Of(document));
    }

    [Theory]
    [InlineData("$.behavior.velocity", null, "$.behavior", "There is no velocity: 8 criteria have keyAction, and many key actions in a short time count no more than the same in a year.")]
    [InlineData("$.behavior.velocity.points", "100", null, null)]
    [InlineData("$.behavior.decay", null, "$.behavior", "There is no decay: what somebody did 3 years ago counts as much as what was done today.")]
    [InlineData("$.behavior.decay.floor", "40", "$.behavior.decay.floor", "Decay stops at 40, which is not below the 40 of a PQL: nobody stops being one by going quiet.")]
    [InlineData("$.behavior.products", """{ "keys": ["crm"] }""", "$.behavior.products.keys[0]", "The product 'crm' has 0 points: no criterion that adds points belongs to it.")]
    [InlineData("$.conversion", "\"order_completed\"", null, null)]
    [InlineData("$.conversion", "\"checkout_or_upgrade_started\"", "$.conversion", "Of 1 signals that block none is this one: who has bought stays a PQL. That is right only for a model of expansion.")]
    [InlineData("$.fit.criteria[0].tiers[0].points", "16", "$.fit.criteria", "The criteria come to 51 points, of which fit counts 50: some of them make no difference.")]
    public void What_experience_says_does_not_work_is_named_at_its_place(string path, string? json, string? warnedAt, string? message)
    {
        var document = JsonNode.Parse(ModelTemplates.ProductLed)!;
        KitchenSink.Set(document, path, json);

        var warnings = ModelReview.Of(document.ToJsonString());

        Assert.Equal(warnedAt is null ? [] : [new ModelWarning(warnedAt, message!)], warnings);
    }

    [Fact]
    public void A_bonus_above_all_that_earns_it_is_named()
    {
        var document = SmallModel.Document($$"""
            "criteria": [{ "key": "one", "layer": "product", "signal": "a", "keyAction": true, "tiers": [{ "points": 24 }] }, { "key": "two", "layer": "product", "signal": "b", "tiers": [{ "points": 24 }] }],
            "velocity": { "actions": 5, "hours": 48, "points": 25, "lapseDays": 30 }, {{Decay}}
            """);

        Assert.Contains(
            new ModelWarning("$.behavior.velocity.points", "The bonus of 25 is more than all 24 points of the key actions that earn it: 25 to 50 % of them are usual, 100 % are the most."),
            ModelReview.Of(document));
    }

    [Fact]
    public void Without_a_key_action_there_is_no_champion_and_a_beginner_needs_no_velocity()
    {
        var document = SmallModel.Document(""" "criteria": [{ "key": "one", "layer": "product", "signal": "a", "tiers": [{ "points": 24 }] }] """);
        Assert.Contains(new ModelWarning("$.behavior.criteria", "Of 1 criteria 0 have keyAction: accounts have no champion, and nothing tells a burst of activity."), ModelReview.Of(document));

        var starter = SmallModel.Document($$""" "criteria": [{ "key": "one", "layer": "product", "keyAction": true, "signal": "a", "tiers": [{ "points": 24 }] }], {{Decay}} """, rest: """ "maturity": "starter" """);
        Assert.DoesNotContain("$.behavior", PathsOf(starter), StringComparer.Ordinal);
    }

    [Fact]
    public void A_document_with_faults_is_not_reviewed() => Assert.Throws<ModelException>(() => ModelReview.Of("{}"));

    private static string[] PathsOf(string document) => [.. ModelReview.Of(document).Select(warning => warning.Path)];
}
