using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class WeightedTotals
{
    private const string Half = """{ "kind": "weighted", "fit": 0.5, "behavior": 0.5 }""";

    [Theory]
    [InlineData("0.7", "0.3", "50", "100", 150)]
    [InlineData("0.7", "0.3", "50", null, 105)]
    [InlineData("0.7", "0.3", null, "100", 45)]
    [InlineData("0.7", "0.3", "40", "30", 97.5)]
    [InlineData("0.5", "0.5", "30", "55", 86.25)] // 150 x (0.5 x 0.6 + 0.5 x 0.55)
    [InlineData("0", "1", "50", "40", 60)]
    [InlineData("1", "0", "20", "100", 60)]
    [InlineData("0.3333", "0.6667", "33.33", "66.67", 100)] // 33.326667 + 66.6733335
    public void Fit_and_behavior_count_by_their_weights_on_the_scale_of_150(string ofFit, string ofBehavior, string? fit, string? behavior, double total) =>
        Assert.Equal((decimal)total, Scored($$"""{ "kind": "weighted", "fit": {{ofFit}}, "behavior": {{ofBehavior}} }""", fit, behavior).Numbers.Total.ToDecimal());

    [Theory]
    [InlineData("0.01", null, 0.02)]   // 0.015
    [InlineData(null, "0.02", 0.02)]   // 0.015
    [InlineData("0.01", "0.01", 0.02)] // 0.015 + 0.0075: two roundings would make 0.03
    [InlineData(null, "0.01", 0.01)]   // 0.0075
    [InlineData("33.33", "66.66", 99.99)] // 49.995 + 49.995
    public void A_total_is_rounded_once_and_a_half_away_from_zero(string? fit, string? behavior, double total) =>
        Assert.Equal((decimal)total, Scored(Half, fit, behavior).Numbers.Total.ToDecimal());

    [Theory]
    [InlineData("76.66", 80, true)] // 22.5 + 57.495
    [InlineData("76.65", 79.99, false)]
    public void A_PQL_needs_the_weighted_total(string behavior, double total, bool isPql)
    {
        var answer = Scored(Half, "15", behavior);

        Assert.Equal(((decimal)total, isPql), (answer.Numbers.Total.ToDecimal(), answer.Numbers.IsPql));
        Assert.Equal(80 - (decimal)total, answer.Missing.Total.ToDecimal());
    }

    [Theory]
    [InlineData("76", 52, "cold")] // 21.75 + 57 = 78.75
    [InlineData("77", 53, "hot")] // 21.75 + 57.75 = 79.5
    public void Bands_go_by_the_weighted_total(string behavior, int percent, string band)
    {
        var answer = Scored(Half, "14.5", behavior);

        Assert.Equal((percent, band), (answer.Numbers.TotalPercent, answer.Band));
    }

    [Fact]
    public void Without_weights_the_two_are_added()
    {
        Assert.Equal(85, Scored("""{ "kind": "additive" }""", "30", "55").Numbers.Total.ToDecimal());
        Assert.Equal(85, Scored(null, "30", "55").Numbers.Total.ToDecimal());
    }

    private static Evaluation Scored(string? total, string? fit, string? behavior)
    {
        var model = SmallModel.Read(
            $$""" "criteria": [{ "key": "a", "layer": "product", "signal": "a", "tiers": [{ "points": {{behavior ?? "1"}} }] }] """,
            rest: (total is null ? "" : $""" "total": {total}, """) + SmallModel.FitOf(fit ?? "1") + """, "bands": [{ "key": "cold", "from": 0 }, { "key": "hot", "from": 53 }] """);
        return Engine.Evaluate(model, fit is null ? LeadProfile.Unknown : SmallModel.Fitting, behavior is null ? [] : new History().On(0, "A").Events, History.Day(0));
    }
}
