using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Docs;

/// <content>Products, the free plan, accounts, priorities and alerts.</content>
internal static partial class ModelExamples
{
    private static IEnumerable<ModelExample> Told() =>
    [
        new("products", "30 points in one product, 45 in the other", 0, Core(0).On(0, "Integration Connected"), 0, 55, 55),
        new("products", "30 points in one product", 0, Core(0), 0, 30, 30),
        new("free-tier", "50 points, 89 days after the start", 89, CoreAndConnected, 40, 50, 90, "yes") { Profile = ModelExample.SaaSOf120 },
        new("free-tier", "50 points, 90 days after the start", 90, CoreAndConnected, 40, 40, 80, "no: `free_tier_ceiling`") { Profile = ModelExample.SaaSOf120 },
        new("free-tier", "the same, and prices on day 50", 90, CoreAndConnected.On(50, "Pricing Page Viewed"), 40, 70, 110, "yes") { Profile = ModelExample.SaaSOf120 },
        new("free-tier", "the same without prices, and a paid plan on day 50", 90, CoreAndConnected.On(50, "Paid Plan Started"), 40, 50, 90, "yes") { Profile = ModelExample.SaaSOf120 },
        new("accounts", "lead, fit 10, 50 points", 0, CoreAndConnected, 10, 50, 60) { Profile = ModelExample.Of600 },
        new("accounts", "account, fit 10, 50 points", 0, CoreAndConnected, 10, 50, 60, "yes") { Profile = LeadProfile.OfAccount(Company(("employees", 600)), null, departments: 1) },
        // 110 of 150 is 73.3 %, 90 is 60 %
        new("bands", "fit 40, behavior 70", 1, Everything, 40, 70, 110, "yes") { Profile = ModelExample.SaaSOf120, Band = "mql" },
        new("bands", "fit 40, behavior 50", 0, CoreAndConnected, 40, 50, 90, "yes") { Profile = ModelExample.SaaSOf120, Band = "review" },
        new("priorities", "fit 40, behavior 70", 1, Everything, 40, 70, 110, "yes; A1: Call now") { Profile = ModelExample.SaaSOf120 },
        new("priorities", "fit 40, behavior 10", 1, Core(0), 40, 10, 50, "no; A2: Nurture") { Profile = ModelExample.SaaSOf120 },
        new("priorities", "fit 0, behavior 10", 1, Core(0), 0, 10, 10),
        new("spikes", "premium features five times, then downgraded by force", 11, Premium(5, 6, 7, 8, 9), 0, 0, 0, "no; alert `reverse_trial_loss`"),
        new("spikes", "premium features four times, then downgraded by force", 11, Premium(5, 6, 7, 8), 0, 0, 0),
        new("review", "70 points, idle for 75 days", 75, Everything, 0, 20, 20),
    ];

    private static History Premium(params double[] days) =>
        days.Aggregate(new History(), (history, day) => history.On(day, "Feature Used", ("premium", true))).On(10, "Plan Downgraded", ("voluntary", false));

    private static Attributes Company(params (string Name, object Value)[] values)
    {
        Attributes account = new();
        foreach (var (name, value) in values) account.Write(name, Profiles.Value(value), new Attributes.Stamp(History.Day0, "account", "m"));
        return account;
    }
}
