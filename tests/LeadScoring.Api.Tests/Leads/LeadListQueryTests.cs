using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Http;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Leads;

public sealed class LeadListQueryTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Theory]
    [InlineData("pql=maybe", "pql", "pql must be true or false.")]
    [InlineData("pql=1", "pql", "pql must be true or false.")]
    [InlineData("pql=", "pql", "pql has no value; leave it out instead.")]
    [InlineData("band=warm", "band", "band must be one of nurture, review, mql, hot, or several with commas between.")]
    [InlineData("band=HOT", "band", "band must be one of nurture, review, mql, hot, or several with commas between.")]
    [InlineData("band=hot,", "band", "band must be one of nurture, review, mql, hot, or several with commas between.")]
    [InlineData("fitTier=high", "fitTier", "fitTier must be one of weak, moderate, strong, or several with commas between.")]
    [InlineData("behaviorTier=strong,low", "behaviorTier", "behaviorTier must be one of low, medium, high, or several with commas between.")]
    [InlineData("blocked=yes", "blocked", "blocked must be true or false.")]
    [InlineData("spike=all", "spike", "spike must be one of integration_connected, three_teammates.")]
    [InlineData("maxTotal=151", "maxTotal", "maxTotal must be from 0 to 150.")]
    [InlineData("minFit=50.01", "minFit", "minFit must be from 0 to 50.")]
    [InlineData("maxFit=-0.01", "maxFit", "maxFit must be from 0 to 50.")]
    [InlineData("minBehavior=101", "minBehavior", "minBehavior must be from 0 to 100.")]
    [InlineData("maxBehavior=x", "maxBehavior", "maxBehavior must be a number, such as 42.5.")]
    [InlineData("minTotal=50&maxTotal=49.99", "maxTotal", "maxTotal must not be less than minTotal.")]
    [InlineData("minFit=2&maxFit=1", "maxFit", "maxFit must not be less than minFit.")]
    [InlineData("minBehavior=2&maxBehavior=1", "maxBehavior", "maxBehavior must not be less than minBehavior.")]
    [InlineData("activeSince=2026-02-30", "activeSince", "activeSince must be a UTC day such as 2026-03-02.")]
    [InlineData("activeSince=2026-03-02T00:00:00Z", "activeSince", "activeSince must be a UTC day such as 2026-03-02.")]
    [InlineData("updatedSince=2026-03-02T09:00:00", "updatedSince", "updatedSince must be a time from 1970 to 2099 with an offset, such as 2026-03-02T09:30:00Z; a + in it is sent as %2B.")]
    [InlineData("updatedSince=2026-03-02T09:00:00+01:00", "updatedSince", "updatedSince must be a time from 1970 to 2099 with an offset, such as 2026-03-02T09:30:00Z; a + in it is sent as %2B.")]
    [InlineData("updatedSince=0001-01-01T00:00:00Z", "updatedSince", "updatedSince must be a time from 1970 to 2099 with an offset, such as 2026-03-02T09:30:00Z; a + in it is sent as %2B.")]
    [InlineData("email=a%00b", "email", "email contains the character U+0000, which cannot be stored; remove it.")]
    [InlineData("minTotal=lots", "minTotal", "minTotal must be a number, such as 42.5.")]
    [InlineData("minTotal=99999999999", "minTotal", "minTotal must be from 0 to 150.")]
    [InlineData("minTotal=-1", "minTotal", "minTotal must be from 0 to 150.")]
    [InlineData("minTotal=150.01", "minTotal", "minTotal must be from 0 to 150.")]
    [InlineData("minTotal=1e400", "minTotal", "minTotal must be a number, such as 42.5.")]
    [InlineData("minTotal=NaN", "minTotal", "minTotal must be a number, such as 42.5.")]
    [InlineData("minTotal=1,5", "minTotal", "minTotal must be a number, such as 42.5.")]
    [InlineData("accountId=a%00b", "accountId", "accountId contains the character U+0000, which cannot be stored; remove it.")]
    [InlineData("accountId=%20", "accountId", "accountId has no value; leave it out instead.")]
    [InlineData("accountId=anon:x", "accountId", "accountId must not be empty, ., .., begin with anon:, or begin or end with a blank.")]
    [InlineData("sort=--total", "sort", "sort must be one of total, fit, behavior, lastActive, updated; a - in front is for the greatest or latest first.")]
    [InlineData("sort=name", "sort", "sort must be one of total, fit, behavior, lastActive, updated; a - in front is for the greatest or latest first.")]
    [InlineData("limit=0", "limit", "limit must be from 1 to 500.")]
    [InlineData("limit=-1", "limit", "limit must be from 1 to 500.")]
    [InlineData("limit=501", "limit", "limit must be from 1 to 500.")]
    [InlineData("limit=99999999999", "limit", "limit must be a whole number.")]
    [InlineData("limit=1.5", "limit", "limit must be a whole number.")]
    [InlineData("limit=1&limit=2", "limit", "limit is given more than once.")]
    [InlineData("baand=hot", "baand", "baand is no parameter here; known are limit, cursor, pql, band, fitTier, behaviorTier, minTotal, maxTotal, minFit, maxFit, minBehavior, maxBehavior, accountId, email, activeSince, updatedSince, blocked, spike, sort, model.")]
    [InlineData("%00=1", "\0", "\0 is no parameter here; known are limit, cursor, pql, band, fitTier, behaviorTier, minTotal, maxTotal, minFit, maxFit, minBehavior, maxBehavior, accountId, email, activeSince, updatedSince, blocked, spike, sort, model.")]
    public async Task A_query_that_cannot_be_answered_is_refused_by_naming_the_parameter(string query, string parameter, string message)
    {
        var errors = await ErrorsOfAsync("/v1/leads?" + query);

        Assert.Equal(message, Assert.Single(errors[parameter]!.AsArray())!.GetValue<string>());
        Assert.Single(errors);
    }

    [Theory]
    [InlineData("/v1/leads?minTotal=99999999999&cursor=AAAA", "cursor minTotal")]
    [InlineData("/v1/leads?minTotal=-99999999999&cursor=AAAA", "cursor minTotal")]
    [InlineData("/v1/leads?maxTotal=79228162514264337593543950335&cursor=AAAA", "cursor maxTotal")]
    [InlineData("/v1/leads?minFit=-79228162514264337593543950335&cursor=AAAA", "cursor minFit")]
    [InlineData("/v1/leads?maxFit=79228162514264337593543950335&cursor=AAAA", "cursor maxFit")]
    [InlineData("/v1/leads?minBehavior=79228162514264337593543950335&cursor=AAAA", "cursor minBehavior")]
    [InlineData("/v1/leads?maxBehavior=79228162514264337593543950335&cursor=AAAA", "cursor maxBehavior")]
    [InlineData("/v1/leads?sort=x&updatedSince=0001-01-01T00:00:00Z&activeSince=x&cursor=AAAA", "activeSince cursor sort updatedSince")]
    [InlineData("/v1/accounts?minTotal=99999999999&cursor=AAAA", "cursor minTotal")]
    [InlineData("/v1/accounts?minTotal=79228162514264337593543950335&cursor=AAAA", "cursor minTotal")]
    [InlineData("/v1/accounts?minActiveLeads=-2147483648&sort=x&cursor=AAAA", "cursor minActiveLeads sort")]
    [InlineData("/v1/accounts?minActiveLeads=2147483648", "minActiveLeads")]
    [InlineData("/v1/exports/leads?minTotal=99999999999", "minTotal")]
    [InlineData("/v1/exports/accounts?minTotal=79228162514264337593543950335", "minTotal")]
    [InlineData("/v1/changes?limit=2147483647&wait=2147483647", "limit wait")]
    [InlineData("/v1/quarantine?limit=2147483647&cursor=AAAA", "cursor limit")]
    public async Task Numbers_and_times_beyond_all_bounds_are_faults_of_the_parameter_like_any(string path, string parameters) =>
        Assert.Equal(parameters, string.Join(' ', (await ErrorsOfAsync(path)).Select(error => error.Key).Order(StringComparer.Ordinal)));

    [Theory]
    [InlineData("/v1/leads?activeSince=0001-01-01")]
    [InlineData("/v1/leads?activeSince=9999-12-31")]
    [InlineData("/v1/leads?updatedSince=1970-01-01T00:00:00Z")]
    [InlineData("/v1/leads?updatedSince=2099-12-31T23:59:59.999999Z")]
    [InlineData("/v1/leads?minTotal=0.0000000000000000000000000001&maxTotal=150")]
    [InlineData("/v1/accounts?minTotal=149.99999999999999999999999999&minActiveLeads=2147483647")]
    public async Task What_is_just_within_the_bounds_is_answered(string path)
    {
        using var client = app.CreateClient();
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task All_faults_are_named_at_once()
    {
        var errors = await ErrorsOfAsync("/v1/leads?pql=maybe&limit=x&foo=1");

        Assert.Equal("foo limit pql", string.Join(' ', errors.Select(error => error.Key).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("/v1/leads/somebody/score?verbose=true", "verbose", "known are model, asOf, knownAt, explain, format, models.")]
    [InlineData("/v1/quarantine/9f0c2b54-0d53-4d0a-8a1e-0b8f5a0c4f11?verbose=true", "verbose", "there are none.")]
    public async Task Other_routes_refuse_unknown_parameters_too(string path, string parameter, string known) =>
        Assert.Equal($"{parameter} is no parameter here; {known}", (await ErrorsOfAsync(path))[parameter]![0]!.GetValue<string>());

    [Fact]
    public async Task A_cursor_only_goes_on_with_the_list_it_came_from()
    {
        var query = new LeadListQuery { Band = "hot", Pql = true };
        var cursor = new ListCursor(12_345, "user:ada").Write(query.CursorScope);
        using var client = app.CreateClient();

        await client.ListAsync("band=hot&pql=true&cursor=" + cursor);
        await client.ListAsync("band=hot&pql=true&limit=7&sort=-total&minTotal=0&maxFit=50.00&cursor=" + cursor);

        string[] others =
        [
            "fitTier=strong", "behaviorTier=low", "maxTotal=149", "minFit=1", "maxFit=49", "minBehavior=1", "maxBehavior=99", "email=ada%40acme.example",
            "activeSince=2026-03-02", "updatedSince=2026-03-02T09:00:00Z", "blocked=false", "spike=integration_connected", "sort=-updated",
        ];
        foreach (var other in (string[])["", "band=hot&", "band=mql&pql=true&", "band=hot&pql=false&", "band=hot&pql=true&sort=total&", "band=hot&pql=true&minTotal=1&", "band=hot&pql=true&accountId=acme&", .. others.Select(other => $"band=hot&pql=true&{other}&")])
        {
            await AssertRefusedAsync(other, cursor);
        }
    }

    [Fact]
    public async Task A_damaged_cursor_is_refused()
    {
        var whole = new ListCursor(12_345, "user:ada").Write(new LeadListQuery().CursorScope);
        // The last character of base64url may hold bits that mean nothing; all others count.
        var flipped = Enumerable.Range(0, whole.Length - 1).Select(i => whole[..i] + (whole[i] == 'A' ? 'B' : 'A') + whole[(i + 1)..]);
        string[] odd = ["x", "====", "AA", whole[..5], whole[..^4], whole + "AAAA", whole + "!", "%F0%9F%98%80", "null", new('A', 5_000)];
        string[] forged = [new ListCursor(1, "user:a\0b").Write(new LeadListQuery().CursorScope)];

        foreach (var cursor in flipped.Concat(odd).Concat(forged)) await AssertRefusedAsync("", cursor);
    }

    [Fact]
    public async Task A_cursor_keeps_any_id()
    {
        using var client = app.CreateClient();
        foreach (var id in (string[])["user:a/b", "anon:😀", "user:" + new string('ä', 256), "user:\u0001"])
        {
            var page = await client.ListAsync("cursor=" + new ListCursor(0, id).Write(new LeadListQuery().CursorScope));

            Assert.Null(page.NextCursor);
        }
    }

    private async Task AssertRefusedAsync(string query, string cursor)
    {
        var errors = await ErrorsOfAsync($"/v1/leads?{query}cursor={cursor}");
        Assert.StartsWith("cursor is damaged", errors["cursor"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private async Task<JsonObject> ErrorsOfAsync(string path)
    {
        using var client = app.CreateClient();
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["errors"]!.AsObject();
    }
}
