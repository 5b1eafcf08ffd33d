using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Oracle;

namespace LeadScoring.Domain.Tests.Properties;

/// <summary>How events come in does not matter.</summary>
public sealed class ArrivalLaws
{
    [Fact]
    public void The_order_of_arrival_never_changes_the_digest_or_the_answer() => Case.Holds(lead =>
    {
        var shuffled = lead with { Log = lead.Dice.Shuffled(lead.Log) };

        Assert.Equal(Bytes(lead.Facts.Digest), Bytes(shuffled.Facts.Digest));
        Assert.Equal(Answer.WithEvidence(lead.Evaluate()), Answer.WithEvidence(shuffled.Evaluate()));
        return true;
    });

    [Fact]
    public void A_digest_kept_up_event_by_event_is_the_one_folded_from_the_whole_log() => Case.Holds(
        lead =>
        {
            var digest = new Digest(lead.Layout);
            for (var i = 0; i < lead.Log.Length; i++)
            {
                var before = Bytes(digest);
                if (!digest.TryFold(lead.Log[i]))
                {
                    Assert.Equal(before, Bytes(digest));
                    digest = Digest.Fold(lead.Layout, lead.Log[..(i + 1)]);
                }

                Assert.Equal(Bytes(Digest.Fold(lead.Layout, lead.Log[..(i + 1)])), Bytes(digest));
            }

            return true;
        },
        500);

    [Fact]
    public void A_log_that_is_walked_through_moment_by_moment_has_the_digest_of_what_had_happened_at_each_of_them() => Case.Holds(lead =>
    {
        var (digest, order) = (new Digest(lead.Layout), lead.Dice.Shuffled(lead.Log));
        foreach (var moment in order.GroupBy(each => each.At).OrderBy(moment => moment.Key))
        {
            digest.FoldNext([.. moment]);

            Assert.Equal(Bytes(Digest.Fold(lead.Layout, lead.Log.Where(each => each.At <= moment.Key))), Bytes(digest));
            Assert.Throws<ArgumentException>(() => digest.FoldNext([moment.First()]));
        }

        return true;
    });

    [Fact]
    public void An_event_at_the_end_is_always_folded_in_place() => Case.Holds(lead =>
    {
        var digest = new Digest(lead.Layout);
        var upTo = DateTimeOffset.MinValue;
        foreach (var productEvent in lead.Log.Where(each => each.At > upTo))
        {
            if (productEvent.At > upTo)
            {
                Assert.True(digest.TryFold(productEvent));
                upTo = productEvent.At;
            }
        }

        return true;
    });

    [Fact]
    public void Batches_and_repeats_never_change_the_digest() => Case.Holds(lead =>
    {
        var dice = lead.Dice;
        var sent = lead.Log.Concat(lead.Log.Where(_ => dice.OneIn(3)));
        HashSet<(Identity, string)> stored = [];
        List<ProductEvent> log = [];
        var digest = new Digest(lead.Layout);
        foreach (var batch in dice.Shuffled(sent).Chunk(dice.Between(1, 7)))
        {
            // What the log's key does before anything is folded.
            var fresh = batch.Where(each => stored.Add((each.Sender, each.MessageId))).ToList();
            log.AddRange(fresh);
            digest = fresh.TrueForAll(digest.TryFold) ? digest : Digest.Fold(lead.Layout, log);
        }

        Assert.Equal(Bytes(lead.Facts.Digest), Bytes(digest));
        return true;
    });

    [Fact]
    public void A_digest_stored_and_read_goes_on_as_if_it_had_never_been_away() => Case.Holds(lead =>
    {
        var half = lead.Log.Length / 2;
        var kept = Digest.Fold(lead.Layout, lead.Log[..half]);
        var read = DigestCodec.Decode(lead.Layout, DigestCodec.Encode(kept))!;

        foreach (var productEvent in lead.Log[half..])
        {
            Assert.Equal(Bytes(kept), Bytes(read));
            Assert.Equal(kept.TryFold(productEvent), read.TryFold(productEvent));
        }

        Assert.Equal(
            Answer.WithEvidence(ScoringEngine.Evaluate(lead.Model, new LeadFacts(lead.Profile, kept), lead.AsOf)),
            Answer.WithEvidence(ScoringEngine.Evaluate(lead.Model, new LeadFacts(lead.Profile, read), lead.AsOf)));
        return true;
    });

    [Fact]
    public void Linked_identities_score_as_one_lead_from_the_start() => Case.Holds(lead =>
    {
        var known = lead.Log.Where(each => each.Sender.Kind == IdentityKind.User).ToList();
        var visitor = lead.Log.Except(known);
        var together = lead.Evaluate();

        foreach (var log in new[] { known.Concat(visitor), visitor.Concat(known) })
        {
            var linked = lead with { Log = [.. log] };
            Assert.Equal(Bytes(lead.Facts.Digest), Bytes(linked.Facts.Digest));
            Assert.Equal(Answer.WithEvidence(together), Answer.WithEvidence(linked.Evaluate()));
        }

        return true;
    });

    [Fact]
    public void What_other_models_need_and_the_order_of_signal_ids_never_change_the_answer() => Case.Holds(lead =>
    {
        var other = ModelReader.Read(RandomModel.Document(lead.Dice));
        var signals = lead.Layout.Signals.Concat(DigestLayout.For(other).Signals).Select(signal => signal.Definition).DistinctBy(signal => signal.Canonical, StringComparer.Ordinal);
        var shared = new DigestLayout(2, lead.Dice.Shuffled(signals).Select((signal, i) => new Signal(i + 1, signal)));

        var answer = ScoringEngine.Evaluate(lead.Model, new LeadFacts(lead.Profile, Digest.Fold(shared, lead.Log)), lead.AsOf);
        Assert.Equal(Answer.WithEvidence(lead.Evaluate()), Answer.WithEvidence(answer));
        Assert.Equal(lead.Evaluate().Numbers.ValidUntil, answer.Numbers.ValidUntil);
        return true;
    });

    private static byte[] Bytes(Digest digest) => DigestCodec.Encode(digest);
}
