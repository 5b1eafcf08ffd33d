using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Keys;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Http;

/// <summary>
/// Every operation refuses what it cannot take, in a way that its description has: that is checked of each answer by <see cref="DocumentedAnswers"/>.
/// What is answered without a key, and without the scope, is in <see cref="ScopeTests"/>.
/// </summary>
public sealed class RefusalTests(ListeningProductionApp production) : IClassFixture<ListeningProductionApp>
{
    private const string Problem = "application/problem+json";

    /// <summary>More than any operation takes.</summary>
    private static readonly string TooLarge = $$"""{"text":"{{new string('x', 2_000_000)}}"}""";

    private readonly List<Operation> _operations = [.. OperationsOf(production.App)];

    private sealed record Operation(DeclaredRoute Route, bool HasBody, bool IsOfSdks)
    {
        public HttpRequestMessage Request(string? body = null, string type = "application/json", string query = "")
        {
            var request = Route.Request();
            request.RequestUri = new Uri(request.RequestUri + query, UriKind.Relative);
            // So that the refusal comes before the body goes.
            request.Headers.ExpectContinue = body?.Length > 1_000_000;
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(type));
            return request;
        }
    }

    [Fact]
    public Task What_is_no_parameter_is_named() =>
        AllAnswerAsync(HttpStatusCode.BadRequest, operation => !operation.IsOfSdks, operation => operation.Request(operation.HasBody ? "{}" : null, query: "?nonsense=1"));

    [Fact]
    public Task What_is_no_JSON_is_not_taken() =>
        AllAnswerAsync(HttpStatusCode.BadRequest, operation => operation.HasBody, operation => operation.Request("{"));

    [Fact]
    public Task What_is_too_large_is_not_read() =>
        AllAnswerAsync(HttpStatusCode.RequestEntityTooLarge, operation => operation.HasBody, operation => operation.Request(TooLarge));

    [Fact]
    public Task What_is_called_no_JSON_is_taken_from_nobody_but_SDKs() =>
        AllAnswerAsync(HttpStatusCode.UnsupportedMediaType, operation => operation is { HasBody: true, IsOfSdks: false }, operation => operation.Request("{}", "text/plain"));

    [Fact]
    public async Task What_comes_too_often_is_told_to_come_later()
    {
        await using var app = production.App.NewReplica(production.Settings(("Limits:KeyRequests", "1"), ("Limits:AddressRequests", "1"), ("Limits:BurstSeconds", "1")));
        using var client = app.CreateClient(production.Key);
        foreach (var operation in _operations)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.StatusOfAsync(operation.Request(operation.HasBody ? "{}" : null))));

            Assert.True(answers.Contains(HttpStatusCode.TooManyRequests), $"{operation.Route}: {string.Join(", ", answers)}");
        }
    }

    [Fact]
    public async Task While_the_database_is_away_nothing_worse_than_503_is_answered()
    {
        await using var proxy = new DatabaseProxy(production.Database.ConnectionString);
        await using var app = production.App.NewReplica(production.Settings(("ConnectionStrings:LeadScoring", proxy.ConnectionString)));
        using var client = app.CreateClient(production.Key);
        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/health/ready"));
        await proxy.CutAsync();

        var answers = await Task.WhenAll(_operations.Select(async operation => (operation.Route, Status: await client.StatusOfAsync(operation.Request(operation.HasBody ? "{}" : null)))));

        Assert.All(answers, answer => Assert.True(answer.Status <= HttpStatusCode.ServiceUnavailable && answer.Status != HttpStatusCode.InternalServerError, $"{answer.Route}: {answer.Status}"));
        Assert.All(answers.Where(answer => answer.Route.Pattern.StartsWith("/v1/leads/", StringComparison.Ordinal) && answer.Route.Method == "GET"), answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status));
    }

    private async Task AllAnswerAsync(HttpStatusCode expected, Func<Operation, bool> which, Func<Operation, HttpRequestMessage> request)
    {
        using var client = production.NewReader();
        var chosen = _operations.Where(which).ToList();
        Assert.True(chosen.Count > 20, $"Only {chosen.Count} operations were found.");
        foreach (var operation in chosen)
        {
            using var answer = await client.SendAsync(request(operation));

            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == expected, $"{operation.Route}: {answer.StatusCode} {text}");
            Assert.Equal(Problem, answer.Content.Headers.ContentType?.MediaType);
            var problem = JsonNode.Parse(text)!;
            Assert.Equal((int)expected, (int)problem["status"]!);
            Assert.True(expected != HttpStatusCode.BadRequest || operation.IsOfSdks || problem["errors"] is not null, $"{operation.Route} does not name the faults: {text}");
        }
    }

    private static IEnumerable<Operation> OperationsOf(LeadScoringApp app)
    {
        var routes = RouteTable.Of(app).ToDictionary(route => route.ToString(), StringComparer.Ordinal);
        foreach (var (path, item) in DocumentedAnswers.Paths.AsObject().Where(path => path.Key is not ("/health/live" or "/health/ready" or "/metrics")))
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                yield return new Operation(routes[$"{method.ToUpperInvariant()} {path}"], operation!["requestBody"] is not null, (string?)operation["tags"]![0] == "SDKs");
            }
        }
    }
}
