using LeadScoring.Api.Data;
using LeadScoring.Api.Leads.Replay;
using LeadScoring.Api.Models.Backtests;
using LeadScoring.Api.Models.Backtests.Results;
using LeadScoring.Api.Scoring;

namespace LeadScoring.Api.Tests.Models.Backtests;

public sealed class BacktestPiecesTests
{
    [Theory]
    [InlineData(0, 100, "red")]
    [InlineData(299, 10_000, "red")]
    [InlineData(300, 10_000, "amber")]
    [InlineData(499, 10_000, "amber")]
    [InlineData(500, 10_000, "green")]
    [InlineData(1_500, 10_000, "green")]
    [InlineData(15_001, 100_000, "amber")]
    [InlineData(2_500, 10_000, "amber")]
    [InlineData(25_001, 100_000, "red")]
    public void The_share_of_PQLs_is_healthy_from_5_to_15_percent(long leads, long all, string health) => Assert.Equal(health, PqlShare.Of(leads, all).Health);

    [Fact]
    public void Of_no_leads_there_is_no_share() => Assert.Equal(new PqlShare(0, null, null), PqlShare.Of(0, 0));

    [Theory]
    [InlineData("1 2 3 4", "1 2 3|4")]
    [InlineData("6 1 2 3", "6|1 2 3")]
    [InlineData("7 90 1", "7|90|1")]
    [InlineData("0 0 6 0", "0 0 6 0")]
    [InlineData("? 1 ?", "?|1|?")]
    [InlineData("", "")]
    public void Leads_come_in_chunks_of_so_many_events_and_one_with_more_is_alone(string events, string chunks)
    {
        var leads = events.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((each, i) => new TriedLead(new LeadKey(0, $"user:{i}"), [], each == "?" ? null : int.Parse(each)));

        Assert.Equal(chunks, string.Join('|', TriedChunks.Of(leads, 6).Select(chunk => string.Join(' ', chunk.Select(lead => lead.Events?.ToString() ?? "?")))));
    }

    // Leads with the letters of their accounts, which have so many entries: a 1, b 4, c 5, d 90, and z none.
    [Theory]
    [InlineData("a b c", "0 1|2")]
    [InlineData("b a b a c", "1 3 0 2|4")]
    [InlineData("d d - d d", "2 0 1 3 4")]
    [InlineData("a d d b", "0 3|1 2")]
    [InlineData("ad b - bc", "2 0|1|3")]
    [InlineData("z c z", "1 0 2")]
    [InlineData("", "")]
    public void Leads_of_an_account_come_together_and_its_log_counts_once(string accounts, string groups)
    {
        HashSet<string>[] leads = [.. accounts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(each => each.Where(char.IsLetter).Select(letter => letter.ToString()).ToHashSet(StringComparer.Ordinal))];
        Dictionary<string, long> lengths = new(StringComparer.Ordinal) { ["a"] = 1, ["b"] = 4, ["c"] = 5, ["d"] = 90 };

        Assert.Equal(groups, string.Join('|', AccountGroups.Of(leads, lengths, 6).Select(group => string.Join(' ', group))));
    }

    [Fact]
    public void Chunks_are_cut_while_leads_are_read()
    {
        var read = 0;
        using var chunks = TriedChunks.Of(Endless(), 10).GetEnumerator();

        for (var i = 1; i <= 5; i++)
        {
            Assert.True(chunks.MoveNext());
            Assert.Equal((5, (5 * i) + 1), (chunks.Current.Count, read));
        }

        IEnumerable<TriedLead> Endless()
        {
            while (true) yield return new TriedLead(new LeadKey(0, $"user:{++read}"), [], 2);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.5, 4)]
    [InlineData(0.2, 16)]
    public void It_rests_for_as_long_as_its_share_of_the_time_asks_for(double share, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Pace.RestAfter(TimeSpan.FromSeconds(4), share));
}
