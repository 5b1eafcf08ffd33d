using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class Priorities
{
    [Theory]
    [InlineData("35", "60", "A1", "Call now")]
    [InlineData("34.99", "60", "B1", null)]
    [InlineData("35", "59.99", "A2", "Nurture")]
    [InlineData("1", "60", "C1", "Check the profile")]
    [InlineData("1", "1", "C2", null)]
    public void A_lead_has_the_cell_of_its_tiers_and_the_action_of_the_cell(string fit, string behavior, string cell, string? action)
    {
        var model = SmallModel.Read(
            $$""" "criteria": [{ "key": "a", "layer": "product", "signal": "a", "tiers": [{ "points": {{behavior}} }] }] """,
            rest: $$"""
                "fit": {
                  "criteria": [{ "key": "known", "attribute": "traits.fit", "tiers": [{ "points": {{fit}}, "oneOf": ["yes"] }] }],
                  "tiers": [{ "key": "strong", "from": 35 }, { "key": "weak", "from": 0 }, { "key": "moderate", "from": 20 }]
                },
                "priorities": { "A1": "Call now", "C1": "Check the profile", "A2": "Nurture" }
                """);
        var answer = Engine.Evaluate(model, SmallModel.Fitting, new History().On(0, "A").Events, History.Day(0));

        Assert.Equal((cell, action), (answer.Priority, answer.Action));
    }

    [Fact]
    public void Every_model_has_cells()
    {
        var lead = Engine.OnDay(0, new History());

        Assert.Equal(("C3", null), (lead.Priority, lead.Action));
        Assert.Equal("A1", Engine.OnDay(7, WorkedLeads.Engaged, Profiles.Perfect()).Priority);
    }

    [Fact]
    public void A_model_of_one_tier_each_has_one_cell() =>
        Assert.Equal("A2", Engine.Evaluate(SmallModel.Read(""" "criteria": [] """), LeadProfile.Unknown, [], History.Day(0)).Priority);
}
