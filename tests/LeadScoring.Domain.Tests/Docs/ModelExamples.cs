using LeadScoring.Domain.Tests.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Docs;

/// <summary>The leads of docs/models.md: signals, measures, points. Fit and totals, decay, and who is told are in files of their own.</summary>
internal static partial class ModelExamples
{
    public static readonly IReadOnlyList<ModelExample> All =
        [.. Beginnings(), .. Signals(), .. Measures(), .. PointsOfCriteria(), .. Fits(), .. Totals(), .. Speed(), .. Fading(), .. Told()];

    /// <summary>70 points under the whole model on day 0, the last product activity included.</summary>
    private static History Everything => CoreAndConnected.On(0, "Pricing Page Viewed");

    /// <summary>50 points.</summary>
    private static History CoreAndConnected => Core(0, 0, 0).On(0, "Integration Connected");

    private static History Core(params double[] days) => days.Aggregate(new History(), (history, day) => history.On(day, "Feature Used", ("core", true)));

    /// <summary>50 points under the default model, without a burst.</summary>
    private static History Half => new History()
        .On(0, "Onboarding Completed")
        .On(3, "Feature Used", ("core", true)).On(6, "Feature Used", ("core", true)).On(9, "Feature Used", ("core", true))
        .On(9, "Integration Connected");

    private static IEnumerable<ModelExample> Beginnings() =>
    [
        // 75 + 25; 75 + 15, and 28 idle days are two periods of 14.
        new("product-led", "perfect fit, everything done within two days, idle for 28 days", 30, WorkedLeads.Eager, 50, 100, 150, "yes") { Profile = Profiles.Perfect() },
        new("three-numbers", "perfect fit, everything done within two days, idle for 28 days", 30, WorkedLeads.Eager, 50, 70, 120, "yes") { Profile = Profiles.Perfect() },
        new("product-led", "fit 20, onboarding, core feature and integration within nine days", 9, Half, 20, 50, 70, "no; alert `integration_connected`") { Profile = WorkedLeads.Fit20 },
        new("three-numbers", "fit 20, onboarding, core feature and integration within nine days", 9, Half, 20, 50, 70, "yes; alert `integration_connected`") { Profile = WorkedLeads.Fit20 },
        new("whole", "SaaS, 120 employees; core feature three times, integration, prices", 1, Everything, 40, 70, 110, "yes") { Profile = ModelExample.SaaSOf120 },
        new("whole", "nothing known; core feature once", 1, Core(0), 0, 10, 10),
    ];

    private static IEnumerable<ModelExample> Signals() =>
    [
        new("conditions", "exported 1,200 rows as csv", 0, new History().On(0, "Data Exported", ("format", "csv"), ("rows", 1_200)), 0, 15, 15),
        new("conditions", "exported 1,200 rows as pdf", 0, new History().On(0, "Data Exported", ("format", "pdf"), ("rows", 1_200)), 0, 0, 0),
        new("identified", "saw prices as a visitor", 0, new History().Anonymously(0, "Pricing Page Viewed"), 0, 3, 3),
        new("identified", "saw prices as a visitor, then logged in", 1, new History().Anonymously(0, "Pricing Page Viewed").On(1, "Pricing Page Viewed"), 0, 10, 10),
        new("after", "saw prices, then completed the setup", 1, new History().On(0, "Pricing Page Viewed").On(1, "Onboarding Completed"), 0, 5, 5),
        new("after", "completed the setup, then saw prices", 1, new History().On(0, "Onboarding Completed").On(1, "Pricing Page Viewed"), 0, 15, 15),
        new("during", "premium feature on day 3 of the trial, prices on day 12", 13, Trial(premium: 3, pricing: 12), 0, 20, 20),
        new("during", "premium feature before the trial, prices on its day 5", 13, Trial(premium: -1, pricing: 5), 0, 0, 0),
        new("share", "8 of 10 seats in use", 0, Seats(8), 0, 20, 20),
        new("share", "7 of 10 seats in use", 0, Seats(7), 0, 0, 0),
    ];

    private static IEnumerable<ModelExample> Measures() =>
    [
        // 10 + 15 + 5 + 8
        new("measures", "5 logins, two teammates, three features within an hour, 600 rows imported", 5,
            Logins(0, 1, 2, 3, 4).On(4, "Invite Sent", ("email", "ann")).On(4, "Invite Sent", ("email", "bob")).On(4, "Feature Used", ("feature", "a"))
                .On(4.01, "Feature Used", ("feature", "b")).On(4.02, "Feature Used", ("feature", "c")).On(5, "Data Imported", ("rows", 600)), 0, 38, 38),
        new("measures", "4 logins, one teammate twice, three features on three days, 400 rows imported", 5,
            Logins(0, 1, 2, 3).On(4, "Invite Sent", ("email", "ann")).On(4, "Invite Sent", ("email", "ann")).On(3, "Feature Used", ("feature", "a"))
                .On(4, "Feature Used", ("feature", "b")).On(5, "Feature Used", ("feature", "c")).On(5, "Data Imported", ("rows", 400)), 0, 4, 4),
        new("windows", "third use on day 13, login yesterday", 14, Core(0, 5, 13).On(13, "Signed In"), 0, 30, 30),
        new("windows", "third use on day 14, login a week ago", 14, Core(0, 5, 14).On(7, "Signed In"), 0, 0, 0),
        new("change", "core feature twice last week, three times this week", 13, Core(1, 2, 8, 9, 10), 0, 15, 15),
        new("change", "the same, and 2 logins after 5", 13, Core(1, 2, 8, 9, 10).On(0, "Signed In").On(1, "Signed In").On(2, "Signed In").On(3, "Signed In").On(4, "Signed In").On(8, "Signed In").On(9, "Signed In"), 0, 5, 5),
        new("change", "core feature twice last week and this week", 13, Core(1, 2, 8, 9), 0, 0, 0),
    ];

    private static IEnumerable<ModelExample> PointsOfCriteria() =>
    [
        new("each", "saw prices three times", 2, new History().On(0, "Pricing Page Viewed").On(1, "Pricing Page Viewed").On(2, "Pricing Page Viewed"), 0, 6, 6),
        new("each", "saw prices four times", 3, new History().On(0, "Pricing Page Viewed").On(1, "Pricing Page Viewed").On(2, "Pricing Page Viewed").On(3, "Pricing Page Viewed"), 0, 7, 7),
        new("penalty", "core feature, then unsubscribed", 1, Core(0).On(1, "Email Unsubscribed"), 0, 25, 25),
        new("penalty", "unsubscribed", 1, new History().On(1, "Email Unsubscribed"), 0, 0, 0),
        new("void", "started a checkout", 0, new History().On(0, "Checkout Started"), 0, 15, 15),
        new("void", "started a checkout, and ordered", 1, new History().On(0, "Checkout Started").On(1, "Order Completed"), 0, 0, 0, "no: `customer`"),
        new("void", "ordered, and started another checkout", 1, new History().On(0, "Order Completed").On(1, "Checkout Started"), 0, 15, 15, "no: `customer`"),
    ];

    private static History Trial(double premium, double pricing) =>
        new History().On(premium, "Feature Used", ("premium", true)).On(0, "Trial Started").On(pricing, "Pricing Page Viewed");

    private static History Seats(int used) => new History().On(0, "Usage Reported", ("metric", "seats"), ("used", used), ("limit", 10));

    private static History Logins(params double[] days) => days.Aggregate(new History(), (history, day) => history.On(day, "Signed In"));
}
