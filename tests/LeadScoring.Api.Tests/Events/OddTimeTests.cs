using System.Globalization;
using LeadScoring.Api.Events;
using LeadScoring.Api.Tests.Faults;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Events;

/// <summary>Clocks that are wrong and times that cannot be: nothing is refused for being ahead, and the score is that of what can have happened.</summary>
public sealed class OddTimeTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private static int _leads;

    /// <summary>SentDialect, minutes that the client's clock is ahead, and what it says of the time of sending.</summary>
    public static TheoryData<string, int, string?> WrongClocks { get; } = new()
    {
        { "segment", 10, "clock" },
        { "segment", -10, "clock" },
        { "segment", 24 * 60, "clock" },
        { "segment", -24 * 60, "clock" },
        { "segment", 10 * 365 * 24 * 60, "clock" },
        { "posthog", 24 * 60, "clock" },
        { "posthog", -24 * 60, "clock" },
        // Nothing to put the clock right by, but these clocks are right.
        { "segment", 0, "1999-01-01T00:00:00Z" },
        { "segment", 0, "never" },
        { "posthog", 0, "1999-01-01T00:00:00Z" },
        { "native", 0, null },
    };

    /// <summary>SentDialect and member of a time that is ahead, the time (days after receipt, or a text), and whether it is warned of.</summary>
    public static TheoryData<string, string, string, bool> TimesAhead { get; } = new()
    {
        { "native", "timestamp", "0.01", false },
        { "native", "timestamp", "1", false },
        { "native", "timestamp", "1.5", true },
        { "native", "timestamp", "3652", true },
        { "native", "timestamp", "9999-12-31T23:59:59.9999999Z", true },
        { "segment", "timestamp", "1", false },
        { "segment", "timestamp", "1.5", true },
        { "segment", "originalTimestamp", "3652", true },
        { "segment", "timestamp", "9999-12-31T23:59:59.9999999", true },
        { "posthog", "timestamp", "1", false },
        { "posthog", "timestamp", "9999-12-31T23:59:59.9999999Z", true },
    };

    public static TheoryData<string, string> Impossible { get; } = new()
    {
        { "native", "1969-12-31T23:59:59.999Z" },
        { "native", "0001-01-01T00:00:00Z" },
        { "native", "294277-01-01T00:00:00Z" },
        { "native", "9999-12-31T23:59:59-00:01" },
        { "native", "infinity" },
        { "segment", "1969-12-31T23:59:59.999Z" },
        { "segment", "0001-01-01T00:00:00Z" },
        { "segment", "0001-01-01T00:00:00+14:00" },
        { "segment", "+294277-01-01T00:00:00Z" },
        { "segment", "-infinity" },
        { "posthog", "0001-01-01T00:00:00Z" },
        { "posthog", "294277-01-01T00:00:00Z" },
    };

    [Theory]
    [MemberData(nameof(WrongClocks))]
    public async Task A_clients_clock_that_is_wrong_does_not_change_the_score(string dialect, int minutesAhead, string? sent)
    {
        using var client = app.CreateClient();
        var (lead, right) = (NewLead(), NewLead());
        // Times of the history are whole minutes before the receipt, so that none is cut.
        var now = app.Clock.GetUtcNow();
        var history = Given.EagerHistory(right).Select(e => e with { Timestamp = now.AddMinutes(Math.Round((e.Timestamp - Given.Day(2)).TotalMinutes)) }).ToList();
        await client.SendAsync(history);
        var sentAt = sent == "clock" ? now.AddMinutes(minutesAhead).ToString("O", CultureInfo.InvariantCulture) : sent;

        var answer = await SentDialect.Of(dialect).PostWithAsync(client, sentAt is null ? "" : $"\"sentAt\":\"{sentAt}\",\"sent_at\":\"{sentAt}\",", history.Select(e => Item(dialect, e.Of(lead), e.Timestamp.AddMinutes(minutesAhead))));

        Assert.Equal(((history.Count, 0), 0, 0), (answer.Taken(), answer.Rejected().Count, answer.Warnings().Count));
        Assert.Equal(await client.GetComparableScoreAsync(right), await client.GetComparableScoreAsync(lead));
        Assert.Equal(100, (await client.GetScoreAsync(lead)).Behavior.Score);
    }

    [Theory]
    [MemberData(nameof(TimesAhead))]
    public async Task A_time_ahead_counts_as_the_receipt_and_one_more_than_a_day_ahead_is_warned_of(string dialect, string member, string ahead, bool isWarned)
    {
        using var client = app.CreateClient();
        var (lead, now) = (NewLead(), app.Clock.GetUtcNow());
        var said = double.TryParse(ahead, CultureInfo.InvariantCulture, out var days) ? now.AddDays(days) : new DateTimeOffset(9999, 12, 31, 23, 59, 59, 999, 999, TimeSpan.Zero);
        var time = days > 0 ? said.ToString("O", CultureInfo.InvariantCulture) : ahead;

        var answer = await SentDialect.Of(dialect).PostAsync(client, SentDialect.Of(dialect).Item(lead, "before"), SentDialect.Of(dialect).Item(lead, "ahead", (member, $"\"{time}\"")));

        Assert.Equal(((2, 0), 0), (answer.Taken(), answer.Rejected().Count));
        Assert.Equal(isWarned ? [(1, "timestamp_ahead", $"{member} is more than a day ahead of the time of receipt, which counts instead; what was said is kept. Check the clock and the time zone of the client")] : [], answer.Warnings());
        if (isWarned) Assert.Equal("ahead", (string?)answer.Body["warnings"]![0]!["messageId"]);
        await using var db = app.Database.OpenContext();
        var row = await db.Events.SingleAsync(e => e.Identity == "user:" + lead && e.MessageId == "ahead");
        Assert.Equal((now, now, said), (row.OccurredAt, row.ReceivedAt, row.OriginalAt));
        Assert.Equal((15, 2), ((await client.GetScoreAsync(lead)).Behavior.Score, (await client.GetScoreAsync(lead)).Behavior.Contributions.Single().Evidence.Count));
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task A_time_before_1970_or_beyond_all_calendars_is_named_and_costs_its_neighbours_nothing(string dialect, string time)
    {
        using var client = app.CreateClient();
        var (lead, way) = (NewLead(), SentDialect.Of(dialect));

        var answer = await way.PostAsync(client, way.Item(lead, "before"), way.Item(lead, "odd", ("timestamp", $"\"{time}\"")), way.Item(lead, "after", ("timestamp", "\"1970-01-01T00:00:00Z\"")));

        Assert.Equal(((2, 0), 0), (answer.Taken(), answer.Warnings().Count));
        var (index, code, message) = Assert.Single(answer.Rejected());
        Assert.Equal((1, "invalid_timestamp"), (index, code));
        Assert.StartsWith("timestamp must", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attributes_from_the_future_are_those_of_now_and_a_later_payload_goes_before_them()
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        const string ahead = "\"timestamp\":\"2999-01-01T00:00:00Z\"";

        var identify = await client.PostSdkAsync("/v1/identify", $$"""{"messageId":"1","userId":"{{lead}}","traits":{"title":"CEO"},{{ahead}}}""");
        var group = await client.PostSdkAsync("/v1/group", $$"""{"messageId":"2","userId":"{{lead}}","groupId":"{{lead}} co","traits":{"employees":120},{{ahead}}}""");
        var company = await SentDialect.PostHog.PostAsync(client, $$$"""{"event":"$groupidentify","uuid":"3","distinct_id":"x","properties":{"$group_type":"company","$group_key":"{{{lead}}} co","$group_set":{"industry":"SaaS"}},{{{ahead}}}}""");
        var alias = await client.PostSdkAsync("/v1/alias", $$"""{"messageId":"4","userId":"{{lead}}","previousId":"{{lead}} before",{{ahead}}}""");
        var cloudEvent = await client.PostSdkAsync("/v1/events", $$"""{"specversion":"1.0","id":"5","source":"/app","type":"e","subject":"{{lead}}","time":"2999-01-01T00:00:00Z"}""", "application/cloudevents+json");
        var before = (await client.GetScoreAsync(lead)).Fit.Score;
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.PutLeadAsync(lead, new { title = "Engineer" });
        await client.PutAccountAsync(lead + " co", new { employees = 30 });

        Assert.All([identify, group, company, alias, cloudEvent], answer => Assert.Equal((1, 0, "timestamp_ahead"), (answer.Taken().Accepted, answer.Rejected().Count, Assert.Single(answer.Warnings()).Code)));
        Assert.StartsWith("time is more than a day ahead", cloudEvent.Warnings()[0].Message, StringComparison.Ordinal);
        Assert.Equal((35, 20), (before, (await client.GetScoreAsync(lead)).Fit.Score));
    }

    [Fact, Trait("Category", FaultForm.Category)]
    public async Task After_odd_times_every_later_recalculation_runs()
    {
        using var client = app.CreateClient();
        int taken = 0, warned = 0, quarantined = 0, recounts = 0;
        string[] times = ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1999-01-01T00:00:00Z", "2026-03-03T09:00:00Z", "2036-03-02T09:00:00Z", "9999-12-31T23:59:59.9999999Z"];
        string[] leads = [.. times.Select(_ => NewLead())];
        foreach (var (lead, time) in leads.Zip(times))
        {
            var events = Given.EagerHistory(lead);
            await client.SendAsync(events);
            var odd = await SentDialect.Native.PostAsync(client, events.Select((e, i) => SentDialect.Native.Item(lead, $"odd-{i}", ("event", $"\"{e.Event}\""), ("timestamp", $"\"{time}\""))));
            var sdk = await SentDialect.Segment.PostWithAsync(client, $"\"sentAt\":\"{time}\",", SentDialect.Segment.Item(lead, "sdk", ("timestamp", $"\"{time}\"")));
            (taken, warned) = (taken + odd.Taken().Accepted + sdk.Taken().Accepted, warned + odd.Warnings().Count + sdk.Warnings().Count);
            quarantined += odd.Rejected().Count + sdk.Rejected().Count;
        }

        foreach (var days in (int[])[0, 1, 31, 60, 400, 4_000])
        {
            app.Clock.Advance(TimeSpan.FromDays(days));
            await Recount.EverythingAddsUpAsync(app);
            foreach (var lead in leads)
            {
                var score = await client.GetScoreAsync(lead);
                Assert.InRange(score.Behavior.Score, 5, 100);
                Assert.True(score.ValidUntil is null || score.ValidUntil > score.AsOf);
                recounts++;
            }
        }

        await using var db = app.Database.OpenContext();
        var impossible = await db.Events.CountAsync(e => e.OccurredAt > e.ReceivedAt || e.OccurredAt < IntakeLimits.Earliest);
        FaultReport.Add(
            13, $"times of {string.Join(", ", times.Select(time => time[..4]))} beside right ones; then the clock goes on, by 4,492 days in all",
            $"{taken} events taken, {warned} of them with a warning, {quarantined} quarantined; {impossible} stored with a time after their receipt or before 1970; {recounts} scores after a recalculation, 0 above the cap, all equal to a recount", "");
        Assert.Equal(0, impossible);
    }

    private static string NewLead() => $"odd-{Interlocked.Increment(ref _leads)}";

    private static string Item(string dialect, SentEvent e, DateTimeOffset clock) => SentDialect.Of(dialect).Item(
        e.UserId!,
        e.MessageId,
        ("event", $"\"{e.Event}\""),
        ("timestamp", $"\"{clock:O}\""),
        ("properties", System.Text.Json.JsonSerializer.Serialize(e.Properties)));
}
