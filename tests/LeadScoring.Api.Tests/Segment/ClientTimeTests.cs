using System.Globalization;
using LeadScoring.Api.Events;

namespace LeadScoring.Api.Tests.Segment;

public sealed class ClientTimeTests
{
    private const string Received = "2026-03-02T09:00:00Z";

    /// <summary>timestamp, originalTimestamp, sentAt, and when it happened (null: receipt).</summary>
    [Theory]
    // Nothing is said.
    [InlineData(null, null, null, null)]
    [InlineData(null, null, "2026-03-02T12:00:00Z", null)]
    // Without a time of sending the client is taken at its word.
    [InlineData("2026-03-01T08:00:00Z", null, null, "2026-03-01T08:00:00Z")]
    [InlineData(null, "2026-03-01T08:00:00Z", null, "2026-03-01T08:00:00Z")]
    // A clock that is right, or off by no more than five minutes.
    [InlineData("2026-03-02T08:59:00Z", null, "2026-03-02T09:00:00Z", "2026-03-02T08:59:00Z")]
    [InlineData("2026-03-02T08:50:00Z", null, "2026-03-02T08:55:00Z", "2026-03-02T08:50:00Z")]
    [InlineData("2026-03-02T09:02:00Z", null, "2026-03-02T09:05:00Z", "2026-03-02T09:00:00Z")]
    // A clock that is off by more.
    [InlineData("2026-03-02T08:50:00Z", null, "2026-03-02T08:54:59Z", "2026-03-02T08:55:01Z")]
    [InlineData("2026-03-02T18:00:00Z", null, "2026-03-02T19:00:00Z", "2026-03-02T08:00:00Z")]
    [InlineData(null, "2026-03-02T18:00:00Z", "2026-03-02T19:00:00Z", "2026-03-02T08:00:00Z")]
    [InlineData("2026-03-01T08:59:50Z", null, "2026-03-01T09:00:00Z", "2026-03-02T08:59:50Z")]
    [InlineData("2026-03-03T08:59:50Z", null, "2026-03-03T09:00:00Z", "2026-03-02T08:59:50Z")]
    [InlineData("2036-03-02T08:59:50Z", null, "2036-03-02T09:00:00Z", "2026-03-02T08:59:50Z")]
    [InlineData("1999-01-01T00:00:00Z", null, "1999-01-01T00:00:10Z", "2026-03-02T08:59:50Z")]
    [InlineData("2026-03-02T19:00:00Z", null, "2026-03-02T19:00:00Z", "2026-03-02T09:00:00Z")]
    // Sent before it happened: nonsense, and no reason to move the event.
    [InlineData("2026-03-02T08:00:00Z", null, "1999-01-01T00:00:00Z", "2026-03-02T08:00:00Z")]
    [InlineData("2026-03-02T20:00:00Z", null, "2026-03-02T19:00:00Z", "2026-03-02T09:00:00Z")]
    // RudderStack: an explicit time beside the time of the call is meant.
    [InlineData("2026-01-01T00:00:00Z", "2026-03-02T18:00:00Z", "2026-03-02T19:00:00Z", "2026-01-01T00:00:00Z")]
    [InlineData("2027-01-01T00:00:00Z", "2026-03-02T18:00:00Z", "2026-03-02T19:00:00Z", "2026-03-02T09:00:00Z")]
    // Never later than receipt, and never before all times.
    [InlineData("2030-01-01T00:00:00Z", null, null, "2026-03-02T09:00:00Z")]
    [InlineData("1970-01-01T00:00:00Z", null, "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z")]
    [InlineData("2030-01-01T00:00:00Z", null, "9999-12-31T23:59:59Z", "2026-03-02T09:00:00Z")]
    public void The_time_of_an_event_follows_from_what_the_client_says(string? timestamp, string? originalTimestamp, string? sentAt, string? expected)
    {
        var time = ClientTime.Of(Said("timestamp", timestamp), Said("originalTimestamp", originalTimestamp), Time(sentAt), Time(Received)!.Value);

        Assert.Equal((Time(expected), Time(timestamp ?? originalTimestamp)), (time.OccurredAt, time.Said));
    }

    /// <summary>timestamp, originalTimestamp, sentAt, and the member that is warned of.</summary>
    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("2026-03-03T09:00:00Z", null, null, null)]
    [InlineData("2026-03-03T09:00:00.000001Z", null, null, "timestamp")]
    [InlineData("2036-03-02T09:00:00Z", null, null, "timestamp")]
    [InlineData(null, "9999-12-31T23:59:59.9999999Z", null, "originalTimestamp")]
    [InlineData("9999-12-31T23:59:59Z", "2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z", "timestamp")]
    // A clock that is known to be wrong is put right, and there is nothing to warn of.
    [InlineData("2036-03-02T08:00:00Z", null, "2036-03-02T09:00:00Z", null)]
    [InlineData("2036-03-02T09:00:00Z", null, "2036-03-02T09:00:00Z", null)]
    [InlineData("2036-03-02T10:00:00Z", null, "2036-03-02T09:00:00Z", "timestamp")]
    public void A_time_that_stays_more_than_a_day_ahead_is_warned_of(string? timestamp, string? originalTimestamp, string? sentAt, string? member)
    {
        var time = ClientTime.Of(Said("timestamp", timestamp), Said("originalTimestamp", originalTimestamp), Time(sentAt), Time(Received)!.Value);

        Assert.Equal(member is null ? null : "timestamp_ahead", time.Warning?.Code);
        Assert.StartsWith(member is null ? "" : member + " is more than a day ahead", time.Warning?.Message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z")]
    [InlineData("2026-03-02T09:00:00", "2026-03-02T09:00:00Z")]
    [InlineData("2026-03-02T09:00:00.123456789", "2026-03-02T09:00:00.123456Z")]
    [InlineData("2026-03-02T10:00:00.1234567+01:00", "2026-03-02T09:00:00.123456Z")]
    [InlineData("2026-03-02T09:00:00.123456+00:00", "2026-03-02T09:00:00.123456Z")]
    [InlineData("2026-03-02", null)]
    [InlineData("2026-03-02 09:00:00", null)]
    [InlineData("Mon, 02 Mar 2026 09:00:00 GMT", null)]
    public void Times_are_read_as_SDKs_write_them_and_without_an_offset_they_are_UTC(string text, string? expected)
    {
        Assert.Equal(expected is not null, ClientTime.TryParse(text, out var time));
        Assert.Equal(Time(expected) ?? default, time);
    }

    private static SaidTime? Said(string member, string? text) => Time(text) is { } time ? new SaidTime(member, time) : null;

    private static DateTimeOffset? Time(string? text) => text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
