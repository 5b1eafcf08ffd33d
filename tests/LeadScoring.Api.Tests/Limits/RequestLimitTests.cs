using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Threading.RateLimiting;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Limits;
using LeadScoring.Api.Tests.Keys;
using LeadScoring.Api.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Limits;

/// <summary>Buckets of one token that get the next one after a second or a minute: of twenty requests at once some are refused, however slow the machine is.</summary>
public sealed class RequestLimitTests(ProductionApp production) : IClassFixture<ProductionApp>
{
    private const int AtOnce = 20;

    private static readonly (string Name, string Value)[] Tight =
        [("Limits:KeyRequests", "1"), ("Limits:AddressRequests", "1"), ("Limits:BurstSeconds", "1"), ("Limits:FailedKeys", "2")];

    [Fact]
    public async Task A_key_that_calls_too_often_is_told_when_to_come_again_and_others_go_on()
    {
        await using var app = Replica(Tight);
        using var busy = app.CreateClient(await app.AddKeyAsync([Scopes.LeadsRead], "busy"));
        using var other = app.CreateClient(await app.AddKeyAsync([Scopes.LeadsRead], "other"));

        var refused = await RefusedOfAsync(busy, () => Get("/v1/leads"));

        await IsRefusalAsync(refused, "this key");
        Assert.Equal(HttpStatusCode.OK, await other.StatusOfAsync("/v1/leads"));
        Assert.Matches("leadscoring_http_refusals_total\\{[^}]*error_type=\"key_rate\"[^}]*\\} [1-9]", await MetricsAsync(app));
    }

    [Theory]
    [InlineData("/v1/batch")]
    [InlineData("/batch")]
    public async Task An_address_whose_sdk_sends_its_key_in_the_body_is_refused_in_the_form_that_clients_read(string route)
    {
        await using var app = Replica([("Limits:KeyRequests", "1000"), .. Tight]);
        using var client = app.CreateClient();
        var key = await app.AddKeyAsync([Scopes.Ingest], "sdk");
        app.CallersAddress = IPAddress.Parse("203.0.113.9");

        var refused = await RefusedOfAsync(client, () => new HttpRequestMessage(HttpMethod.Post, route) { Content = JsonContent.Create(new { writeKey = key, api_key = key, batch = Array.Empty<object>() }) });

        await IsRefusalAsync(refused, "this address");
    }

