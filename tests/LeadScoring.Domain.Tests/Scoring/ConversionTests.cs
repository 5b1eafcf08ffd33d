using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class ConversionTests
{
    private const string Criteria = """ "criteria": [{ "key": "a", "layer": "product", "signal": "a", "tiers": [{ "points": 1 }] }] """;

    [Fact]
    public void A_lead_became_a_customer_with_the_first_event_of_the_signal_that_the_model_names()
    {
        var history = new History().On(1, "A").On(3, "Bought").On(2, "Bought", ("plan", "team")).On(1.5, "Bought", ("plan", "free"));
        var model = SmallModel.Read(Criteria, """ "bought": [{ "event": "Bought", "where": { "plan": "team" } }, { "event": "Ordered" }] """, """ "conversion": "bought" """);

        Assert.Equal(History.Day(2), FirstAt(model, history));
        Assert.Null(FirstAt(model, new History().On(1, "A")));
    }

    [Fact]
    public void Without_such_a_signal_nobody_is_known_to_have_become_a_customer() =>
        Assert.Null(FirstAt(SmallModel.Read(Criteria), new History().On(1, "A")));

    private static DateTimeOffset? FirstAt(ScoringModel model, History history) => Conversions.FirstAt(model, Digest.Fold(DigestLayout.For(model), history.Events));
}
