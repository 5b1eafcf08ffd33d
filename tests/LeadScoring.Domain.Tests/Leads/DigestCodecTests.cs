using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Tests.Properties;
using LeadScoring.Domain.Tests.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Leads;

public sealed class DigestCodecTests
{
    private static readonly DigestLayout Layout = DigestLayout.For(Engine.ProductLed);

    [Fact]
    public void A_digest_of_the_default_model_takes_a_few_hundred_bytes()
    {
        var bytes = DigestCodec.Encode(Digest.Fold(Layout, WorkedLeads.Eager.Events));

        Assert.InRange(bytes.Length, 50, 500);
        Assert.Equal(1, bytes[0]);
    }

    [Fact]
    public void Equal_logs_have_equal_bytes_and_bytes_read_give_them_again()
    {
        var bytes = DigestCodec.Encode(Digest.Fold(Layout, WorkedLeads.Eager.Events));

        Assert.Equal(bytes, DigestCodec.Encode(Digest.Fold(Layout, WorkedLeads.Eager.Events.Reverse())));
        Assert.Equal(bytes, DigestCodec.Encode(DigestCodec.Decode(Layout, bytes)!));
    }

    [Fact]
    public void How_many_events_were_folded_is_read_whatever_the_generation()
    {
        var bytes = DigestCodec.Encode(Digest.Fold(new DigestLayout(7, Layout.Signals), WorkedLeads.Eager.Events));

        Assert.Equal(WorkedLeads.Eager.Events.Count, DigestCodec.EventsOf(bytes));
        Assert.Null(DigestCodec.EventsOf([]));
        Assert.Null(DigestCodec.EventsOf([99, .. bytes[1..]]));
        Assert.Null(DigestCodec.EventsOf(bytes.AsSpan(0, bytes.Length - 1)));
    }

    [Fact]
    public void A_digest_of_another_version_or_signal_generation_is_left_to_be_folded_afresh()
    {
        var bytes = DigestCodec.Encode(new Digest(Layout));
        var newer = new DigestLayout(2, Layout.Signals);

        Assert.NotNull(DigestCodec.Decode(Layout, bytes));
        Assert.Null(DigestCodec.Decode(newer, bytes));
        Assert.Null(DigestCodec.Decode(Layout, [99, .. bytes[1..]]));
        Assert.Null(DigestCodec.Decode(Layout, []));
    }

    [Fact]
    public void A_digest_cut_short_or_with_something_behind_it_is_refused()
    {
        var bytes = DigestCodec.Encode(Digest.Fold(Layout, WorkedLeads.Eager.Events));

        for (var length = 1; length < bytes.Length; length++)
        {
            Assert.Throws<FormatException>(() => DigestCodec.Decode(Layout, bytes.AsSpan(0, length)));
        }

        Assert.Throws<FormatException>(() => DigestCodec.Decode(Layout, [.. bytes, 0]));
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_read_and_never_break_anything_else() => Case.Holds(
        lead =>
        {
            var dice = lead.Dice;
            var bytes = DigestCodec.Encode(lead.Facts.Digest);
            for (var flips = 0; flips < 20; flips++)
            {
                var damaged = bytes.ToArray();
                damaged[dice.Below(damaged.Length)] = (byte)dice.Of(0, 1, 0x7F, 0x80, 0xFF, dice.Below(256));
                try
                {
                    if (DigestCodec.Decode(lead.Layout, damaged) is { } digest)
                    {
                        Domain.Scoring.ScoringEngine.Evaluate(lead.Model, new LeadFacts(lead.Profile, digest), lead.AsOf);
                        _ = lead.Log.All(digest.TryFold);
                        DigestCodec.Encode(digest);
                    }
                }
                catch (FormatException)
                {
                    // The answer to damage.
                }
            }

            return true;
        },
        200);
}
