using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Leads;

public sealed class SignalTallyTests
{
    private static readonly DigestLayout Layout = DigestLayout.For(Engine.ProductLed);

    [Fact]
    public void Events_and_leads_add_up_and_the_latest_time_of_all_counts()
    {
        var tally = new SignalTally(Layout);
        History[] leads = [new History().On(0, "Signed In").On(5, "Signed In"), new History().On(3, "Signed In"), new History().On(9, "Page Viewed"), new History()];
        foreach (var lead in leads) tally.Add(Digest.Fold(Layout, lead.Events));

        Assert.Equal(4, tally.Leads);
        Assert.Equal(new SignalTotal(3, 2, leads[0].Events[1].At), Of(tally, "signed_in"));
        Assert.Equal(new SignalTotal(0, 0, null), Of(tally, "order_completed"));
    }

    [Fact]
    public void Only_events_that_the_filter_counts_are_in()
    {
        var tally = new SignalTally(Layout);
        tally.Add(Digest.Fold(Layout, new History().On(0, "Feature Used").On(1, "Feature Used", ("core", true)).Events));

        Assert.Equal((2L, 1L), (Of(tally, "feature_used")!.Value.Events, Of(tally, "core_feature_used")!.Value.Events));
    }

    [Fact]
    public void A_filter_that_no_digest_holds_has_no_total() => Assert.Null(Of(new SignalTally(new DigestLayout(1, [])), "signed_in"));

    [Fact]
    public void Digests_of_another_layout_are_refused() =>
        Assert.Throws<ArgumentException>(() => new SignalTally(Layout).Add(new Digest(DigestLayout.For(Engine.ProductLed))));

    private static SignalTotal? Of(SignalTally tally, string name) => tally.Of(Engine.ProductLed.SignalNames[name]);
}
