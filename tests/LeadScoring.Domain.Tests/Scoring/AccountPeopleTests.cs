using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Scoring;

public sealed class AccountPeopleTests
{
    private sealed record Person(string Id, History History, LeadProfile Profile);

    [Fact]
    public void Who_was_active_exactly_30_days_ago_no_longer_is()
    {
        var ada = Known("ada", new History().On(0, "Signed In"));

        Assert.Equal((1, 1, History.Day(30)), (Among(29.999, ada).Count, Among(29.999, ada).Active, Among(29.999, ada).ValidUntil));
        Assert.Equal((1, 0, null), (Among(30, ada).Count, Among(30, ada).Active, Among(30, ada).ValidUntil));
    }

    [Fact]
    public void Only_product_activity_makes_somebody_active() =>
        Assert.Equal(0, Among(1, Known("ada", new History().On(0, "Pricing Page Viewed")), Known("bob", new History())).Active);

    [Fact]
    public void The_days_of_activity_are_the_models()
    {
        var model = SmallModel.Read("""  "criteria": []  """, rest: """ "account": { "activeDays": 2 } """);
        var ada = Known("ada", new History().On(0, "A"));

        Assert.Equal((1, 0), (Among(model, History.Day(1.9), ada).Active, Among(model, History.Day(2), ada).Active));
    }

    [Fact]
    public void The_champion_has_the_most_key_actions()
    {
        var people = Among(9, Known("ada", Actions(1, 2)), Known("bob", Actions(1, 2, 3)), Known("eve", Actions().On(4, "Signed In")));

        Assert.Equal((5L, new Champion(Identity.User("bob"), 3, History.Day(3))), (people.KeyActions, people.Champion));
    }

    [Fact]
    public void Of_several_with_as_many_the_later_then_the_smaller_id_is_champion()
    {
        Assert.Equal("bob", Among(9, Known("ada", Actions(1, 2)), Known("bob", Actions(1, 3))).Champion!.Lead.Value);
        Assert.Equal("ada", Among(9, Known("bob", Actions(1, 2)), Known("ada", Actions(1, 2))).Champion!.Lead.Value);
    }

    [Fact]
    public void Without_a_key_action_nobody_is_champion() =>
        Assert.Null(Among(9, Known("ada", new History().On(1, "Signed In"))).Champion);

    [Fact]
    public void Without_velocity_the_events_of_each_key_action_signal_count()
    {
        var model = SmallModel.Read("""
            "criteria": [
              { "key": "one", "layer": "product", "keyAction": true, "tiers": [{ "points": 9, "signal": "b", "atLeast": 2 }, { "points": 5, "signal": "b", "measure": "distinct", "property": "p" }] },
              { "key": "two", "layer": "product", "keyAction": true, "signal": "bc", "tiers": [{ "points": 5 }] },
              { "key": "three", "layer": "product", "signal": "a", "tiers": [{ "points": 5 }] }]
            """, """ "bc": [{ "event": "B" }, { "event": "C" }] """);

        var people = Among(model, History.Day(9), Known("ada", new History().On(0, "A").On(1, "B").On(2, "C")));

        Assert.Equal((3L, History.Day(2)), (people.KeyActions, people.Champion!.LastAt));
    }

    [Fact]
    public void The_likely_buyer_is_the_most_senior()
    {
        var people = Among(9, Titled("ada", "VP Sales"), Titled("bob", "CFO"), Titled("eve", "Engineer"), Known("joe", Actions(1)));

        Assert.Equal(new EconomicBuyer(Identity.User("bob"), "c-level"), people.EconomicBuyer);
    }

    [Fact]
    public void Of_several_as_senior_the_one_with_more_key_actions_is_the_likely_buyer()
    {
        Assert.Equal("bob", Among(9, Titled("ada", "CTO", 1), Titled("bob", "CFO", 1, 2)).EconomicBuyer!.Lead.Value);
        Assert.Equal("ada", Among(9, Titled("bob", "CTO"), Titled("ada", "CFO")).EconomicBuyer!.Lead.Value);
        Assert.Null(Among(9, Known("ada", Actions(1))).EconomicBuyer);
    }

    [Fact]
    public void The_newest_five_departments_are_named_by_their_first_people()
    {
        var people = Among(
            99,
            [.. Enumerable.Range(1, 6).Select(day => In("d" + day, $"Dept {day}", new History().On(day, "Pricing Page Viewed"))),
                In("ada", "DEPT 6", new History().On(0.5, "Signed In")),
                In("bob", "Unseen", new History())]);

        Assert.Equal(["Dept 5", "Dept 4", "Dept 3", "Dept 2", "Dept 1"], people.NewestDepartments.Select(each => each.Name).ToArray());
        Assert.Equal(History.Day(5), people.NewestDepartments[0].FirstSeenAt);
        Assert.Equal(7, people.Departments);
    }

    [Fact]
    public void A_department_appears_with_a_sign_up_too_and_one_of_unseen_people_comes_last()
    {
        var signedUp = new Person("ada", new History().On(8, "Signed In"), Profiles.Of([("department", "Sales"), ("signedUpAt", "2026-03-01T00:00:00Z")]));

        var departments = Among(9, signedUp, In("bob", "Unseen", new History())).NewestDepartments;

        Assert.Equal([new Department("Sales", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)), new Department("Unseen", null)], departments);
    }

    [Fact]
    public void The_order_in_which_people_are_added_does_not_matter()
    {
        Person[] all = [Titled("ada", "CTO", 1), Titled("bob", "CTO", 1), In("eve", "Sales", Actions(2)), In("joe", "sales", Actions(2)), In("zoe", "Support", Actions(2))];
        var expected = Text(Among(9, all));

        foreach (var seed in Enumerable.Range(0, 20))
        {
            Assert.Equal(expected, Text(Among(9, new Properties.Dice(seed).Shuffled(all))));
        }
    }

    private static string Text(AccountPeople people) =>
        $"{people.Count} {people.Active} {people.KeyActions} {people.Champion} {people.EconomicBuyer} {string.Join(';', people.NewestDepartments)} {people.ValidUntil}";

    private static AccountPeople Among(double day, params Person[] people) => Among(Engine.ProductLed, History.Day(day), people);

    private static AccountPeople Among(ScoringModel model, DateTimeOffset asOf, params Person[] people)
    {
        var (among, layout) = (new AccountPeople(model, asOf), DigestLayout.For(model));
        foreach (var person in people)
        {
            among.Add(Identity.User(person.Id), new LeadFacts(person.Profile, Digest.Fold(layout, person.History.Events)));
        }

        return among;
    }

    private static History Actions(params double[] days) => days.Aggregate(new History(), (history, day) => history.On(day, "Invite Sent"));

    private static Person Known(string id, History history) => new(id, history, LeadProfile.Unknown);

    private static Person Titled(string id, string title, params double[] days) => new(id, Actions(days), Profiles.Of([("title", title)]));

    private static Person In(string id, string department, History history) => new(id, history, Profiles.Of([("department", department)]));
}
