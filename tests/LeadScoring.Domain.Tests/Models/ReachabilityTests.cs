using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Models;

public sealed class ReachabilityTests
{
    private const string Criterion = """{ "key": "probe", "layer": "product", "signal": "signed_in", "measure": "MEASURE", "property": "seats", "tiers": [TIERS] }""";

    [Theory]
    [InlineData("count", """{ "points": 5 }""", """{ "points": 3, "window": { "firstDays": 7 } }""")]
    [InlineData("count", """{ "points": 5, "window": { "lastDays": 30 } }""", """{ "points": 3, "window": { "lastDays": 7 } }""")]
    [InlineData("distinct", """{ "points": 5, "atLeast": 2 }""", """{ "points": 5, "atLeast": 3, "window": { "lastDays": 7 } }""")]
    [InlineData("greatest", """{ "points": 5, "atLeast": 10, "window": { "lastDays": 30 } }""", """{ "points": 3, "atLeast": 20, "window": { "lastDays": 7 } }""")]
    public void A_tier_within_another_that_is_worth_as_much_is_a_fault(string measure, string wide, string narrow)
    {
        var errors = ErrorsOf(measure, $"{wide}, {narrow}");

        Assert.Equal("$.behavior.criteria[0].tiers[1]", Assert.Single(errors).Path);
        Assert.Contains("can never be reached", errors[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("count", """{ "points": 3, "window": { "firstDays": 30 } }""", """{ "points": 5, "window": { "firstDays": 7 } }""")]
    [InlineData("count", """{ "points": 5, "window": { "firstDays": 7 } }""", """{ "points": 3, "window": { "lastDays": 7 } }""")]
    [InlineData("count", """{ "points": 5, "atLeast": 2, "window": { "lastDays": 30 } }""", """{ "points": 3, "window": { "lastDays": 7 } }""")]
    public void A_tier_that_can_be_met_alone_or_is_worth_more_is_none(string measure, string first, string second) =>
        Assert.Empty(ErrorsOf(measure, $"{first}, {second}"));

    [Theory]
    [InlineData("""{ "above": 5, "below": 3 }""")]
    [InlineData("""{ "atLeast": 5, "below": 5 }""")]
    [InlineData("""{ "above": 5, "atMost": 5 }""")]
    public void Bounds_that_no_number_is_within_are_a_fault(string bounds)
    {
        var document = ModelTemplates.ProductLed.Replace("""{ "above": 50 }""", bounds, StringComparison.Ordinal);

        var error = Assert.Single(Assert.Throws<ModelException>(() => ModelReader.Read(document)).Errors);

        Assert.Equal("$.signals.onboarding_over_half[0].where.percent", error.Path);
        Assert.Contains("can never be met", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "used": { "atLeastShareOf": { "property": "limit", "share": 0.8 }, "below": 80 }, "limit": { "atLeast": 100 } """)]
    [InlineData(""" "used": { "atLeastShareOf": { "property": "limit", "share": 0.8 }, "atMost": 80 }, "limit": { "above": 100 } """)]
    [InlineData(""" "used": { "atLeastShareOf": { "property": "limit", "share": 0.8 }, "oneOf": [79, "many"] }, "limit": { "oneOf": ["none", 100, 200] } """)]
    [InlineData(""" "used": { "atLeastShareOf": { "property": "limit", "share": 0.8 }, "atMost": 0 } """)]
    [InlineData(""" "used": { "atLeastShareOf": { "property": "limit", "share": 0.8 } }, "limit": { "atMost": 0 } """)]
    [InlineData(""" "used": { "atLeastShareOf": { "property": "limit", "share": 0.8 } }, "limit": { "exists": false } """)]
    [InlineData(""" "used": { "atLeastShareOf": { "property": "limit", "share": 0.8 } }, "limit": "none" """)]
    [InlineData(""" "used": { "atLeastShareOf": { "property": "limit", "share": 0.8 }, "exists": false } """)]
    public void A_share_that_the_other_conditions_leave_no_numbers_for_is_a_fault(string where)
    {
        var error = Assert.Single(Assert.Throws<ModelException>(() => Shared(where)).Errors);

        Assert.Equal("$.signals.x[0].where.used.atLeastShareOf", error.Path);
        Assert.Contains("can never be met", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "used": { "atLeastShareOf": { "property": "limit", "share": 0.07 }, "atMost": 7 }, "limit": { "atLeast": 100 } """)]
    [InlineData(""" "used": { "atLeastShareOf": { "property": "limit", "share": 0.8 }, "oneOf": [80] }, "limit": { "oneOf": [-1, 100] } """)]
    [InlineData(""" "used": { "atLeastShareOf": { "property": "limit", "share": 0.8 }, "below": 0.1 }, "limit": { "below": 1000 } """)]
    public void A_share_of_a_number_that_is_left_is_none(string where) => Shared(where);

    private static void Shared(string where) => Support.SmallModel.Read(""" "criteria": [] """, $$""" "x": [{ "event": "X", "where": { {{where}} } }] """);

    [Fact]
    public void Bounds_that_meet_in_one_number_are_none() =>
        ModelReader.Read(ModelTemplates.ProductLed.Replace("""{ "above": 50 }""", """{ "atLeast": 5, "atMost": 5 }""", StringComparison.Ordinal));

    private static IReadOnlyList<ModelError> ErrorsOf(string measure, string tiers)
    {
        var criterion = Criterion.Replace("MEASURE", measure, StringComparison.Ordinal).Replace("TIERS", tiers, StringComparison.Ordinal);
        if (measure == "count")
        {
            criterion = criterion.Replace("\"property\": \"seats\", ", "", StringComparison.Ordinal);
        }

        // Before the first criterion of the behavior part.
        var at = ModelTemplates.ProductLed.IndexOf('[', ModelTemplates.ProductLed.IndexOf("\"behavior\": {", StringComparison.Ordinal)) + 1;
        try
        {
            ModelReader.Read(ModelTemplates.ProductLed.Insert(at, criterion + ","));
            return [];
        }
        catch (ModelException e)
        {
            return e.Errors;
        }
    }
}
