using System.Net;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Keys;

/// <summary>Requests about keys that cannot be done as they are.</summary>
public sealed class KeyRequestTests(ProductionApp production) : IClassFixture<ProductionApp>
{
    private readonly HttpClient _admin = production.App.CreateClient(production.Key);

    [Theory]
    [InlineData("""{"scopes":["ingest"]}""", "name")]
    [InlineData("""{"name":" ","scopes":["ingest"]}""", "name")]
    [InlineData("""{"name":"a"}""", "scopes")]
    [InlineData("""{"name":"a","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"a","scopes":["INGEST"]}""", "scopes[0]")]
    [InlineData("""{"name":"a","scopes":["ingest",null]}""", "scopes[1]")]
    [InlineData("""{"name":"a","scopes":["ingest"],"expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"a","scopes":["ingest"],"expiresAt":"2200-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"a","scopes":["ingest"],"source":""}""", "source")]
    [InlineData("""{"name":"a","scopes":["ingest"],"source":"\u0000"}""", "source")]
    [InlineData("""{"name":"a","scopes":["ingest"],"expires":null}""", "expires")]
    public async Task What_is_wrong_with_a_key_to_be_made_is_named(string body, string member)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/keys") { Content = new StringContent(body, null, "application/json") };

        var problem = await _admin.ProblemOfAsync(request);

        Assert.Equal(400, (int)problem["status"]!);
        Assert.Equal(member, Assert.Single(problem["errors"]!.AsObject()).Key);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("a1B2c3D4e5F7")]
    [InlineData("%C3%A4")]
    public async Task A_key_that_is_not_there_is_told(string id)
    {
        Assert.Equal(HttpStatusCode.NotFound, await _admin.StatusOfAsync("/v1/keys/" + id));
        foreach (var what in (string[])["rotate", "revoke"])
        {
            Assert.Equal(404, (int)(await _admin.ProblemOfAsync(new HttpRequestMessage(HttpMethod.Post, $"/v1/keys/{id}/{what}")))["status"]!);
        }
    }
}
