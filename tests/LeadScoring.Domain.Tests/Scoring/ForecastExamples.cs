using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class ForecastExamples
{
    private static readonly History Lead = new History()
        .On(0, "Onboarding Completed").On(0, "Integration Connected").On(5, "Invite Sent", ("inviteeEmail", "a@x.example")).On(5, "Invite Sent", ("inviteeEmail", "b@x.example"));

    [Fact]
    public void A_PQL_fades_by_full_months_and_is_one_until_the_step_that_takes_it_below()
    {
        // 15 + 15 + 15 points of behavior, fit 50.
        var forecast = On(5, 365);

        Assert.True(forecast.Now.IsPql);
        Assert.Equal(History.Day(35), forecast.PqlUntil);
        Assert.Equal(
            [(7, 45), (35, 35), (65, 25), (95, 15), (125, 5)],
            forecast.Changes.Select(change => ((change.AsOf - History.Day0).TotalDays, (double)change.Behavior.ToDecimal())));
        Assert.True(forecast.IsComplete);
    }

    [Fact]
    public void The_horizon_is_included_and_what_lies_beyond_is_not_known()
    {
        var (upTo, before) = (On(5, 30), On(5, 29.99999));

        Assert.Equal((2, History.Day(65)), (upTo.Changes.Count, upTo.KnownUntil));
        Assert.Equal((1, History.Day(35), null), (before.Changes.Count, before.KnownUntil, before.PqlUntil));
        Assert.False(before.IsComplete);
    }

    private static Forecast On(double day, double days) => Forecast.Of(
        Engine.ProductLed,
        new LeadFacts(Profiles.Perfect(), Digest.Fold(DigestLayout.For(Engine.ProductLed), Lead.Events)),
        History.Day(day),
        History.Day(day + days),
        100);
}