    [Fact]
    public async Task Keys_that_do_not_do_are_refused_so_often_a_minute_and_one_that_does_goes_on()
    {
        await using var app = Replica(Tight);
        using var guesser = app.CreateClient(FirstKey.New());
        using var client = app.CreateClient(await app.AddKeyAsync([Scopes.LeadsRead]));

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], [await guesser.StatusOfAsync("/v1/leads"), await guesser.StatusOfAsync("/v1/leads")]);
        var refused = await RefusedOfAsync(guesser, () => Get("/v1/leads"));

        await IsRefusalAsync(refused, "without a key that is taken", mostSeconds: 60);
        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/v1/leads"));
        app.CallersAddress = IPAddress.Parse("203.0.113.10");
        Assert.Equal(HttpStatusCode.Unauthorized, await guesser.StatusOfAsync("/v1/leads"));
    }

    [Fact]
    public async Task Bodies_that_do_not_come_are_waited_for_only_so_many_at_once_of_one_address_and_of_all()
    {
        await using var app = Replica([("Limits:AddressRequestsAtOnce", "2"), ("Limits:KeylessRequestsAtOnce", "3"), ("Limits:FailedKeys", "1000000")]);
        using var client = Unbuffered(app);
        using var known = app.CreateClient(await app.AddKeyAsync([Scopes.Ingest]));
        var end = new TaskCompletionSource();
        List<Task<HttpResponseMessage>> slow = [];
        async Task HoldAsync(string address, int requests)
        {
            app.CallersAddress = IPAddress.Parse(address);
            for (var i = 0; i < requests; i++)
            {
                var body = new StalledBody(end.Task);
                slow.Add(client.PostAsync(new Uri("/v1/batch", UriKind.Relative), body));
                await body.Begun;
            }
        }

        // A body has begun before its request is counted, and one more request meanwhile would take its place.
        async Task IsFullAsync()
        {
            await AreHeldAsync(app.Services.GetRequiredService<RequestLimits>().OfAddresses, new DefaultHttpContext { Connection = { RemoteIpAddress = app.CallersAddress } });
            Assert.Equal(HttpStatusCode.TooManyRequests, await client.StatusOfAsync("/v1/leads"));
        }

        await HoldAsync("203.0.113.9", 2);
        await IsFullAsync();
        await HoldAsync("203.0.113.10", 1);
        await IsFullAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await known.StatusOfAsync("/v1/leads"));
        end.SetResult();
        foreach (var answer in await Task.WhenAll(slow)) answer.Dispose();

        await Eventually.PassesAsync(async () => Assert.Equal(HttpStatusCode.Unauthorized, await client.StatusOfAsync("/v1/leads")));
    }

    [Fact]
    public async Task Requests_of_a_key_are_held_only_so_many_at_once_and_other_keys_go_on()
    {
        await using var app = Replica([("Limits:KeyRequestsAtOnce", "2")]);
        var key = await app.AddKeyAsync([Scopes.Ingest]);
        using var busy = Unbuffered(app, key);
        using var other = app.CreateClient(await app.AddKeyAsync([Scopes.Ingest]));
        var end = new TaskCompletionSource();
        List<Task<HttpResponseMessage>> slow = [];
        for (var i = 0; i < 2; i++)
        {
            var body = new StalledBody(end.Task);
            slow.Add(busy.PostAsync(new Uri("/v1/batch", UriKind.Relative), body));
            await body.Begun;
        }

        await AreHeldAsync(app.Services.GetRequiredService<RequestLimits>().OfKeys, new DefaultHttpContext { User = app.Services.GetRequiredService<KeyRing>().Find(key)!.Caller });
        Assert.Equal(HttpStatusCode.TooManyRequests, await busy.StatusOfAsync("/v1/leads"));
        Assert.Equal(HttpStatusCode.Forbidden, await other.StatusOfAsync("/v1/leads"));
        end.SetResult();
        foreach (var answer in await Task.WhenAll(slow)) answer.Dispose();

        await Eventually.PassesAsync(async () => Assert.Equal(HttpStatusCode.Forbidden, await busy.StatusOfAsync("/v1/leads")));
    }

    [Fact]
    public async Task Health_is_never_limited()
    {
        await using var app = Replica([.. Tight, ("Keys:ReadyWithoutKey", "true")]);
        using var client = app.CreateClient();

        var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).SelectMany(_ => new[] { client.StatusOfAsync("/health/live"), client.StatusOfAsync("/health/ready") }));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task Behind_a_proxy_that_is_trusted_the_address_is_the_one_that_it_names()
    {
        await using var app = Replica([.. Tight, ("Limits:TrustedProxies:0", "10.0.0.0/8")]);
        using var client = app.CreateClient();
        app.CallersAddress = IPAddress.Parse("10.1.2.3");

        await RefusedOfAsync(client, () => From("203.0.113.20"));

        Assert.Equal(HttpStatusCode.Unauthorized, await client.StatusOfAsync(From("203.0.113.21")));
        // What callers write there themselves stands before what the proxy adds.
        await IsRefusalAsync(await RefusedOfAsync(client, () => From("203.0.113.99, 203.0.113.20")), "this address");
    }

    [Fact]
    public async Task Nobody_else_is_believed_to_be_a_proxy()
    {
        await using var app = Replica([.. Tight, ("Limits:TrustedProxies:0", "10.0.0.0/8")]);
        using var client = app.CreateClient();
        app.CallersAddress = IPAddress.Parse("203.0.113.30");
        var number = 0;

        await IsRefusalAsync(await RefusedOfAsync(client, () => From($"198.51.100.{++number}")), "this address");
    }

    private static HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

    private static HttpRequestMessage From(string forwardedFor) => Get("/v1/leads").With(("X-Forwarded-For", forwardedFor));

    /// <summary>One of many requests at once that was answered 429.</summary>
    private static async Task<HttpResponseMessage> RefusedOfAsync(HttpClient client, Func<HttpRequestMessage> request)
    {
        var requests = Enumerable.Range(0, AtOnce).Select(_ => request()).ToList();
        var answers = await Task.WhenAll(requests.Select(each => client.SendAsync(each)));
        Assert.DoesNotContain(answers, answer => (int)answer.StatusCode >= 500);
        return answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
    }

    private static async Task IsRefusalAsync(HttpResponseMessage refused, string whose, int mostSeconds = 1)
    {
        Assert.InRange(refused.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0, 1, mostSeconds);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        var problem = (await refused.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonObject>())!;
        Assert.Equal("too_many_requests", (string?)problem["code"]);
        Assert.Equal(429, (int)problem["status"]!);
        Assert.Contains(whose, (string?)problem["message"], StringComparison.Ordinal);
    }

    private static Task AreHeldAsync(PartitionedRateLimiter<HttpContext> limiter, HttpContext caller) => Eventually.IsTrueAsync(() => limiter.GetStatistics(caller)?.CurrentAvailablePermits == 0, "as many requests are held as may be");

    /// <summary>Sends bodies while they are made; the usual client reads them whole before, to send them again to where it is redirected.</summary>
    private static HttpClient Unbuffered(LeadScoringApp app, string? key = null)
    {
        var client = app.CreateDefaultClient();
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private async Task<string> MetricsAsync(LeadScoringApp app)
    {
        using var client = app.CreateClient(production.Key);
        return await client.GetStringAsync("/metrics");
    }

    private LeadScoringApp Replica((string Name, string Value)[] settings) => production.App.NewReplica(production.Settings([.. settings.DistinctBy(each => each.Name, StringComparer.Ordinal)]));
}
