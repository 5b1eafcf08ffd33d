using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Scoring.Gaps;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class GapExamples
{
    private static readonly History Onboarded = new History()
        .On(0, "Onboarding Completed").On(0, "Integration Connected").On(0, "Invite Sent", ("inviteeEmail", "example 1"));

    [Fact]
    public void A_lead_that_has_faded_needs_any_activity_or_one_more_criterion()
    {
        // 40 points of behavior, 20 of them gone after 65 days.
        var gap = On(65, Onboarded);

        Assert.Equal(new Margins(Points.Of(-10), Points.Of(35), Points.Of(-20)), gap.Margins);
        Assert.Contains("decay: Signed In", gap.Sets.Select(Text), StringComparer.Ordinal);
        Assert.Contains("teammates: Invite Sent", gap.Sets.Select(Text), StringComparer.Ordinal);
        Assert.All(gap.Sets, set => Assert.True(set.After.IsPql && set.Actions.Count + set.Attributes.Count == 1));
        Assert.Equal(gap.Sets.OrderBy(set => set.Actions.Sum(action => action.Events.Count)).ThenByDescending(set => set.After.Total), gap.Sets);
    }

    [Fact]
    public void A_value_that_was_seen_before_is_not_taken_for_a_new_one() =>
        Assert.Equal("example 2", On(65, Onboarded).Sets.Single(set => Text(set) == "teammates: Invite Sent").Actions[0].Events[0].Properties["inviteeEmail"].Text);

    [Fact]
    public void What_is_not_known_may_be_all_that_is_missing()
    {
        var lead = Profiles.Of([("title", "VP Sales")], ("technologies", new[] { "nothing" }), ("country", "FR"), ("employees", 5));
        var history = new History().On(0, "Onboarding Completed").On(0, "Integration Connected").On(0, "Checkout Started").On(0, "Invite Sent", ("inviteeEmail", "a")).On(0, "Data Exported");

        var gap = On(1, history, lead);

        // Fit 14, behavior 60 and 25: only the industry is not known.
        Assert.Equal((14, -1), (gap.Now.Fit.ToDecimal(), gap.Margins.Fit.ToDecimal()));
        Assert.Equal(["industry=SaaS", "industry=Financial Services"], gap.Sets.Select(Text).ToArray());
        Assert.Equal((24, 19), (gap.Sets[0].After.Fit.ToDecimal(), gap.Sets[1].After.Fit.ToDecimal()));
    }

    [Fact]
    public void What_is_known_is_not_proposed_to_be_another()
    {
        var gap = On(1, Onboarded, Profiles.Of([("title", "Engineer")], ("technologies", new[] { "nothing" }), ("country", "XX"), ("employees", 5), ("industry", "Farming")));

        Assert.Empty(gap.Sets);
        Assert.Equal([new UnreachableThreshold("fit", Points.Of(15), Points.Of(2))], gap.Unreachable);
        Assert.False(gap.IsCut);
    }

    [Fact]
    public void What_blocks_is_named_and_nothing_is_proposed()
    {
        var competitor = On(1, Onboarded, Profiles.Perfect("vera@competitor.example"));
        var customer = On(1, new History().On(0, "Order Completed"));

        Assert.Equal(["disqualified:competitor"], competitor.BlockedBy);
        Assert.Equal(["customer"], customer.BlockedBy);
        Assert.Empty(competitor.Sets.Concat(customer.Sets));
    }

    [Fact]
    public void A_PQL_is_told_until_when_it_is_one_and_what_would_lose_it()
    {
        var gap = On(1, Onboarded);

        Assert.Equal(new Margins(Points.Of(10), Points.Of(35), Points.Zero), gap.Margins);
        Assert.Equal((0, History.Day(30)), (gap.Sets.Count, gap.PqlUntil));
        Assert.Equal(["customer: Order Completed", "unsubscribed: Email Unsubscribed", "downgraded: Plan Downgraded"], gap.Losses.Select(loss => $"{loss.Key}: {loss.Events[0].Name}").ToArray());
        Assert.Equal(PropertyValue.Of(true), gap.Losses[2].Events[0].Properties["voluntary"]);
    }

    [Fact]
    public void A_purchase_that_voids_a_checkout_loses_a_PQL_where_it_does_not_block()
    {
        var model = SmallModel.Read(
            """ "criteria": [{ "key": "checkout", "layer": "intent", "signal": "b", "voidedBy": ["c"], "tiers": [{ "points": 40 }] }] """,
            rest: SmallModel.FitOf(40));

        var loss = Assert.Single(Of(model, History.Day(1), new History().On(0, "B"), SmallModel.Fitting).Losses);

        Assert.Equal(("checkout", "C", 40), (loss.Key, loss.Events[0].Name, loss.After.Total.ToDecimal()));
    }

    [Theory]
    [InlineData("""[{ "event": "X", "where": { "n": { "atLeast": 3, "below": 4 }, "t": { "oneOf": ["x", 2] }, "f": true, "gone": { "exists": false } } }]""", "X n=3 t=x f=true")]
    [InlineData("""[{ "event": "X", "where": { "n": { "above": 0.5, "below": 0.75 } } }]""", "X n=0.501953125")]
    [InlineData("""[{ "event": "X", "where": { "n": { "below": 3 }, "any": { "exists": true } } }]""", "X n=2 any=example 1")]
    [InlineData("""[{ "event": "X", "identified": false }]""", "anonymous X")]
    [InlineData("""[{ "event": "X", "during": { "from": "b", "until": "c" } }]""", "B, X")]
    [InlineData("""[{ "event": "X", "after": "b" }]""", "B, X")]
    [InlineData("""[{ "event": "X", "where": { "used": { "atLeastShareOf": { "property": "limit", "share": 0.8 } } } }]""", "X limit=100 used=80")]
    [InlineData("""[{ "event": "X", "where": { "used": { "atLeastShareOf": { "property": "limit", "share": 0.07 }, "below": 5 }, "limit": { "atLeast": 20, "above": 30.5 } } }]""", "X limit=31.5 used=3")]
    [InlineData("""[{ "event": "X", "where": { "used": { "atLeastShareOf": { "property": "limit", "share": 0.8 } }, "limit": { "oneOf": ["none", 50, 70] }, "plan": "free" } }]""", "X limit=50 used=40 plan=free")]
    [InlineData("""[{ "event": "X", "after": "c", "during": { "from": "b", "days": { "to": 1 } } }]""", "C, B, X")]
    public void An_action_has_what_its_signal_asks_for(string signal, string events)
    {
        var model = SmallModel.Read(
            """ "criteria": [{ "key": "did", "layer": "product", "signal": "x", "tiers": [{ "points": 50 }] }] """, $""" "x": {signal} """, SmallModel.FitOf(40));

        Assert.Equal(events, Shown(Assert.Single(Of(model, History.Day(1), new History(), SmallModel.Fitting).Sets)));
    }

    [Fact]
    public void What_counts_on_later_days_of_a_period_only_is_offered_on_those_days_only()
    {
        var model = SmallModel.Read(
            """ "criteria": [{ "key": "did", "layer": "product", "signal": "x", "tiers": [{ "points": 50 }] }] """,
            """ "x": [{ "event": "X", "during": { "from": "b", "days": { "from": 2 } } }] """,
            SmallModel.FitOf(40));

        Assert.Empty(Of(model, History.Day(1), new History(), SmallModel.Fitting).Sets);
        Assert.Empty(Of(model, History.Day(1), new History().On(0, "B"), SmallModel.Fitting).Sets);
        Assert.Equal("X", Shown(Assert.Single(Of(model, History.Day(2), new History().On(0, "B"), SmallModel.Fitting).Sets)));
    }

    [Theory]
    [InlineData("greatest", 7.5, "X p=7.5")]
    [InlineData("distinct", 3, "X p=example 1, X p=example 2, X p=example 3")]
    [InlineData("sessionDistinct", 2, "X p=example 1, X p=example 2")]
    public void An_action_has_the_values_that_are_measured(string measure, double atLeast, string events)
    {
        var model = SmallModel.Read(
            $$""" "criteria": [{ "key": "did", "layer": "product", "signal": "x", "measure": "{{measure}}", "property": "p", "tiers": [{ "points": 50, "atLeast": {{atLeast}} }] }] """,
            """ "x": [{ "event": "X" }] """,
            SmallModel.FitOf(40));

        Assert.Equal(events, Shown(Assert.Single(Of(model, History.Day(1), new History(), SmallModel.Fitting).Sets)));
    }

    [Theory]
    [InlineData("used", 30, "X limit=100 used=80")]
    [InlineData("limit", 200, "X limit=200 used=160")]
    public void A_measured_part_or_whole_goes_with_the_other(string property, double atLeast, string events)
    {
        var model = SmallModel.Read(
            $$""" "criteria": [{ "key": "did", "layer": "product", "signal": "x", "measure": "greatest", "property": "{{property}}", "tiers": [{ "points": 50, "atLeast": {{atLeast}} }] }] """,
            """ "x": [{ "event": "X", "where": { "used": { "atLeastShareOf": { "property": "limit", "share": 0.8 } } } }] """,
            SmallModel.FitOf(40));

        Assert.Equal(events, Shown(Assert.Single(Of(model, History.Day(1), new History(), SmallModel.Fitting).Sets)));
    }

    [Fact]
    public void A_tier_that_takes_more_than_64_events_is_not_offered()
    {
        var model = SmallModel.Read(""" "criteria": [{ "key": "did", "layer": "product", "signal": "b", "tiers": [{ "points": 50, "atLeast": 66 }] }] """, rest: SmallModel.FitOf(40));

        Assert.Empty(Of(model, History.Day(1), new History(), SmallModel.Fitting).Sets);
        Assert.Single(Of(model, History.Day(1), new History().On(0, "B").On(0, "B"), SmallModel.Fitting).Sets);
    }

    [Fact]
    public void A_search_with_too_many_sets_says_that_it_was_cut()
    {
        var criteria = string.Join(',', Enumerable.Range(0, 20).Select(i => $$"""{ "key": "c{{i}}", "layer": "product", "signal": "s{{i}}", "tiers": [{ "points": 4 }] }"""));
        var signals = string.Join(',', Enumerable.Range(0, 20).Select(i => $$""" "s{{i}}": [{ "event": "E{{i}}" }] """));
        var model = SmallModel.Read($$""" "criteria": [{{criteria}}] """, signals, SmallModel.FitOf(50));

        var gap = Of(model, History.Day(1), new History(), SmallModel.Fitting);

        // 10 of 20 would be needed.
        Assert.True(gap is { IsCut: true, Sets.Count: 0, Unreachable.Count: 0 });
    }

    [Fact]
    public void Actions_happen_after_everything_there_is() =>
        Assert.Equal(History.Day(65).AddMilliseconds(1), On(1, new History().On(65, "Signed In")).Now.AsOf);

    [Fact]
    public void An_account_has_no_gap()
    {
        var merger = new DigestMerger(DigestLayout.For(Engine.ProductLed));

        Assert.Throws<InvalidOperationException>(() => Gap.Of(Engine.ProductLed, new LeadFacts(LeadProfile.Unknown, merger.Merged), History.Day0));
    }

    private static string Text(GapSet set) => string.Join(
        ", ",
        set.Actions.Select(action => $"{action.Criterion}: {string.Join('+', action.Events.Select(each => each.Name))}").Concat(set.Attributes.Select(each => $"{each.Attribute}={each.Value.Text}")));

    private static string Shown(GapSet set) => string.Join(", ", set.Actions.SelectMany(action => action.Events).Select(each =>
        (each.Sender.Kind == IdentityKind.Anonymous ? "anonymous " : "") + string.Join(' ', each.Properties.Select(property => $"{property.Key}={property.Value.AsText()}").Prepend(each.Name))));

    private static Gap On(double day, History history, LeadProfile? profile = null) => Of(Engine.ProductLed, History.Day(day), history, profile ?? Profiles.Perfect());

    private static Gap Of(ScoringModel model, DateTimeOffset asOf, History history, LeadProfile profile) =>
        Gap.Of(model, new LeadFacts(profile, Digest.Fold(DigestLayout.For(model), history.Events)), asOf);
}
