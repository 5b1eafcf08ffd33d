using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Docs;

/// <content>Velocity, recency and decay.</content>
internal static partial class ModelExamples
{
    private static History ConnectedAndPricing => Logins(0).On(0, "Integration Connected").On(0, "Pricing Page Viewed");

    private static IEnumerable<ModelExample> Speed() =>
    [
        new("velocity", "core feature three times and prices within two days", 2, Core(0, 1, 2).On(2, "Pricing Page Viewed"), 0, 75, 75),
        new("velocity", "the same within three days", 3, Core(0, 1, 2).On(3, "Pricing Page Viewed"), 0, 50, 50),
        // 20 + 30 + half of 30
        new("velocity-share", "prices on day 0, core feature four times on days 10 to 12", 12, Core(10, 11, 11, 12).On(0, "Pricing Page Viewed"), 0, 65, 65),
        // 30, and 30 limited to 25
        new("recency", "integration and prices yesterday", 1, new History().On(0, "Integration Connected").On(0, "Pricing Page Viewed"), 0, 55, 55),
        new("recency", "integration and prices three days ago", 3, new History().On(0, "Integration Connected").On(0, "Pricing Page Viewed"), 0, 40, 40),
    ];

    private static IEnumerable<ModelExample> Fading() =>
    [
        new("step", "70 points, idle for 75 days", 75, Everything, 0, 50, 50),
        new("step", "70 points, idle for 300 days", 300, Everything, 0, 5, 5),
        new("proportional", "70 points, idle for 75 days", 75, Everything, 0, 45, 45),
        new("proportional", "70 points, idle for 6 days", 6, Everything, 0, 70, 70),
        new("clock", "last login on day 0, 70 points on day 20, scored on day 28", 28, Core(20, 20, 20).On(20, "Integration Connected").On(20, "Pricing Page Viewed").On(0, "Signed In"), 0, 50, 50),
        // 40 x 0.75 x 0.75
        new("percent", "40 points, idle for 60 days", 60, ConnectedAndPricing, 0, 22.5m, 22.5m),
        // 20 / 4 + 20 / 2
        new("halving", "integration on day 0, prices on day 30, scored on day 60", 60, new History().On(0, "Integration Connected").On(30, "Pricing Page Viewed"), 0, 15, 15),
        // 40 - 10, 25 - 20, 10; then 40 - 10, 25 - 25, 10
        new("layers", "all three, idle for 30 days", 30, ConnectedAndPricing.On(0, "Email Clicked"), 0, 45, 45),
        new("layers", "all three, idle for 45 days", 45, ConnectedAndPricing.On(0, "Email Clicked"), 0, 40, 40),
        new("hold", "40 points, idle for 74 days", 74, ConnectedAndPricing, 0, 40, 40),
        new("hold", "40 points, idle for 75 days", 75, ConnectedAndPricing, 0, 30, 30),
        new("faster", "40 points, trial ended, idle for 30 days", 30, ConnectedAndPricing.On(0, "Trial Ended"), 0, 20, 20),
        new("faster", "the same, but ordered", 30, ConnectedAndPricing.On(0, "Trial Ended").On(10, "Order Completed"), 0, 30, 30, "no: `customer`"),
    ];
}
