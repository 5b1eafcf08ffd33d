using System.Text.Json.Nodes;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

/// <summary>The leads whose scores are worked out by hand in <c>docs/scoring.md</c>.</summary>
internal static class WorkedLeads
{
    /// <summary>75 points and a burst of ten key actions within the first two days.</summary>
    public static History Eager => new History()
        .On(0, "Signed Up")
        .On(0.1, "Onboarding Completed")
        .On(0.2, "Feature Used", ("feature", "reports"), ("core", true))
        .On(0.3, "Feature Used", ("feature", "reports"), ("core", true))
        .On(0.4, "Feature Used", ("feature", "reports"), ("core", true))
        .On(0.5, "Integration Connected", ("integration", "Salesforce"))
        .On(0.6, "Invite Sent", ("inviteeEmail", "ann@customer.example"))
        .On(0.7, "Invite Sent", ("inviteeEmail", "bob@customer.example"))
        .On(0.8, "Pricing Page Viewed")
        .On(1.9, "Feature Used", ("feature", "reports"), ("core", true))
        .On(2, "Feature Used", ("feature", "reports"), ("core", true));

    /// <summary>70 points, never five key actions within 48 hours; last active on day 40.</summary>
    public static History Steady => new History()
        .On(0, "Onboarding Completed")
        .On(3, "Feature Used", ("core", true))
        .On(6, "Feature Used", ("core", true))
        .On(9, "Feature Used", ("core", true))
        .On(20, "Integration Connected")
        .On(25, "Invite Sent", ("inviteeEmail", "ann@customer.example"))
        .On(30, "Invite Sent", ("inviteeEmail", "bob@customer.example"))
        .On(40, "Data Exported");

    /// <summary>30 points.</summary>
    public static History Halfway => new History().On(0, "Onboarding Completed").On(0, "Integration Connected");

    /// <summary>60 points.</summary>
    public static History Engaged => new History()
        .On(0, "Onboarding Completed")
        .On(3, "Feature Used", ("core", true))
        .On(6, "Feature Used", ("core", true))
        .On(9, "Feature Used", ("core", true))
        .On(9, "Integration Connected")
        .On(9, "Pricing Page Viewed");

    /// <summary>12 points: one login, and a look at the prices.</summary>
    public static History Curious => new History().On(0, "Signed In").On(0, "Pricing Page Viewed");

    /// <summary>Fit 20: industry 10 and seniority 10.</summary>
    public static LeadProfile Fit20 => Profiles.Of([("title", "VP Sales")], ("industry", "SaaS"));

    /// <summary>Fit 14: adjacent industry 5, individual contributor 2, target country 7.</summary>
    public static LeadProfile Fit14 => Profiles.Of([("title", "Analyst")], ("industry", "Media"), ("country", "US"));

    public static LeadProfile PerfectCompetitor => Profiles.Perfect("vera@competitor.example");

    /// <summary>The default model, with started periods counting in proportion.</summary>
    public static ScoringModel Proportional
    {
        get
        {
            var document = JsonNode.Parse(ModelTemplates.ProductLed)!;
            document["behavior"]!["decay"]!["proportional"] = true;
            return ModelReader.Read(document.ToJsonString());
        }
    }

    /// <summary>20 and 10 points for key actions that earn half of it again in a burst, 15 for one that does not.</summary>
    public static ScoringModel SharedVelocity => SmallModel.Read(
        """
        "criteria": [
          { "key": "a", "layer": "product", "keyAction": true, "signal": "a", "tiers": [{ "points": 20 }] },
          { "key": "b", "layer": "product", "keyAction": true, "signal": "b", "tiers": [{ "points": 10 }] },
          { "key": "c", "layer": "product", "signal": "c", "tiers": [{ "points": 15 }] }
        ],
        "velocity": { "actions": 5, "hours": 48, "share": 0.5, "lapseDays": 30 },
        "decay": { "kind": "step", "points": 10, "periodDays": 30, "proportional": true }
        """,
        rest: SmallModel.FitOf(30));

    public static ScoringModel HalfLife => SmallModel.Read("""
        "criteria": [{ "key": "a", "layer": "product", "signal": "a", "tiers": [{ "points": 20 }] }],
        "decay": { "kind": "halfLife", "periodDays": 30 }
        """);

    public static ScoringModel TwoProducts => SmallModel.Read("""
        "criteria": [
          { "key": "a", "layer": "product", "signal": "a", "product": "crm", "tiers": [{ "points": 30 }] },
          { "key": "b", "layer": "product", "signal": "b", "product": "chat", "tiers": [{ "points": 45 }] }
        ],
        "products": { "keys": ["crm", "chat"], "bonuses": [{ "products": 2, "points": 10 }, { "products": 3, "points": 15 }] }
        """);

    /// <summary>Every worked example, with the words that the documentation has for it.</summary>
    public static IEnumerable<(string Lead, Evaluation Evaluation)> All()
    {
        yield return ("Perfect fit, all key actions within two days, seen on day 7", Engine.OnDay(7, Eager, Profiles.Perfect()));
        yield return ("Raw 70, idle for 75 days", Engine.OnDay(115, Steady));
        yield return ("The same, with proportional decay", Engine.Evaluate(Proportional, LeadProfile.Unknown, Steady.Events, History.Day(115)));
        yield return ("Velocity of half the 30 points in the burst, 15 idle days, proportional decay, fit 30", Shared());
        yield return ("Fit 50 and behavior 30", Engine.OnDay(0, Halfway, Profiles.Perfect()));
        yield return ("Fit 20 and behavior 60", Engine.OnDay(9, Engaged, Fit20));
        yield return ("Fit 14 and behavior 100", Engine.OnDay(7, Eager, Fit14));
        yield return ("Works for a competitor, otherwise perfect", Engine.OnDay(7, Eager, PerfectCompetitor));
        yield return ("20 points with a half-life of 30 days, after 30 days", Engine.Evaluate(HalfLife, LeadProfile.Unknown, new History().On(0, "A").Events, History.Day(30)));
        yield return ("The same after 60 days", Engine.Evaluate(HalfLife, LeadProfile.Unknown, new History().On(0, "A").Events, History.Day(60)));
        yield return ("Signed up and never came", Engine.OnDay(100, new History().On(0, "Signed Up")));
        yield return ("Raw 12, idle for 100 days", Engine.OnDay(100, Curious));
        yield return ("Two products at 30 and 45 points", Engine.Evaluate(TwoProducts, LeadProfile.Unknown, new History().On(0, "A").On(0, "B").Events, History.Day(0)));
    }

    public static Evaluation Shared()
    {
        var history = new History().On(0, "C").On(0.5, "A").On(0.6, "B").On(0.7, "B").On(0.8, "B").On(1, "A");
        return Engine.Evaluate(SharedVelocity, SmallModel.Fitting, history.Events, History.Day(16));
    }
}
