using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Leads;

/// <summary>The forms of a score.</summary>
public sealed class ScoreFormTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new(Given.SleepingWorker);
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        await _app.InitializeAsync();
        _client = _app.CreateClient();
        await Given.PerfectFitAsync(_client, "acme", "vera");
        await _client.SendAsync(Given.EagerHistory("vera"));
        await _client.SendAsync(Given.Event("free", 1, "Signed In"), Given.Event("free", 2, "Email Unsubscribed"), Given.Event("free", 2, "Order Completed"));
    }

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _app.Dispose();
    }

    [Fact]
    public async Task The_top_lines_are_the_three_of_most_points_and_the_numbers_stay()
    {
        var full = await _client.GetOfLeadAsync("vera", "score?explain=full");

        var (top, none) = (await _client.GetOfLeadAsync("vera", "score?explain=top"), await _client.GetOfLeadAsync("vera", "score?explain=none"));

        Assert.Equal("core_feature velocity company_size onboarding", $"{Lines(top, "behavior")} {Lines(top, "fit")} {Lines(full, "behavior").Split(' ')[0]}");
        Assert.Equal((" ", 6, 5), ($"{Lines(none, "behavior")} {Lines(none, "fit")}", Lines(full, "behavior").Split(' ').Length, Lines(full, "fit").Split(' ').Length));
        Assert.Equal((await _client.GetOfLeadAsync("vera", "score")).ToJsonString(), full.ToJsonString());
        foreach (var part in new[] { top, none, full }.SelectMany(score => new[] { score["fit"], score["behavior"] })) part!.AsObject().Remove("contributions");
        Assert.Equal((full.ToJsonString(), full.ToJsonString()), (top.ToJsonString(), none.ToJsonString()));
    }

    [Fact]
    public async Task The_flat_form_says_the_same_with_nothing_nested()
    {
        var (flat, score) = (await _client.GetOfLeadAsync("vera", "score?format=flat"), await _client.GetOfLeadAsync("vera", "score"));

        Assert.All(flat, member => Assert.True(member.Value is null or JsonValue, member.Key + " is nested."));
        Assert.Equal("5 or more key actions within 48 hours +25; Core feature used 3 times or more in the first 14 days +20; Company size +15", Text(flat, "topSignals"));
        Assert.Equal(("acme", "vera", "product-led", ""), (Text(flat, "accountId"), Text(flat, "leadId"), Text(flat, "model"), Text(flat, "blockedBy")));
        foreach (var (flatName, path) in new[] { ("fit", "fit.score"), ("behavior", "behavior.score"), ("fitTier", "fit.tier"), ("behaviorTier", "behavior.tier"), ("pql", "pql.qualified"), ("pqlSince", "pql.since"), ("missingTotal", "pql.missing.total"), ("missingFit", "pql.missing.fit"), ("missingBehavior", "pql.missing.behavior") })
            Assert.Equal(path.Split('.').Aggregate((JsonNode?)score, (node, name) => node![name])!.ToJsonString(), flat[flatName]!.ToJsonString());
        foreach (var name in (string[])["asOf", "validUntil", "total", "totalPercent", "band", "modelVersion", "identities"]) Assert.Equal(score[name]!.ToJsonString(), flat[name]!.ToJsonString());

        var blocked = await _client.GetOfLeadAsync("free", "score?format=flat&explain=full");
        Assert.Equal(("customer", 80, 15, 40), (Text(blocked, "blockedBy"), (int)blocked["missingTotal"]!, (int)blocked["missingFit"]!, (int)blocked["missingBehavior"]!));
        Assert.Equal("", Text(await _client.GetOfLeadAsync("free", "score?format=flat&explain=none"), "topSignals"));
        Assert.Contains("-5", Text(blocked, "topSignals"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("score")]
    [InlineData("score?format=flat")]
    public async Task The_tag_changes_when_the_answer_does_and_not_with_the_moment_of_asking(string route)
    {
        var tag = (await AskAsync(route, null)).Tag;
        _app.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((HttpStatusCode.NotModified, tag, 0), await AskAsync(route, tag));
        Assert.Equal((HttpStatusCode.NotModified, tag, 0), await AskAsync(route, $"\"other\", {tag.Replace("W/", "", StringComparison.Ordinal)}"));
        Assert.Equal((HttpStatusCode.NotModified, tag, 0), await AskAsync(route, "*"));
        Assert.Equal((HttpStatusCode.OK, tag), (await AskAsync(route, "W/\"other\"") is var other ? (other.Status, other.Tag) : default));
        Assert.NotEqual(tag, (await AskAsync(route + (route.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "explain=none", tag)).Tag, StringComparer.Ordinal);

        // A neutral event changes nothing that is shown; a purchase does.
        await _client.SendAsync(Given.NeutralEvent("vera", 6));
        Assert.Equal(HttpStatusCode.NotModified, (await AskAsync(route, tag)).Status);
        await _client.SendAsync(Given.Event("vera", 6, "Order Completed"));
        var (status, next, size) = await AskAsync(route, tag);
        Assert.True(status == HttpStatusCode.OK && next != tag && size > 100, $"{status} {next} {size}");

        // So does time, and only where it changes something.
        var validUntil = (DateTimeOffset)(await _client.GetOfLeadAsync("vera", route))["validUntil"]!;
        _app.Clock.Set(validUntil.AddMilliseconds(-1));
        Assert.Equal(HttpStatusCode.NotModified, (await AskAsync(route, next)).Status);
        _app.Clock.Set(validUntil);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(route, next)).Status);
    }

    private async Task<(HttpStatusCode Status, string Tag, int Size)> AskAsync(string route, string? known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/leads/vera/" + route, UriKind.Relative));
        if (known is not null) request.Headers.TryAddWithoutValidation("If-None-Match", known);
        using var answer = await _client.SendAsync(request);
        Assert.True(answer.Headers.CacheControl is CacheControlHeaderValue { NoCache: true } && answer.Headers.ETag is { IsWeak: true }, answer.ToString());
        return (answer.StatusCode, answer.Headers.ETag!.ToString(), (await answer.Content.ReadAsByteArrayAsync()).Length);
    }

    private static string Text(JsonObject flat, string name) => (string)flat[name]!;

    private static string Lines(JsonObject score, string layer) => string.Join(' ', score[layer]!["contributions"]!.AsArray().Select(line => (string?)line!["criterion"]));
}
