using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Leads;

public sealed class DigestMergerTests
{
    private static readonly DigestLayout Layout = DigestLayout.For(Engine.ProductLed);

    [Fact]
    public void A_merged_digest_cannot_be_folded_further_or_stored()
    {
        var merged = Merged(new History().On(0, "Signed In"));

        Assert.True(merged.IsMerged);
        Assert.Throws<InvalidOperationException>(() => merged.TryFold(new History().On(1, "Signed In").Events[0]));
        Assert.Throws<InvalidOperationException>(() => DigestCodec.Encode(merged));
    }

    [Fact]
    public void Digests_of_another_layout_are_refused() =>
        Assert.Throws<ArgumentException>(() => new DigestMerger(Layout).Add(new Digest(DigestLayout.For(Engine.ProductLed))));

    [Fact]
    public void Two_people_reach_together_what_neither_reaches_alone()
    {
        var (ann, bob) = (new History().On(0, "Feature Used", ("core", true)), new History().On(3, "Feature Used", ("core", true)).On(13, "Feature Used", ("core", true)));

        Assert.Equal((0, 0, 20), (Core(ann), Core(bob), Core(ann, bob)));
    }

    [Fact]
    public void Sessions_and_bursts_are_each_persons_own()
    {
        var ann = new History().On(0, "Feature Used", ("feature", "a")).On(0, "Feature Used", ("feature", "b")).On(0, "Integration Connected").On(0, "Invite Sent");
        var bob = new History().On(0, "Feature Used", ("feature", "c")).On(0, "Data Exported").On(0, "Data Exported").On(0, "Data Exported");
        var both = Evaluate(ann, bob);

        Assert.Equal((0, 0), (both.Line("session_depth"), both.Line(Contribution.Velocity)));
        Assert.Equal(20, both.Line("integration") + both.Line("export_or_report"));
    }

    [Fact]
    public void The_idle_clock_of_an_account_runs_from_the_last_activity_of_anybody()
    {
        var (ann, bob) = (new History().On(0, "Integration Connected"), new History().On(60, "Signed In"));

        Assert.Equal((5, 10), (Evaluate(89, ann).Numbers.Behavior.ToDecimal(), Evaluate(89, ann, bob).Numbers.Decay.ToDecimal() + 10));
    }

    [Fact]
    public void An_account_starts_with_the_first_of_its_people()
    {
        var profile = LeadProfile.OfAccount(new Attributes(), History.Day(-7), 0);
        var answer = ScoringEngine.Evaluate(Engine.ProductLed, new LeadFacts(profile, Merged(new History().On(0, "Signed In"))), History.Day(1));

        Assert.Equal(0, answer.Line("logins"));
    }

    [Fact]
    public void An_accounts_fit_is_its_own_attributes_and_a_title_is_not_missing()
    {
        var attributes = new Attributes();
        foreach (var (name, value) in (ReadOnlySpan<(string, object)>)[("employees", 120), ("technologies", new[] { "Salesforce" }), ("country", "US")])
        {
            attributes.Write(name, Profiles.Value(value), new Attributes.Stamp(History.Day0, "acme", "m"));
        }

        var answer = ScoringEngine.Evaluate(Engine.ProductLed, new LeadFacts(LeadProfile.OfAccount(attributes, null, 0), Merged()), History.Day(1));

        Assert.Equal((30, 0.75m), (answer.Numbers.Fit.ToDecimal(), answer.FitCoverage));
        Assert.Equal(["industry"], answer.FitMissing);
    }

    [Fact]
    public void An_account_has_its_own_thresholds()
    {
        var model = SmallModel.Read(
            """ "criteria": [{ "key": "did", "layer": "product", "signal": "a", "tiers": [{ "points": 20 }] }] """,
            rest: """ "account": { "pql": { "total": 20, "fit": 0, "behavior": 20 } } """);
        var layout = DigestLayout.For(model);
        var merger = new DigestMerger(layout);
        merger.Add(Digest.Fold(layout, new History().On(0, "A").Events));

        var (lead, account) = (new LeadFacts(LeadProfile.Unknown, merger.Merged), new LeadFacts(LeadProfile.OfAccount(new Attributes(), null, 0), merger.Merged));

        Assert.Equal((false, true), (ScoringEngine.Score(model, lead, History.Day(0)).IsPql, ScoringEngine.Score(model, account, History.Day(0)).IsPql));
        Assert.Equal(new Shortfall(Points.Zero, Points.Zero, Points.Zero), ScoringEngine.Evaluate(model, account, History.Day(0)).Missing);
    }

    [Fact]
    public void The_departments_of_its_people_count_for_an_account_and_are_not_missing_of_a_lead()
    {
        var model = SmallModel.Read(""" "criteria": [] """, rest: """
            "fit": { "criteria": [{ "key": "spread", "attribute": "departments", "tiers": [{ "points": 12, "from": 3 }, { "points": 5, "from": 2 }] }], "tiers": [{ "key": "any", "from": 0 }] }
            """);
        var digest = new Digest(DigestLayout.For(model));
        (decimal, decimal, int) Fit(LeadProfile profile) =>
            ScoringEngine.Evaluate(model, new LeadFacts(profile, digest), History.Day0) is var answer ? (answer.Numbers.Fit.ToDecimal(), answer.FitCoverage, answer.FitMissing.Count) : default;

        Assert.Equal((12, 1, 0), Fit(LeadProfile.OfAccount(new Attributes(), null, 3)));
        Assert.Equal((5, 1, 0), Fit(LeadProfile.OfAccount(new Attributes(), null, 2)));
        Assert.Equal((0, 1, 0), Fit(LeadProfile.OfAccount(new Attributes(), null, 1)));
        Assert.Equal((0, 0, 1), Fit(LeadProfile.OfAccount(new Attributes(), null, 0)));
        Assert.Equal((0, 1, 0), Fit(Profiles.Of([("department", "Sales")])));
    }

    private static int Core(params History[] people) => (int)Evaluate(people).Line("core_feature");

    private static Evaluation Evaluate(params History[] people) => Evaluate(14, people);

    private static Evaluation Evaluate(double day, params History[] people) =>
        ScoringEngine.Evaluate(Engine.ProductLed, new LeadFacts(LeadProfile.OfAccount(new Attributes(), null, 0), Merged(people)), History.Day(day));

    private static Digest Merged(params History[] people)
    {
        var merger = new DigestMerger(Layout);
        foreach (var person in people)
        {
            merger.Add(Digest.Fold(Layout, person.Events));
        }

        return merger.Merged;
    }
}
