using FsCheck;
using FsCheck.Fluent;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Domain.Tests.Leads;

public sealed class IdentityLinksTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Identity Device = Identity.Anonymous("device");
    private static readonly Identity Ada = Identity.User("ada");
    private static readonly Identity Bob = Identity.User("bob");

    [Fact]
    public void An_identity_without_a_link_names_its_own_lead()
    {
        Assert.Equal(Device, new IdentityLinks().LeadOf(Device));
    }

    [Fact]
    public void A_shared_device_belongs_to_its_first_user_and_joins_nobody()
    {
        var links = Links(new Link(Device, Bob, At(2), "b"), new Link(Device, Ada, At(1), "a"), new Link(Device, Bob, At(3), "c"));

        Assert.Equal(Ada, links.LeadOf(Device));
        Assert.Equal(Bob, links.LeadOf(Bob));
    }

    [Fact]
    public void Of_two_links_of_one_instant_the_smaller_message_id_counts()
    {
        Assert.Equal(Bob, Links(new Link(Device, Ada, At(1), "b"), new Link(Device, Bob, At(1), "a")).LeadOf(Device));
    }

    [Fact]
    public void Links_are_followed_to_the_end()
    {
        var links = Links(new Link(Device, Ada, At(1), "a"), new Link(Ada, Bob, At(2), "b", IsAlias: true));

        Assert.Equal(Bob, links.LeadOf(Device));
        Assert.Equal([Device, Ada, Bob], links.PathOf(Device));
    }

    [Fact]
    public void In_a_circle_the_last_link_does_not_count()
    {
        var eve = Identity.User("eve");
        var links = Links(new Link(Ada, Bob, At(1), "a", true), new Link(Bob, eve, At(3), "b", true), new Link(eve, Ada, At(2), "c", true), new Link(Device, Ada, At(4), "d"));

        Assert.All([Device, Ada, Bob, eve], identity => Assert.Equal(Bob, links.LeadOf(identity)));
    }

    [Fact]
    public void What_was_unlinked_is_only_linked_again_by_a_later_alias()
    {
        var links = Links(new Link(Device, Ada, At(1), "a"));
        links.Unlink(Device, At(5));

        Assert.False(links.Add(new Link(Device, Ada, At(2), "b")));
        Assert.False(links.Add(new Link(Device, Ada, At(6), "c")));
        Assert.False(links.Add(new Link(Device, Ada, At(5), "d", IsAlias: true)));
        Assert.Equal(Device, links.LeadOf(Device));
        Assert.True(links.Add(new Link(Device, Bob, At(6), "e", IsAlias: true)));
        Assert.Equal(Bob, links.LeadOf(Device));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("NULL")]
    [InlineData(" undefined ")]
    [InlineData("\"guest\"")]
    [InlineData("anonymous")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("[object Object]")]
    public void Ids_that_stand_for_nobody_link_nobody(string id)
    {
        Assert.False(SharedIds.IsPersonal(id));
        Assert.False(new IdentityLinks().Add(new Link(Identity.Anonymous(id), Ada, At(1), "a")));
        Assert.False(new IdentityLinks().Add(new Link(Device, Identity.User(id), At(1), "b")));
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("-10")]
    [InlineData("100")]
    [InlineData("null@acme.example")]
    [InlineData("00000000-0000-0000-0000-000000000001")]
    public void Other_ids_stand_for_somebody(string id) => Assert.True(SharedIds.IsPersonal(id));

    [Fact]
    public void The_order_of_arrival_and_repeats_do_not_matter()
    {
        Prop.ForAll(RandomLinks(), links =>
        {
            var shuffled = links.Concat(links.Take(links.Length / 2)).OrderBy(link => HashCode.Combine(link.MessageId, link.To)).ToArray();
            return Enumerable.SequenceEqual(LeadsOf(Links(links)), LeadsOf(Links(shuffled)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Linked_identities_have_one_lead_and_a_lead_is_one_of_them()
    {
        Prop.ForAll(RandomLinks(), random =>
        {
            var links = Links(random);
            return Everybody().All(identity =>
                links.LeadOf(links.LeadOf(identity)) == links.LeadOf(identity)
                && links.PathOf(identity).All(each => links.LeadOf(each) == links.LeadOf(identity)));
        }).QuickCheckThrowOnFailure();
    }

    private static IEnumerable<Identity> Everybody() =>
        Enumerable.Range(0, 5).SelectMany(i => new[] { Identity.User($"u{i}"), Identity.Anonymous($"a{i}") });

    private static IEnumerable<Identity> LeadsOf(IdentityLinks links) => Everybody().Select(links.LeadOf);

    private static IdentityLinks Links(params Link[] links)
    {
        var all = new IdentityLinks();
        foreach (var link in links)
        {
            all.Add(link);
        }

        return all;
    }

    /// <summary>Few identities and few instants, so that circles, shared devices and ties are common.</summary>
    private static Arbitrary<Link[]> RandomLinks() =>
        (from isAlias in Gen.Elements(true, false)
         from source in Gen.Choose(0, 4)
         from target in Gen.Choose(0, 4)
         from time in Gen.Choose(0, 5)
         from message in Gen.Choose(0, 3)
         select new Link(isAlias ? Identity.User($"u{source}") : Identity.Anonymous($"a{source}"), Identity.User($"u{target}"), At(time), $"m{message}", isAlias))
        .ArrayOf().ToArbitrary();

    private static DateTimeOffset At(int minutes) => Start.AddMinutes(minutes);
}
