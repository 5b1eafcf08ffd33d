using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Signals;

public sealed class NeverFiredTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task A_rule_on_a_property_that_never_came_with_its_event_or_on_an_attribute_that_nobody_ever_had_has_never_fired()
    {
        using var client = app.CreateClient();
        await client.SendAsync(Given.Event("ada", 0, "Invite Sent"), Given.Event("bob", 1, "Invite Sent", ("inviteEmail", "c@x.example")));

        var signals = await client.SignalsAsync();

        Assert.Equal("invite_sent: property_never_seen", signals.WhyNever("spikes.three_teammates"));
        Assert.Contains("\"Invite Sent came, and never with inviteeEmail.\"", signals.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("""["seniority"]""", Attributes(signals, "seniority"));

        await client.SendAsync(Given.Event("bob", 2, "Invite Sent", ("inviteeEmail", "c@x.example")));
        await client.PutLeadAsync("ada", new { title = "CTO" });
        await client.PutLeadAsync("ada", new { title = (string?)null });
        var later = await client.SignalsAsync();

        // What somebody had once may have counted.
        Assert.Equal((null, null), (later.WhyNever("spikes.three_teammates"), Attributes(later, "seniority")));

        static string? Attributes(JsonObject signals, string criterion) =>
            signals["neverFired"]!.AsArray().SingleOrDefault(rule => (string)rule!["rule"]! == "fit.criteria." + criterion)?["attributes"]!.ToJsonString();
    }
}
