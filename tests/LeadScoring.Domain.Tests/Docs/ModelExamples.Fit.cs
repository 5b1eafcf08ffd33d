using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Docs;

/// <content>Who they are, what fit does to behavior, and the total.</content>
internal static partial class ModelExamples
{
    private static IEnumerable<ModelExample> Fits() =>
    [
        // 20 + 10 - 15; 8 - 10 is limited to 0.
        new("fit", "VP, company grows by 25 %, writes from gmail.com", 0, new History(), 15, 0, 15)
        {
            Profile = Profiles.Of([("title", "VP Sales"), ("email", "vera@gmail.com")], ("traits.headcountGrowth", 25)),
        },
        new("fit", "manager at a university", 0, new History(), 0, 0, 0) { Profile = Profiles.Of([("title", "Lab Manager"), ("email", "vera@uni.edu")]) },
        new("disqualify", "SaaS, from rival.example; core feature three times, integration, prices", 1, Everything, 20, 70, 90, "no: `disqualified:competitor`")
        {
            Profile = Profiles.Of([("email", "vera@rival.example")], ("industry", "SaaS")),
        },
        new("departments", "account with people in three departments", 0, new History(), 10, 0, 10) { Profile = LeadProfile.OfAccount(new Attributes(), null, departments: 3) },
        new("departments", "account with people in one department", 0, new History(), 0, 0, 0) { Profile = LeadProfile.OfAccount(new Attributes(), null, departments: 1) },
    ];

    private static IEnumerable<ModelExample> Totals() =>
    [
        // 150 x (0.7 x 0.8 + 0.3 x 0.7); 150 x 0.3 x 0.7
        new("weighted", "fit 40, behavior 70", 1, Everything, 40, 70, 115.5m, "yes") { Profile = ModelExample.SaaSOf120 },
        new("weighted", "fit 0, behavior 70", 1, Everything, 0, 70, 31.5m),
    ];
}
