using System.Net;
using LeadScoring.Api.Limits;

namespace LeadScoring.Api.Tests.Limits;

public sealed class CallerSlotTests
{
    [Theory]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff")]
    public void Addresses_of_one_caller_have_one_place(string one, string other) => Assert.Equal(SlotOf(one), SlotOf(other));

    [Fact]
    public void Other_callers_have_other_places()
    {
        string[] callers = ["203.0.113.7", "203.0.113.8", "2001:db8:1:2::1", "2001:db8:1:3::1", "::1", "127.0.0.1", "198.51.100.1", "2001:db8:2:2::1"];

        // Two of them may meet by chance, once in some thousand runs; three pairs never do.
        Assert.InRange(callers.Select(SlotOf).Distinct().Count(), callers.Length - 2, callers.Length);
    }

    [Fact]
    public void A_flood_of_addresses_finds_no_more_places_than_there_are()
    {
        var places = new HashSet<int>();
        for (var network = 0; network < 2_000_000; network++)
        {
            places.Add(CallerSlot.Of(new IPAddress([0x20, 1, 0xd, 0xb8, (byte)(network >> 24), (byte)(network >> 16), (byte)(network >> 8), (byte)network, 0, 0, 0, 0, 0, 0, 0, 1])));
        }

        Assert.All(places, place => Assert.InRange(place, 0, CallerSlot.Count - 1));
        Assert.InRange(places.Count, CallerSlot.Count - 100, CallerSlot.Count);
    }

    [Fact]
    public void Callers_without_an_address_have_one_together() => Assert.Equal(CallerSlot.Of(null), CallerSlot.Of(null));

    private static int SlotOf(string address) => CallerSlot.Of(IPAddress.Parse(address));
}
