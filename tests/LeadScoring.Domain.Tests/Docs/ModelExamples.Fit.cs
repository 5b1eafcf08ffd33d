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
        new("disqualify", "SaaS, in Atlantis; the same", 1, Everything, 30, 70, 100, "no: `disqualified:embargo`") { Profile = Profiles.Of([], ("industry", "SaaS"), ("country", "Atlantis")) },
        new("departments", "account with people in three departments", 0, new History(), 10, 0, 10) { Profile = LeadProfile.OfAccount(new Attributes(), null, departments: 3) },
        new("departments", "account with people in one department", 0, new History(), 0, 0, 0) { Profile = LeadProfile.OfAccount(new Attributes(), null, departments: 1) },
        new("gate", "fit 40; core feature three times, integration, prices", 1, Everything, 40, 70, 110, "yes") { Profile = ModelExample.SaaSOf120 },
        new("gate", "fit 10; the same", 1, Everything, 10, 0, 10) { Profile = ModelExample.Of600 },
        new("multiplier", "fit 40, strong; integration", 0, new History().On(0, "Integration Connected"), 40, 30, 70) { Profile = ModelExample.SaaSOf120 },
        new("multiplier", "fit 10, weak; integration", 0, new History().On(0, "Integration Connected"), 10, 10, 20) { Profile = ModelExample.Of600 },
    ];

    private static IEnumerable<ModelExample> Totals() =>
    [
        // 150 x (0.7 x 0.8 + 0.3 x 0.7); 150 x 0.3 x 0.7
        new("weighted", "fit 40, behavior 70", 1, Everything, 40, 70, 115.5m, "yes") { Profile = ModelExample.SaaSOf120 },
        new("weighted", "fit 0, behavior 70", 1, Everything, 0, 70, 31.5m),
    ];
}
