using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Models;

/// <summary>Databases tell signals apart by these texts, so they are a format: another wording would make every stored signal a new one.</summary>
public sealed class CanonicalTests
{
    [Theory]
    [InlineData("""("Signed Up")""")]
    [InlineData("""("Signed In") keep earliest 5""")]
    [InlineData("""("Onboarding Progressed" & "percent" Above Number:"50")""")]
    [InlineData("""("Pricing Page Viewed" & anonymous)""")]
    [InlineData("""("Invite Sent") of "inviteeEmail" keep distinctEarliest 2 keep distinctLatest 3""")]
    [InlineData("""("Feature Used" & "premium" OneOf Flag:"true" during ("Trial Started") until ("Trial Ended"))""")]
    public void A_definition_is_written_as_it_always_was(string canonical) =>
        Assert.Contains(canonical, ModelReader.Read(ModelTemplates.ProductLed).Signals.Select(signal => signal.Canonical), StringComparer.Ordinal);

    [Theory]
    [InlineData(""" "after": "b" """, """("X" after ("B"))""")]
    [InlineData(""" "during": { "from": "b" } """, """("X" after ("B"))""")]
    [InlineData(""" "during": { "from": "b", "days": { "from": 0 } } """, """("X" after ("B"))""")]
    [InlineData(""" "during": { "from": "b", "days": { "from": 3 } } """, """("X" after ("B") from day 3)""")]
    [InlineData(""" "during": { "from": "b", "until": "c", "days": { "from": 11, "to": 14 } }, "after": "a" """, """("X" after ("A") during ("B") until ("C") from day 11 to day 14)""")]
    [InlineData(""" "where": { "used": { "atLeastShareOf": { "property": "limit", "share": 0.8 } } } """, """("X" & "used" AtLeastShareOf Number:"0.8" of "limit")""")]
    public void What_came_later_stands_there_only_where_it_is_asked_for(string pattern, string canonical)
    {
        var model = Support.SmallModel.Read(
            """ "criteria": [{ "key": "x", "layer": "product", "signal": "x", "tiers": [{ "points": 1 }] }] """, $$""" "x": [{ "event": "X", {{pattern}} }] """);

        Assert.Contains(canonical, model.Signals.Select(signal => signal.Canonical), StringComparer.Ordinal);
    }

    [Fact]
    public void Days_are_counted_for_twice_the_longest_span_that_is_compared()
    {
        var model = Support.SmallModel.Read("""
            "criteria": [{ "key": "x", "layer": "product", "signal": "b", "tiers": [
              { "points": 3, "measure": "change", "atLeast": 1, "window": { "lastDays": 14 } }, { "points": 2, "measure": "changePercent", "atLeast": 1, "window": { "lastDays": 7 } }] }]
            """);

        Assert.Contains("""("B") keep days 28""", model.Signals.Select(signal => signal.Canonical), StringComparer.Ordinal);
    }
}
