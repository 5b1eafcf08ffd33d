using System.Net;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Leads;

/// <summary>Questions about one lead that cannot be answered.</summary>
public sealed class ReadQueryTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private readonly HttpClient _client = app.CreateClient();

    [Theory]
    [InlineData("score?asOf=yesterday", "asOf", "asOf must be a time with an offset, such as 2026-03-02T09:30:00Z; in a query a + is written %2B.")]
    [InlineData("score?asOf=2026-03-01T00:00:00", "asOf", "asOf must be a time with an offset, such as 2026-03-02T09:30:00Z; in a query a + is written %2B.")]
    [InlineData("score?asOf=2026-03-01T00:00:00+01:00", "asOf", "asOf must be a time with an offset, such as 2026-03-02T09:30:00Z; in a query a + is written %2B.")]
    [InlineData("score?asOf=2026-03-02T09:00:00.001Z", "asOf", "asOf must not be in the future, nor before 1970.")]
    [InlineData("score?knownAt=2026-03-02T09:00:00.001Z", "knownAt", "knownAt must not be in the future, nor before 1970.")]
    [InlineData("score?asOf=1969-12-31T23:59:59Z", "asOf", "asOf must not be in the future, nor before 1970.")]
    [InlineData("score?asOf=", "asOf", "asOf has no value; leave it out instead.")]
    [InlineData("score?asOf=2026-03-01T00:00:00Z&asOf=2026-03-01T00:00:00Z", "asOf", "asOf is given more than once.")]
    [InlineData("score?model=other", "model", "model must be one of product-led@1, or a key alone for its newest version.")]
    [InlineData("score?model=product-led@2", "model", "model must be one of product-led@1, or a key alone for its newest version.")]
    [InlineData("score?model=product-led@01", "model", "model must be one of product-led@1, or a key alone for its newest version.")]
    [InlineData("score?explain=all", "explain", "explain must be none, top (the three contributions of most points) or full.")]
    [InlineData("score?format=xml", "format", "format must be json or flat (nothing nested).")]
    [InlineData("history?from=x", "from", "from must be a time with an offset, such as 2026-03-02T09:30:00Z; in a query a + is written %2B.")]
    [InlineData("history?to=2026-03-03T00:00:00Z", "to", "to must not be in the future, nor before 1970.")]
    [InlineData("history?from=2026-03-01T00:00:00.001Z&to=2026-03-01T00:00:00Z", "from", "from must not be later than to.")]
    [InlineData("history?to=0001-01-01T00:00:00Z", "to", "to must not be in the future, nor before 1970.")]
    [InlineData("history?to=9999-12-31T23:59:59.999999Z", "to", "to must not be in the future, nor before 1970.")]
    [InlineData("history?to=0001-01-01T00:00:00%2B01:00", "to", "to must be a time with an offset, such as 2026-03-02T09:30:00Z; in a query a + is written %2B.")]
    [InlineData("history?to=9999-12-31T23:59:59-01:00", "to", "to must be a time with an offset, such as 2026-03-02T09:30:00Z; in a query a + is written %2B.")]
    [InlineData("history?knownAt=0001-01-02T00:00:00Z", "knownAt", "knownAt must not be in the future, nor before 1970.")]
    [InlineData("history?from=0001-01-01T00:00:00Z", "from", "from must not be in the future, nor before 1970.")]
    [InlineData("history?from=0001-01-01T00:00:00Z&step=00:00:01", "from", "from must not be in the future, nor before 1970.")]
    [InlineData("score?asOf=0001-01-01T00:00:00Z", "asOf", "asOf must not be in the future, nor before 1970.")]
    [InlineData("score?knownAt=9999-12-31T23:59:59.999999Z", "knownAt", "knownAt must not be in the future, nor before 1970.")]
    [InlineData("forecast?days=2147483647", "days", "days must be from 1 to 3650.")]
    [InlineData("forecast?days=-2147483648", "days", "days must be from 1 to 3650.")]
    [InlineData("events?limit=2147483647", "limit", "limit must be from 1 to 500.")]
    [InlineData("history?step=month", "step", "step must be hour, day, week, or a time such as 06:00:00 or 14.00:00:00 (14 days).")]
    [InlineData("history?step=00:00:00", "step", "step must be hour, day, week, or a time such as 06:00:00 or 14.00:00:00 (14 days).")]
    [InlineData("history?step=-01:00:00", "step", "step must be hour, day, week, or a time such as 06:00:00 or 14.00:00:00 (14 days).")]
    [InlineData("history?step=6", "step", "step must be hour, day, week, or a time such as 06:00:00 or 14.00:00:00 (14 days).")]
    [InlineData("history?step=hour", "step", "This would be 2,161 points, and at most 1,000 are given at once; take a larger step or a shorter time.")]
    [InlineData("history?step=00:00:01&from=1970-01-01T00:00:00Z", "step", "This would be 1,772,442,001 points, and at most 1,000 are given at once; take a larger step or a shorter time.")]
    [InlineData("history?model=product-led@x", "model", "model must be one of product-led@1, or a key alone for its newest version.")]
    [InlineData("events?order=random", "order", "order must be newest (the newest first) or oldest (the oldest first).")]
    [InlineData("events?limit=501", "limit", "limit must be from 1 to 500.")]
    [InlineData("events?cursor=x", "cursor", "cursor is damaged, or was made for the other order; take nextCursor as it was given, or start without a cursor.")]
    public async Task A_question_that_cannot_be_answered_is_refused_by_naming_the_parameter(string route, string parameter, string message) =>
        Assert.Equal(message, await _client.FaultOfAsync("vera", route, parameter));

    [Theory]
    [InlineData("nobody", "score", "No such lead.")]
    [InlineData("nobody", "score?asOf=2026-03-01T00:00:00Z", "Nothing was known of this lead then.")]
    [InlineData("nobody", "history", "No such lead.")]
    [InlineData("nobody", "history?to=1970-01-01T00:00:00Z", "No such lead.")]
    [InlineData("nobody", "history?step=99999.23:59:59&from=1970-01-01T00:00:00Z", "No such lead.")]
    [InlineData("nobody", "events", "No such lead.")]
    [InlineData("vera", "score?asOf=2026-02-23T08:59:59.999Z", "Nothing was known of this lead then.")]
    [InlineData("vera", "score?knownAt=2026-03-02T08:59:59.999Z", "Nothing was known of this lead then.")]
    public async Task What_nothing_is_known_of_is_not_found(string leadId, string route, string title)
    {
        // The same event each time: a repeat changes nothing.
        await _client.SendAsync(Given.Event("vera", 0, "Signed In") with { MessageId = "first" });

        var (status, body) = await _client.TryGetOfLeadAsync(leadId, route);

        Assert.Equal((HttpStatusCode.NotFound, title), (status, (string?)body["title"]));
    }
}
