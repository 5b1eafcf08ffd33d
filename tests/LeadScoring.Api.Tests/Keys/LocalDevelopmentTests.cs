using System.Net;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Keys;

/// <summary>While somebody develops, their machine needs no key, and everybody else does.</summary>
public sealed class LocalDevelopmentTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("127.8.8.8", HttpStatusCode.OK)]
    [InlineData("::1", HttpStatusCode.OK)]
    [InlineData("::ffff:127.0.0.1", HttpStatusCode.OK)]
    [InlineData("10.0.0.7", HttpStatusCode.Unauthorized)]
    [InlineData("203.0.113.7", HttpStatusCode.Unauthorized)]
    [InlineData("0.0.0.0", HttpStatusCode.Unauthorized)]
    public async Task Only_this_machine_needs_no_key(string address, HttpStatusCode status)
    {
        await using var replica = app.NewReplica();
        replica.CallersAddress = IPAddress.Parse(address);
        using var client = replica.CreateClient();

        Assert.Equal(status, await client.StatusOfAsync(KeyCalls.OneEvent()));
        Assert.Equal(status, await client.StatusOfAsync("/v1/models"));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("x-forwarded-proto", "https")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    [InlineData("Host", "rebound.example")]
    [InlineData("Host", "localhost.example:5080")]
    [InlineData("Host", "192.0.2.1")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost:3000")]
    public async Task What_comes_through_a_proxy_or_from_a_page_of_somebody_else_needs_a_key(string header, string value)
    {
        using var client = app.CreateClient();

        Assert.Equal(HttpStatusCode.Unauthorized, await client.StatusOfAsync(KeyCalls.OneEvent((header, value))));
        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync(KeyCalls.OneEvent((header, value), ("Authorization", "Bearer " + await app.AddKeyAsync([Scopes.Ingest])))));
    }

    [Theory]
    [InlineData("Host", "127.0.0.1:5080")]
    [InlineData("Host", "[::1]:5080")]
    [InlineData("Host", "LOCALHOST")]
    [InlineData("Host", "scoring.localhost:5080")]
    [InlineData("Origin", "http://localhost")]
    public async Task This_machine_has_several_names(string header, string value)
    {
        using var client = app.CreateClient();

        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync(KeyCalls.OneEvent((header, value))));
    }

    [Fact]
    public async Task An_SDK_may_have_any_key_but_one_that_looks_like_ours_has_to_be_right()
    {
        using var client = app.CreateClient();
        var (key, unknown) = (await app.AddKeyAsync([Scopes.Ingest]), KeyFormat.Make(KeyFormat.NewId(), [Scopes.Ingest]));

        Assert.Equal(HttpStatusCode.OK, (await client.PostSdkAsync("/v1/batch", """{"batch":[],"writeKey":"any"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.PostSdkAsync("/v1/batch", $$"""{"batch":[],"writeKey":"{{key}}"}""")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostSdkAsync("/v1/batch", $$"""{"batch":[],"writeKey":"{{unknown}}"}""")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostSdkAsync("/v1/batch", """{"batch":[],"writeKey":"pls_"}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, await client.StatusOfAsync(new HttpRequestMessage(HttpMethod.Get, "/v1/models").With(("X-Write-Key", key))));
    }

    [Fact]
    public async Task No_first_key_is_made()
    {
        await using var replica = app.NewReplica(Given.Settings());
        using var client = replica.CreateClient();
        await using var db = app.Database.OpenContext();

        Assert.DoesNotContain(db.ApiKeys, key => key.Name == "first");
    }
}
