using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

/// <summary>Numbers compared with another property of the same event.</summary>
public sealed class Shares
{
    [Theory]
    [InlineData(80, 100, 0.8, 10)]
    [InlineData(79.99, 100, 0.8, 0)]
    [InlineData(7, 100, 0.07, 10)] // 0.07 x 100 is a little more than 7 in binary
    [InlineData(0.3, 0.1, 3, 10)]
    [InlineData(250, 100, 2.5, 10)]
    [InlineData(5, 0, 0.8, 0)]
    [InlineData(-4, -5, 0.8, 0)]
    [InlineData("80", 100, 0.8, 0)]
    [InlineData(80, "100", 0.8, 0)]
    [InlineData(80, true, 0.8, 0)]
    public void A_share_compares_two_numbers_of_which_the_other_is_above_0(object used, object limit, double share, int points) =>
        Assert.Equal(points, Points(share, ("used", used), ("limit", limit)));

    [Fact]
    public void Without_one_of_the_numbers_nothing_is_a_share()
    {
        Assert.Equal(0, Points(0.8, ("used", 80)));
        Assert.Equal(0, Points(0.8, ("limit", 100)));
    }

    private static decimal Points(double share, params (string Name, object Value)[] properties)
    {
        var model = SmallModel.Read(
            """ "criteria": [{ "key": "x", "layer": "product", "signal": "x", "tiers": [{ "points": 10 }] }] """,
            FormattableString.Invariant($$""" "x": [{ "event": "X", "where": { "used": { "atLeastShareOf": { "property": "limit", "share": {{share}} } } } }] """));
        return Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "X", properties).Events, History.Day(1)).Line("x");
    }
}
