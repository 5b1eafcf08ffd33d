using System.Net;
using System.Net.Http.Json;
using System.Text;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Keys;

/// <summary>Where a key may stand in a request, and what is said of one that is not taken.</summary>
public sealed class KeyPlaceTests(ProductionApp production) : IClassFixture<ProductionApp>, IAsyncLifetime
{
    private readonly LeadScoringApp _app = production.App;
    private readonly HttpClient _client = production.App.CreateClient();
    private string _key = "";

    public async Task InitializeAsync() => _key = await _app.AddKeyAsync([Scopes.Ingest]);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("Authorization", "Bearer KEY")]
    [InlineData("Authorization", "bearer  KEY")]
    [InlineData("Authorization", "Basic base64(KEY:)")]
    [InlineData("Authorization", "Basic base64(KEY)")]
    [InlineData("Authorization", "basic base64(KEY:password)")]
    [InlineData("X-Write-Key", "KEY")]
    public async Task A_header_holds_the_key(string header, string form)
    {
        Assert.Equal(HttpStatusCode.OK, await StatusOfEventAsync((header, Filled(form, _key))));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOfEventAsync((header, Filled(form, _key[..^1] + (_key[^1] == 'a' ? 'b' : 'a')))));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOfEventAsync((header, Filled(form, "any"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic")]
    [InlineData("Basic =====")]
    [InlineData("Basic Og==")]
    [InlineData("Digest username=\"x\"")]
    [InlineData("Bearer \u00e4")]
    public async Task Whatever_else_is_in_the_header_is_refused_in_JSON(string authorization)
    {
        var problem = await _client.ProblemOfAsync(KeyCalls.OneEvent(("Authorization", authorization)));

        Assert.Equal((401, "unauthorized"), ((int)problem["status"]!, (string?)problem["code"]));
    }

    [Theory]
    [InlineData("/v1/batch", """{"writeKey":"KEY","batch":[{"type":"track","messageId":"b","userId":"ada","event":"Signed In"}]}""")]
    [InlineData("/v1/import/", """{"batch":[],"writeKey":"KEY"}""")]
    [InlineData("/v1/track", """{"messageId":"t","userId":"ada","event":"Signed In","writeKey":"KEY"}""")]
    [InlineData("/batch/", """{"api_key":"KEY","batch":[{"event":"Signed In","distinct_id":"ada","uuid":"p"}]}""")]
    public async Task The_body_of_an_SDK_holds_the_key(string path, string body)
    {
        foreach (var gzip in (bool[])[false, true])
        {
            Assert.Equal(HttpStatusCode.OK, (await _client.PostSdkAsync(path, Filled(body, _key), "text/plain", gzip)).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await _client.PostSdkAsync(path, Filled(body, "any"), "text/plain", gzip)).Status);
        }
    }

    [Fact]
    public async Task The_header_goes_before_the_body()
    {
        var (good, bad) = (Filled("""{"batch":[],"writeKey":"KEY"}""", _key), """{"batch":[],"writeKey":"any"}""");

        Assert.Equal(HttpStatusCode.OK, (await _client.PostSdkAsync("/v1/batch", bad, authorization: Filled("Basic base64(KEY:)", _key))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.PostSdkAsync("/v1/batch", good, authorization: "Bearer any")).Status);
    }

    [Fact]
    public async Task The_body_of_what_is_no_SDK_holds_no_key()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = JsonContent.Create(new { messageId = "m", userId = "ada", @event = "Signed In", writeKey = _key }) };

        Assert.Equal(HttpStatusCode.Unauthorized, await _client.StatusOfAsync(request));
    }

    [Theory]
    [InlineData("{", HttpStatusCode.Unauthorized)]
    [InlineData("{\"batch\":[],\"a\":\"600000\"}", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("[]", HttpStatusCode.Unauthorized)]
    [InlineData("{\"batch\":[],\"writeKey\":7}", HttpStatusCode.Unauthorized)]
    [InlineData("{\"batch\":[],\"writeKey\":\"\\ud800\"}", HttpStatusCode.Unauthorized)]
    public async Task A_body_that_holds_no_key_that_can_be_read_is_refused_and_one_that_is_too_large_is_to_be_split(string body, HttpStatusCode status)
    {
        var answer = await _client.PostSdkAsync("/v1/batch", body.Replace("600000", new string('a', 600_000), StringComparison.Ordinal));

        Assert.Equal((status, "application/problem+json"), (answer.Status, answer.ContentType));
    }

    [Fact]
    public async Task A_slip_of_the_pen_is_told_from_a_key_that_is_not_known_and_that_is_all()
    {
        var unknown = KeyFormat.Make(KeyFormat.NewId(), [Scopes.Ingest]);
        var wrong = KeyFormat.Make(KeyFormat.IdIn(_key)!, [Scopes.Ingest]);
        var expired = await _app.AddKeyAsync([Scopes.Ingest], expiresAt: _app.Clock.GetUtcNow());

        Assert.Contains("Send a key", await DetailAsync(null), StringComparison.Ordinal);
        Assert.Contains("slip of the pen", await DetailAsync(_key + "x"), StringComparison.Ordinal);
        Assert.Contains("slip of the pen", await DetailAsync(new string('k', 5_000)), StringComparison.Ordinal);
        Assert.Contains("not known", await DetailAsync(unknown), StringComparison.Ordinal);
        Assert.Equal(await DetailAsync(unknown), await DetailAsync(wrong));
        Assert.Equal(await DetailAsync(unknown), await DetailAsync(expired));
    }

    [Fact]
    public async Task A_key_opens_nothing_from_the_moment_on_at_which_it_expires()
    {
        var key = await _app.AddKeyAsync([Scopes.Ingest], expiresAt: _app.Clock.GetUtcNow().AddMinutes(5));

        Assert.Equal(HttpStatusCode.OK, await StatusOfEventAsync(("X-Write-Key", key)));
        _app.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOfEventAsync(("X-Write-Key", key)));
    }

    [Fact]
    public async Task While_the_database_is_away_keys_that_are_known_are_told_to_come_back()
    {
        await using var proxy = new DatabaseProxy(_app.Database.ConnectionString);
        await using var replica = _app.NewReplica(production.Settings(("ConnectionStrings:LeadScoring", proxy.ConnectionString)));
        using var client = replica.CreateClient(_key);
        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync(KeyCalls.OneEvent()));

        await proxy.CutAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await client.StatusOfAsync(KeyCalls.OneEvent()));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await client.StatusOfAsync("/health/ready"));
        // However often it looks for keys meanwhile.
        await Assert.ThrowsAnyAsync<Exception>(() => replica.RefreshKeysAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await client.StatusOfAsync(KeyCalls.OneEvent()));
    }

    private Task<HttpStatusCode> StatusOfEventAsync((string Name, string Value) header) => _client.StatusOfAsync(KeyCalls.OneEvent(header));

    private async Task<string?> DetailAsync(string? key) =>
        (string?)(await _client.ProblemOfAsync(key is null ? KeyCalls.OneEvent() : KeyCalls.OneEvent(("Authorization", "Bearer " + key))))["detail"];

    private static string Filled(string form, string key)
    {
        var text = form.Replace("KEY", key, StringComparison.Ordinal);
        return text.Split(["base64(", ")"], StringSplitOptions.None) is [var before, var plain, ""] ? before + Convert.ToBase64String(Encoding.UTF8.GetBytes(plain)) : text;
    }
}
