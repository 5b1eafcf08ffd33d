using LeadScoring.Domain.Tests.Docs;
using LeadScoring.Domain.Tests.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Models;

/// <content>Models for new customers beside the default one.</content>
internal static partial class TemplateLeads
{
    private static IEnumerable<ModelExample> Balanced() =>
    [
        // 10 + 10 + 7; 50 + 15; 1.5 x 27 + 0.75 x 65
        new("balanced", "VP in SaaS in the US; onboarding, core feature, integration, asked for a demo", 9, FiftyPoints.On(9, "Demo Requested"),
            27, 65, 89.25m, "yes; alert `integration_connected`; B1: Look at it this week") { Profile = Profiles.Of([("title", "VP Sales")], ("industry", "SaaS"), ("country", "US")) },
        // 1.5 x 50 + 0.75 x 30
        new("balanced", "VP at a SaaS company of 120; onboarding and integration", 0, WorkedLeads.Halfway, 50, 30, 97.5m, "no; alert `integration_connected`; A2: Look at it this week") { Profile = Profiles.Perfect() },
    ];

    private static IEnumerable<ModelExample> FitHeavy() =>
    [
        // 12 + 8 + 8 + 4 + 6 + 5 + 4 + 3; 40 + 20; 2.1 x 50 + 0.45 x 60
        new("fit-heavy", "VP Marketing, everything fits; five logins in the first five days", 10, Logins(0.2, 1, 2, 3, 4).On(0, "Signed Up"), 50, 60, 132, "yes")
        {
            Profile = Profiles.Of(
                [("title", "VP Marketing"), ("department", "Marketing")],
                ("employees", 120), ("industry", "SaaS"), ("technologies", new[] { "Salesforce" }), ("country", "US"), ("annualRevenue", 10_000_000), ("fundingStage", "Series B")),
        },
        // 8 - 10 is limited to 0; 2.1 x 16
        new("fit-heavy", "VP in SaaS; one login, two weeks ago", 14, Logins(0).On(0, "Signed Up"), 16, 0, 33.6m) { Profile = WorkedLeads.Fit20 },
    ];

    /// <summary>Onboarding, the core feature and an integration within nine days, without a burst.</summary>
    private static History FiftyPoints => new History()
        .On(0, "Onboarding Completed")
        .On(3, "Feature Used", ("core", true)).On(6, "Feature Used", ("core", true)).On(9, "Feature Used", ("core", true))
        .On(9, "Integration Connected");
}
