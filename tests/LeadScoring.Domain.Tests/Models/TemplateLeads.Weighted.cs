using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Tests.Docs;
using LeadScoring.Domain.Tests.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Models;

/// <content>Models for new customers beside the default one.</content>
internal static partial class TemplateLeads
{
    private static IEnumerable<ModelExample> BehaviorHeavy() =>
    [
        new("behavior-heavy", "VP at a SaaS company of 120; everything done within two days", 7, WorkedLeads.Eager.On(0, "Trial Started"), 50, 100, 150, "yes; alert `integration_connected`; A1: Call today") { Profile = Profiles.Perfect() },
        // 15 + 15 + 10 + 10, all of them times 1.25; 0.9 x 20 + 1.05 x 62.5
        new("behavior-heavy", "VP in SaaS, trial about to end; onboarding on day 10, integration on day 11, prices on day 12", 12.5,
            new History().On(0, "Trial Started").On(10, "Onboarding Completed").On(11, "Integration Connected").On(12, "Pricing Page Viewed"),
            20, 62.5m, 83.63m, "yes; alert `integration_connected`; B1: Call this week") { Profile = WorkedLeads.Fit20 },
        // 50 - 2 x 10; 0.9 x 50 + 1.05 x 30
        new("behavior-heavy", "VP at a SaaS company of 120; onboarding, core feature, integration, idle for 30 days, trial ended", 39,
            FiftyPoints.On(0, "Trial Started").On(14, "Trial Ended"), 50, 30, 76.5m, "no; A2: Write this week") { Profile = Profiles.Perfect() },
    ];

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

    private static IEnumerable<ModelExample> Freemium() =>
    [
        // 10 + 20 + 20 + 20, and half of the last 60 for the burst
        new("freemium", "VP in SaaS; onboarding, then at 90 % of a limit for three days, tried a premium feature, saw prices", 4,
            new History().On(0, "Onboarding Completed").On(1, "Usage Reported", ("used", 90), ("limit", 100)).On(2, "Usage Reported", ("used", 91), ("limit", 100))
                .On(3, "Usage Reported", ("used", 92), ("limit", 100)).On(3, "Premium Feature Attempted").On(3, "Pricing Page Viewed"),
            20, 100, 120, "yes; B1: Call this week") { Profile = WorkedLeads.Fit20 },
        // 4 x 10, and half of 30 for the burst, limited to 40
        new("freemium", "VP at a SaaS company of 120; all milestones within 91 days, no sign of buying", 91,
            new History().On(0, "Onboarding Completed").On(1, "Feature Used", ("core", true)).On(2, "Feature Used", ("core", true)).On(3, "Feature Used", ("core", true))
                .On(80, "Integration Connected").On(80, "Invite Sent", ("inviteeEmail", "ann")).On(80, "Invite Sent", ("inviteeEmail", "bob")).On(80, "Feature Used", ("core", true)).On(80, "Feature Used", ("core", true)),
            50, 40, 90, "no: `free_tier_ceiling`; A2: Write this week") { Profile = Profiles.Perfect() },
    ];

    private static IEnumerable<ModelExample> Enterprise() =>
    [
        // 15 + 10 + 8 + 7 + 5; 15 + 10 + 15 + 10 + 10 + 10 + 15
        new("enterprise", "account of 2,000 people, three departments; integration, import, three teams, admin settings, security papers, demo", 40,
            Enumerable.Range(2, 10).Aggregate(new History(), (history, day) => history.On(day, "Feature Used", ("core", true), ("team", $"team {day % 3}")))
                .On(0, "Integration Connected").On(1, "Data Imported").On(20, "Admin Setting Changed", ("setting", "sso")).On(20, "Admin Setting Changed", ("setting", "roles"))
                .On(20, "Admin Setting Changed", ("setting", "audit")).On(30, "Security Page Viewed").On(31, "Demo Requested"),
            45, 85, 130, "yes; A1: Call the champion and the economic buyer") { Profile = Account(3, ("employees", 2_000), ("industry", "SaaS"), ("technologies", new[] { "Salesforce" }), ("country", "US")) },
        // 15, as decay has rested for 60 of the 100 days, and 5 of clicks less 5
        new("enterprise", "VP at a SaaS company of 120; an integration and six clicks in email, 100 days ago", 100,
            Enumerable.Range(0, 6).Aggregate(new History(), (history, _) => history.On(0, "Email Clicked")).On(0, "Integration Connected"),
            35, 15, 50, "no; A3: Marketing to the whole account") { Profile = Profiles.Perfect() },
    ];

    private static IEnumerable<ModelExample> HalfLife() =>
    [
        // 25 + 4 x 2 + 15, and 25 for the burst
        new("half-life", "VP at a SaaS company of 120; demo, core feature four times, integration", 0, DemoAndUse, 50, 73, 123, "yes; alert `demo`; alert `integration_connected`; A1: Call within the hour") { Profile = Profiles.Perfect() },
        // half of 48
        new("half-life", "the same after 30 days", 30, DemoAndUse, 50, 24, 74, "no; A3: Nurture") { Profile = Profiles.Perfect() },
    ];

    /// <summary>Onboarding, the core feature and an integration within nine days, without a burst.</summary>
    private static History FiftyPoints => new History()
        .On(0, "Onboarding Completed")
        .On(3, "Feature Used", ("core", true)).On(6, "Feature Used", ("core", true)).On(9, "Feature Used", ("core", true))
        .On(9, "Integration Connected");

    private static History DemoAndUse => new History()
        .On(0, "Demo Requested").On(0, "Integration Connected")
        .On(0, "Feature Used", ("core", true)).On(0, "Feature Used", ("core", true)).On(0, "Feature Used", ("core", true)).On(0, "Feature Used", ("core", true));

    private static LeadProfile Account(int departments, params (string Name, object? Value)[] values)
    {
        Attributes account = new();
        foreach (var (name, value) in values) account.Write(name, Profiles.Value(value), new Attributes.Stamp(History.Day0, "account", "m"));
        return LeadProfile.OfAccount(account, null, departments);
    }
}
