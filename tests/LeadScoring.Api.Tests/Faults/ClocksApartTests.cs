using System.Globalization;
using System.Text.Json;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>F12. Every wrong clock of a client by itself is in Events/OddTimeTests.</summary>
[Trait("Category", FaultForm.Category)]
public sealed class ClocksApartTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    /// <summary>Minutes that clients' clocks are ahead; null: a right clock, and a time of sending in 1999.</summary>
    private static readonly int?[] Clients = [0, 10, -10, 24 * 60, -24 * 60, null];

    private static readonly int Leads = FaultForm.Of(60, 1_000);

    [Theory]
    [InlineData("replicas 5 minutes apart", 0, 5)]
    [InlineData("the service 3 hours slow", -180, -180)]
    public async Task Clocks_that_are_apart_refuse_nothing_and_change_no_score(string service, int minutesAhead, int minutesAheadOfTheOther)
    {
        await using var first = app.NewReplica(ClockAt(minutesAhead));
        await using var second = app.NewReplica(ClockAt(minutesAheadOfTheOther));
        HttpClient[] replicas = [first.CreateClient(), second.CreateClient()];
        var name = $"clock{minutesAhead}-{minutesAheadOfTheOther}-";
        using var right = app.CreateClient();
        await right.SendAsync(HistoryOf(name));
        int accepted = 0, refused = 0;
        for (var lead = 0; lead < Leads; lead++)
        {
            // What each client collects goes to either replica in parts.
            foreach (var (part, i) in HistoryOf(name + lead).Chunk(4).Select((part, i) => (part, i)))
            {
                var answer = await SendAsync(replicas[(lead + i) % 2], part, Clients[lead % Clients.Length]);
                (accepted, refused) = (accepted + answer.Taken().Accepted, refused + answer.Rejected().Count);
            }
        }

        var expected = (await right.GetScoreAsync(name)).Behavior.Score;
        var scores = await Task.WhenAll(Enumerable.Range(0, Leads).Select(lead => replicas[lead % 2].GetScoreAsync(name + lead)));
        var off = scores.Count(score => Math.Abs(score.Behavior.Score - expected) > expected / 1_000);
        await using var db = app.Database.OpenContext();
        var late = await db.Events.CountAsync(e => e.Identity.StartsWith("user:" + name) && e.OccurredAt > e.ReceivedAt.AddMinutes(5));
        var ahead = await db.Events.CountAsync(e => e.Identity.StartsWith("user:" + name) && e.OccurredAt > e.ReceivedAt);
        FaultReport.Add(
            12, $"{service}; clients right, 10 minutes and a day fast and slow, and with a time of sending in 1999",
            $"{accepted.Number()} events: {refused} refused, {ahead} later than their receipt, {off} of {Leads.Number()} scores off by more than 0.1 %", "");
        foreach (var replica in replicas) replica.Dispose();

        Assert.Equal((Leads * HistoryOf(name).Count, 0, 0, 0), (accepted, refused, late, off));
    }

    private ManualClock ClockAt(int minutesAhead)
    {
        var clock = new ManualClock();
        clock.Set(app.Clock.GetUtcNow().AddMinutes(minutesAhead));
        return clock;
    }

    /// <summary>Ends an hour before the right time; whole minutes, so that none is cut.</summary>
    private List<SentEvent> HistoryOf(string lead) =>
        Given.EagerHistory(lead).ConvertAll(e => e with { Timestamp = app.Clock.GetUtcNow().AddMinutes(Math.Round((e.Timestamp - Given.Day(2)).TotalMinutes) - 60) });

    private Task<RawAnswer> SendAsync(HttpClient replica, IEnumerable<SentEvent> events, int? minutesAhead)
    {
        var sentAt = minutesAhead is { } ahead ? app.Clock.GetUtcNow().AddMinutes(ahead).ToString("O", CultureInfo.InvariantCulture) : "1999-01-01T00:00:00Z";
        return SentDialect.Segment.PostWithAsync(replica, $"\"sentAt\":\"{sentAt}\",", events.Select(e => SentDialect.Segment.Item(
            e.UserId!, e.MessageId,
            ("event", $"\"{e.Event}\""),
            ("timestamp", $"\"{e.Timestamp.AddMinutes(minutesAhead ?? 0):O}\""),
            ("properties", JsonSerializer.Serialize(e.Properties)))));
    }
}
