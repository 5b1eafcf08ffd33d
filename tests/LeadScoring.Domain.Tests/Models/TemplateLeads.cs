using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Tests.Docs;
using LeadScoring.Domain.Tests.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Models;

/// <summary>Typical leads of each template, with the numbers computed by hand.</summary>
internal static partial class TemplateLeads
{
    public static readonly IReadOnlyList<ModelExample> All =
    [
        .. ProductLed(), .. BehaviorHeavy(), .. Balanced(), .. FitHeavy(), .. Freemium(), .. Enterprise(), .. Starter(), .. Expansion(), .. ChurnRisk(), .. HalfLife(),
    ];

    private static IEnumerable<ModelExample> ProductLed() =>
    [
        // 15 + 10 + 10 + 8 + 7; 15 + 20 + 15 + 15 + 10, and 25 for the burst
        new("product-led", "VP at a SaaS company of 120; everything done within two days", 7, WorkedLeads.Eager, 50, 100, 150, "yes; alert `integration_connected`") { Profile = Profiles.Perfect() },
        new("product-led", "the same, and works for a competitor", 7, WorkedLeads.Eager, 20, 100, 120, "no: `disqualified:competitor`; alert `integration_connected`") { Profile = WorkedLeads.PerfectCompetitor },
        // 70 - 2 x 10
        new("product-led", "nothing known; 70 points, idle for 75 days", 115, WorkedLeads.Steady, 0, 50, 50),
    ];

    private static IEnumerable<ModelExample> Starter() =>
    [
        new("starter", "size, industry and seniority fit; onboarding, core feature, integration", 5,
            new History().On(0, "Onboarding Completed").On(1, "Feature Used", ("core", true)).On(2, "Feature Used", ("core", true)).On(3, "Feature Used", ("core", true)).On(3, "Integration Connected"),
            45, 45, 90, "yes") { Profile = Profiles.Perfect() },
        // 3 x 15, less one for the month
        new("starter", "industry fits; onboarding, an invitation and prices a month ago", 30,
            new History().On(0, "Onboarding Completed").On(0, "Invite Sent").On(0, "Pricing Page Viewed"),
            15, 30, 45) { Profile = Profiles.Of([], ("industry", "SaaS")) },
    ];

    private static IEnumerable<ModelExample> Expansion() =>
    [
        // 15 + 10 + 10 + 8; 20 + 20 + 10 + 5 + 10, and 25 for two integrations and three invitations within 48 hours
        new("expansion", "team plan, 400 people, growing; 9 of 10 seats taken, tried a premium feature, saw plans, connected two tools, invited three", 20,
            Seats(1, 2, 3).On(4, "Premium Feature Attempted").On(5, "Pricing Page Viewed").On(6, "Integration Connected", ("integration", "Slack")).On(7, "Integration Connected", ("integration", "Salesforce"))
                .On(8, "Invite Sent", ("inviteeEmail", "ann")).On(8, "Invite Sent", ("inviteeEmail", "bob")).On(8, "Invite Sent", ("inviteeEmail", "eve")),
            43, 90, 133, "yes; A1: Offer the next plan now") { Profile = Company(("traits.plan", "team"), ("employees", 400), ("traits.headcountGrowth", 25), ("technologies", new[] { "Salesforce" })) },
        // 8 + 5; -15 - 10 - 10 is limited to 0
        new("expansion", "business plan, 60 people; use fell from 4 to 1, five tickets, downgraded", 45,
            Used(0, 1, 2, 3, 20).On(30, "Support Ticket Opened").On(31, "Support Ticket Opened").On(32, "Support Ticket Opened").On(33, "Support Ticket Opened").On(34, "Support Ticket Opened")
                .On(40, "Plan Downgraded", ("voluntary", true)),
            13, 0, 13, "no; C3: Nothing") { Profile = Company(("traits.plan", "business"), ("employees", 60)) },
    ];

    private static IEnumerable<ModelExample> ChurnRisk() =>
    [
        // 20 + 20 + 10; 40 - 40 + 25 + 20 + 15
        new("churn-risk", "12,000 a year; 3 logins after 9 in the two weeks before, downgraded, looked at how to cancel", 52,
            Logins(30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 46, 47).On(0, "Order Completed").On(45, "Plan Downgraded", ("voluntary", true)).On(50, "Cancel Page Viewed"),
            50, 60, 110, "yes; alert `cancel_page`; A1: The executive sponsor calls today") { Profile = Company(("traits.plan", "enterprise"), ("traits.contractValue", 12_000), ("employees", 300)) },
        new("churn-risk", "team plan; ordered, last login eight weeks ago", 60, Logins(1, 5).On(0, "Order Completed"), 10, 40, 50, "no; C2: Help in the product") { Profile = Company(("traits.plan", "team")) },
        // 40 - 40 - 20 - 10 is limited to 0
        new("churn-risk", "team plan; logs in every other day, has renewed and invited somebody", 30,
            Logins(2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30).On(0, "Order Completed").On(10, "Subscription Renewed").On(20, "Invite Sent"),
            10, 0, 10, "no; C3: Nothing") { Profile = Company(("traits.plan", "team")) },
    ];

    private static History Seats(params double[] days) => days.Aggregate(new History(), (history, day) => history.On(day, "Usage Reported", ("metric", "seats"), ("used", 9), ("limit", 10)));

    private static History Used(params double[] days) => days.Aggregate(new History(), (history, day) => history.On(day, "Feature Used", ("feature", "reports")));

    private static History Logins(params double[] days) => days.Aggregate(new History(), (history, day) => history.On(day, "Signed In"));

    private static LeadProfile Company(params (string Name, object? Value)[] account) => Profiles.Of([], account);
}
