using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class EvidenceTests
{
    [Fact]
    public void A_behavior_line_counts_all_events_of_its_signal_and_measures_no_further_than_its_highest_tier()
    {
        var history = new History();
        for (var i = 0; i < 9; i++)
        {
            history.On(i, "Signed In").On(i, "Invite Sent", ("inviteeEmail", $"{i}@x.example")).On(i, "Data Exported");
        }

        var answer = Engine.OnDay(9, history);

        Assert.Equal(new Evidence(9, History.Day(0), History.Day(8), "5"), Of(answer, "logins"));
        Assert.Equal(new Evidence(9, History.Day(0), History.Day(8), "2"), Of(answer, "teammates"));
        Assert.Equal(new Evidence(9, History.Day(0), History.Day(8), "9"), Of(answer, "export_or_report")); // a plain count is known anyway
    }

    [Fact]
    public void A_fit_line_shows_the_attribute_that_matched()
    {
        var answer = Engine.OnDay(0, new History(), Profiles.Of([("title", "Head of Growth")], ("employees", "51-200"), ("technologies", new[] { "Excel", "Slack" })));

        Assert.Equal(new Evidence(Value: "125"), Of(answer, "company_size"));
        Assert.Equal(new Evidence(Value: "director"), Of(answer, "seniority"));
        Assert.Equal(new Evidence(Value: "Excel, Slack"), Of(answer, "tech_stack"));
    }

    [Fact]
    public void The_greatest_value_is_shown_and_within_a_window_the_threshold_that_is_known_to_be_reached()
    {
        var model = SmallModel.Read("""
            "criteria": [
              { "key": "ever", "layer": "product", "signal": "a", "measure": "greatest", "property": "n", "tiers": [{ "points": 10, "atLeast": 2 }] },
              { "key": "lately", "layer": "product", "signal": "a", "measure": "greatest", "property": "n", "window": { "lastDays": 7 }, "tiers": [{ "points": 10, "atLeast": 2.5 }] }
            ]
            """);

        var answer = Engine.Evaluate(model, LeadProfile.Unknown, new History().On(0, "A", ("n", 4.25)).On(1, "A", ("n", 1)).Events, History.Day(1));

        Assert.Equal(new Evidence(2, History.Day(0), History.Day(1), "4.25"), Of(answer, "ever"));
        Assert.Equal(new Evidence(1, History.Day(0), History.Day(0), "2.5"), Of(answer, "lately"));
    }

    [Fact]
    public void Spike_alerts_say_what_set_them_off()
    {
        var history = new History().On(0, "Invite Sent", ("inviteeEmail", "a")).On(1, "Invite Sent", ("inviteeEmail", "b")).On(2, "Invite Sent", ("inviteeEmail", "c"));

        var spike = Assert.Single(Engine.OnDay(3, history).Spikes);

        Assert.Equal(new Spike("three_teammates", "3 or more teammates were invited", new Evidence(3, History.Day(0), History.Day(2), "3")), spike);
        Assert.Equal(History.Day(7), Engine.OnDay(3, history).Numbers.ValidUntil);
        Assert.Empty(Engine.OnDay(7, history).Spikes);
    }

    [Fact]
    public void Several_products_in_use_are_counted()
    {
        var answer = Engine.Evaluate(WorkedLeads.TwoProducts, LeadProfile.Unknown, new History().On(0, "A").On(0, "B").Events, History.Day(0));

        Assert.Equal(new Evidence(Value: "2"), Of(answer, "product_bonus"));
    }

    private static Evidence Of(Evaluation answer, string criterion) => answer.Contributions.Single(line => line.Criterion == criterion).Evidence;
}
